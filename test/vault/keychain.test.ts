import { fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { createKeychain, type HelperProcess, type KeychainHelper } from '../../server/vault/keychain.ts'
import type { KeychainRequest } from '../../server/vault/keychain-helper.ts'

/** A helper that does what a test says with each request, and tells whether it was ended. */
function createHelpers(
  act: (request: KeychainRequest, helper: { answer(value: unknown): void; exit(): void }) => void,
) {
  const started: { requests: KeychainRequest[]; isKilled: boolean }[] = []
  function startHelper(): KeychainHelper {
    const state = { requests: [] as KeychainRequest[], isKilled: false }
    started.push(state)
    let onAnswer = (_: unknown) => {}
    let onExit = (_: string) => {}
    return {
      send(request) {
        state.requests.push(request)
        act(request, { answer: (value) => onAnswer(value), exit: () => onExit('SIGSEGV') })
      },
      onAnswer: (listener) => {
        onAnswer = listener
      },
      onExit: (listener) => {
        onExit = listener
      },
      kill: () => {
        state.isKilled = true
      },
    }
  }
  return { started, startHelper }
}

describe('the keychain', () => {
  it('asks for the one fixed entry, and ends the helper', async () => {
    const { started, startHelper } = createHelpers((_, helper) => helper.answer({ state: 'absent' }))
    expect(await createKeychain({ startHelper }).read()).toEqual({ state: 'absent' })
    expect(started).toEqual([
      { requests: [{ call: 'read', service: 'Lockgroove', account: 'master-key' }], isKilled: true },
    ])
  })

  it('makes one call at a time', async () => {
    const answers: (() => void)[] = []
    const { started, startHelper } = createHelpers((request, helper) => {
      answers.push(() => helper.answer({ state: 'found', value: request.call }))
    })
    const keychain = createKeychain({ startHelper })
    const first = keychain.read()
    const second = keychain.store('x')
    await new Promise(setImmediate)
    expect(started).toHaveLength(1)
    answers[0]!()
    expect(await first).toEqual({ state: 'found', value: 'read' })
    await new Promise(setImmediate)
    expect(started).toHaveLength(2)
    answers[1]!()
    expect(await second).toEqual({ state: 'found', value: 'store' })
  })

  it('ends a helper that does not answer, and says the keychain may be locked', async () => {
    const { started, startHelper } = createHelpers(() => {})
    const answer = await createKeychain({ startHelper, timeoutMs: 10 }).read()
    expect(answer).toEqual({
      state: 'locked',
      reason: 'no answer within 0.01 s; it may be waiting for its password',
    })
    expect(started[0]?.isKilled).toBe(true)
  })

  it('survives a helper that crashes, and works again afterwards', async () => {
    let calls = 0
    const { startHelper } = createHelpers((_, helper) => {
      calls++
      if (calls === 1) helper.exit()
      else helper.answer({ state: 'absent' })
    })
    const keychain = createKeychain({ startHelper })
    expect(await keychain.read()).toEqual({
      state: 'unavailable',
      reason: 'its helper ended early (SIGSEGV)',
    })
    expect(await keychain.read()).toEqual({ state: 'absent' })
  })

  it('survives a helper that does not start', async () => {
    const keychain = createKeychain({
      startHelper: () => {
        throw new Error('no such file')
      },
    })
    expect(await keychain.read()).toEqual({
      state: 'unavailable',
      reason: 'its helper did not start (no such file)',
    })
  })

  it('ends a call that waits for somebody when it is closed, and asks nobody from then on', async () => {
    const { started, startHelper } = createHelpers(() => {})
    const keychain = createKeychain({ startHelper })
    const first = keychain.read()
    const second = keychain.read()
    await new Promise(setImmediate)
    keychain.close()
    const stopping = { state: 'unavailable', reason: 'Lockgroove is stopping' }
    expect(await first).toEqual(stopping)
    expect(await second).toEqual(stopping)
    expect(await keychain.store('x')).toEqual(stopping)
    expect(started).toEqual([{ requests: [expect.objectContaining({ call: 'read' })], isKilled: true }])
  })

  it('tells a host which file to start, and none of our settings', async () => {
    vi.stubEnv('LOCKGROOVE_MASTER_KEY', 'a secret')
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nowhere')
    const given: HelperProcess[] = []
    const { startHelper } = createHelpers((_, helper) => helper.answer({ state: 'absent' }))
    const keychain = createKeychain({
      startHelper(process) {
        given.push(process)
        return startHelper()
      },
    })
    await keychain.read()
    vi.unstubAllEnvs()
    expect(given[0]?.path).toBe(
      join(import.meta.dirname, '..', '..', 'server', 'vault', 'keychain-helper.ts'),
    )
    expect(given[0]?.environment).toMatchObject({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' })
    expect(Object.keys(given[0]!.environment).filter((name) => name.startsWith('LOCKGROOVE_'))).toEqual([])
  })

  it.each([
    undefined,
    null,
    'found',
    {},
    { state: 'found' },
    { state: 'found', value: 7 },
    { state: 'locked' },
    { state: 'x' },
  ])('does not believe an answer such as %j', async (value) => {
    const { startHelper } = createHelpers((_, helper) => helper.answer(value))
    expect(await createKeychain({ startHelper }).read()).toEqual({
      state: 'unavailable',
      reason: 'its helper gave no usable answer',
    })
  })
})

describe('the keychain helper', () => {
  it('ends with its parent', async () => {
    const path = fileURLToPath(new URL('../../server/vault/keychain-helper.ts', import.meta.url))
    const child = fork(path, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)))
    await new Promise((resolve) => child.on('spawn', resolve))
    child.disconnect()
    expect(['SIGKILL', 0]).toContain(await ended)
  })
})
