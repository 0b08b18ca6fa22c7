import { expect, test } from 'vitest'
import { Busy } from '../../server/errors.ts'
import { atMost } from '../../server/media/at-most.ts'

function deferred() {
  return Promise.withResolvers<void>()
}

test('runs two at once, in order, and goes on after a failure', async () => {
  const gate = atMost(2, 10)
  const started: number[] = []
  const works = [deferred(), deferred(), deferred(), deferred()]
  const results = works.map((work, index) =>
    gate(async () => {
      started.push(index)
      await work.promise
      return index
    }),
  )
  await settle()
  expect(started).toEqual([0, 1])

  works[1]!.reject(new Error('broken'))
  await expect(results[1]).rejects.toThrow('broken')
  await settle()
  expect(started).toEqual([0, 1, 2])

  for (const work of works) work.resolve()
  expect(await Promise.all([results[0], results[2], results[3]])).toEqual([0, 2, 3])
  expect(await gate(async () => 'again')).toBe('again')
})

test('refuses what would wait too long', async () => {
  const gate = atMost(1, 1)
  const first = deferred()
  const running = gate(() => first.promise)
  const waiting = gate(async () => 'later')
  await expect(gate(async () => 'never')).rejects.toBeInstanceOf(Busy)
  first.resolve()
  await running
  expect(await waiting).toBe('later')
})

const settle = () => new Promise((resolve) => setImmediate(resolve))
