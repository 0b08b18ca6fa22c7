// *This network* on and off in the tray, seen by a phone on a cable to this computer: a network of its own, with a real app in it.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DesktopState } from '../../../electron/state.ts'
import { chromiumPath } from '../../support/chromium.ts'
import { createNamespace, joinNamespaces, lacksNetworks, type Namespace } from '../../support/networks.ts'

const APP = join(import.meta.dirname, '..', '..', 'support', 'electron', 'run-app.ts')
/** Prints the status of one GET, or `closed`. */
const GET = `fetch(process.argv[1], { signal: AbortSignal.timeout(3000) }).then(({ status }) => console.log(status), () => console.log('closed'))`

describe.skipIf(chromiumPath === undefined || lacksNetworks())('the desktop app in a network', () => {
  let computer: Namespace
  let phone: Namespace
  let folder: string
  let app: ChildProcess
  let state: DesktopState | undefined
  let complaints = ''

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-desktop-')))
    computer = await createNamespace()
    phone = await createNamespace()
    joinNamespaces('lan0', [computer, '10.77.0.1/24'], [phone, '10.77.0.2/24'])
    const [command, words] = computer.inside(process.execPath, APP)
    app = spawn(command, words, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        LOCKGROOVE_DATA: join(folder, 'data'),
        LOCKGROOVE_CACHE: join(folder, 'cache'),
        LOCKGROOVE_MASTER_KEY: '0123456789abcdef'.repeat(4),
        LOCKGROOVE_ALLOW_ROOT: 'on',
      },
    })
    app.stderr!.on('data', (part) => {
      complaints += part
    })
    app.on('message', (message: { state?: DesktopState }) => {
      if (message.state) state = message.state
      else complaints += JSON.stringify(message)
    })
  })
  afterAll(async () => {
    if (app?.connected) app.disconnect()
    if (app && app.exitCode === null) await new Promise((resolve) => app.once('close', resolve))
    for (const one of [computer, phone]) await one?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function ask(url: string): Promise<string> {
    const [command, words] = phone.inside(process.execPath, '-e', GET, url)
    return new Promise((resolve, reject) =>
      execFile(command, words, (error, out) => (error ? reject(error) : resolve(out.trim()))),
    )
  }
  const click = (label: string) => app.send({ click: label })

  test('is reached by the phone only while the tray says This network, and its window never', async () => {
    await expect.poll(() => state?.server ?? complaints).toBe('running')
    expect(await ask('http://10.77.0.1:4040/healthz')).toBe('closed')

    click('This network')
    // The door is asked for before it is open.
    await expect.poll(() => state?.musicUrl ?? complaints).toBe('http://10.77.0.1:4040')
    expect(state?.door).toBe('this network')
    expect(await ask('http://10.77.0.1:4040/healthz')).toBe('200')
    expect(await ask('http://10.77.0.1:4041/')).toBe('closed')

    click('This computer')
    await expect.poll(() => state?.door ?? complaints).toBe('this computer')
    await expect.poll(() => ask('http://10.77.0.1:4040/healthz')).toBe('closed')
    expect(complaints).toBe('')
  })

  test('ends in order when it is told to', async () => {
    click('Quit')
    await new Promise((resolve) => app.once('close', resolve))
    expect([app.exitCode, complaints]).toEqual([0, ''])
  })
})
