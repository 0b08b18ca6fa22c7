import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPlaces, createQueues, releaseAfter, TooManyWaiting } from '../../server/http/places.ts'

/** Of an answer, only that it closes. */
const answer = () => new EventEmitter() as unknown as ServerResponse
const MOST = { perKey: 3, together: 5 }

describe('createPlaces', () => {
  test('gives each key its own, until they are taken, and again what is given back', () => {
    const places = createPlaces(() => 2)
    const first = places.take('a')!
    expect(places.take('a')).toBeDefined()
    expect(places.take('a')).toBeUndefined()
    expect(places.take('b')).toBeDefined()
    first()
    first()
    expect(places.take('a')).toBeDefined()
    expect(places.take('a')).toBeUndefined()
  })

  test('has no end with 0, and follows a limit that changes', () => {
    let limit = 0
    const places = createPlaces(() => limit)
    for (let at = 0; at < 50; at++) expect(places.take('a')).toBeDefined()
    limit = 50
    expect(places.take('a')).toBeUndefined()
  })

  test('never has more taken than there are, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant('take'), fc.nat(20))), (steps) => {
        const places = createPlaces(() => 3)
        const held: (() => void)[] = []
        for (const step of steps) {
          if (step !== 'take') held.splice(step as number, 1)[0]?.()
          else {
            const release = places.take('a')
            expect(release === undefined).toBe(held.length === 3)
            if (release) held.push(release)
          }
        }
      }),
    )
  })
})

describe('createQueues', () => {
  test('lets wait what does not fit, in order, and each key for itself', async () => {
    const queues = createQueues(() => 1, MOST)
    const order: string[] = []
    const first = await queues.take('a', answer())
    const waiting = ['second', 'third'].map(async (name) => {
      const release = await queues.take('a', answer())
      order.push(name)
      release()
    })
    await queues.take('b', answer())
    expect(order).toEqual([])
    first()
    await Promise.all(waiting)
    expect(order).toEqual(['second', 'third'])
  })

  test('lets go who hangs up while he waits', async () => {
    const queues = createQueues(() => 1, MOST)
    const first = await queues.take('a', answer())
    const leaving = answer()
    const left = queues.take('a', leaving)
    const next = queues.take('a', answer())
    leaving.emit('close')
    await expect(left).rejects.toMatchObject({ code: 'ECONNRESET' })
    first()
    expect(await next).toBeTypeOf('function')
  })

  test('turns away when too many wait, for one key and together', () => {
    const queues = createQueues(() => 1, MOST)
    for (let at = 0; at < 4; at++) void queues.take('a', answer())
    expect(() => queues.take('a', answer())).toThrow(TooManyWaiting)
    for (let at = 0; at < 3; at++) void queues.take('b', answer())
    expect(() => queues.take('b', answer())).toThrow(TooManyWaiting)
    expect(() => queues.take('c', answer())).not.toThrow()
  })

  test('lets more in when the limit is raised, at the next that ends', async () => {
    let limit = 1
    const queues = createQueues(() => limit, MOST)
    const first = await queues.take('a', answer())
    const others = [1, 2, 3].map(() => queues.take('a', answer()))
    limit = 3
    first()
    await Promise.all(others)
  })
})

describe('releaseAfter', () => {
  test('waits for the answer to close, but not for one that has', () => {
    const open = answer()
    let released = 0
    releaseAfter(open, () => released++)
    expect(released).toBe(0)
    open.emit('close')
    expect(released).toBe(1)
    releaseAfter({ closed: true } as ServerResponse, () => released++)
    expect(released).toBe(2)
  })
})
