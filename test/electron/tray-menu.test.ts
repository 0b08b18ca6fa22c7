import type { MenuItemConstructorOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DesktopState } from '../../electron/state.ts'
import {
  statusLine,
  type TrayActions,
  timeOf,
  trayIcon,
  trayMenu,
  trayTooltip,
} from '../../electron/tray-menu.ts'

const NOW = Date.UTC(2026, 10, 21, 12, 0)
const HOUR = 3_600_000

const RUNNING: DesktopState = {
  server: 'running',
  musicUrl: 'http://127.0.0.1:4040',
  door: 'this computer',
  readOnly: false,
  update: { state: 'none' },
  startAtLogin: false,
}
const state = (part: Partial<DesktopState>): DesktopState => ({ ...RUNNING, ...part })

const done: string[] = []
const note =
  (name: string) =>
  async (...given: unknown[]) =>
    void done.push([name, ...given].join(' '))
const actions: TrayActions = {
  tryAgain: note('try again'),
  useRecoveryKey: note('use recovery key'),
  open: note('open'),
  copyAddress: note('copy'),
  openNetwork: note('open network'),
  closeNetwork: note('close network'),
  scan: note('scan'),
  update: note('update'),
  setStartAtLogin: note('start at login'),
  quit: note('quit'),
}

/** A line each, as it looks: `-` a line across, `(•)` and `[x]` ticks, what is grey in brackets. */
function drawn(now: DesktopState): string[] {
  return trayMenu(now, actions, NOW).map(({ type, label = '', checked, enabled = true }) => {
    if (type === 'separator') return '-'
    const tick =
      { radio: checked ? '(•) ' : '( ) ', checkbox: checked ? '[x] ' : '[ ] ' }[type as string] ?? ''
    return tick + (enabled ? label : `{${label}}`)
  })
}

function item(now: DesktopState, label: string): MenuItemConstructorOptions {
  const found = trayMenu(now, actions, NOW).find((one) => one.label === label)
  if (!found) throw new Error(`no "${label}" in ${drawn(now).join(', ')}`)
  return found
}

const zone = process.env['TZ']
beforeEach(() => {
  process.env['TZ'] = 'UTC'
  done.length = 0
})
afterEach(() => {
  process.env['TZ'] = zone
  vi.restoreAllMocks()
})

describe('trayMenu', () => {
  test('of a server that runs', () => {
    expect(drawn(RUNNING)).toEqual([
      '{Running · 127.0.0.1:4040}',
      '-',
      'Open Lockgroove',
      'Copy server address',
      '-',
      '(•) This computer',
      '( ) This network',
      '-',
      'Scan now',
      '-',
      '[ ] Start at login',
      'Quit Lockgroove',
    ])
  })

  test('while it starts offers only what can be done', () => {
    expect(drawn(state({ server: 'starting', musicUrl: undefined }))).toEqual([
      '{Starting…}',
      '-',
      'Open Lockgroove',
      '{Copy server address}',
      '-',
      '(•) {This computer}',
      '( ) {This network}',
      '-',
      '{Scan now}',
      '-',
      '[ ] Start at login',
      'Quit Lockgroove',
    ])
  })

  test('says how far a scan is, and offers no second one', () => {
    const now = state({ scan: { seen: 10, percent: 42.9 } })
    expect(drawn(now)[0]).toBe('{Scanning 42 %}')
    expect(drawn(now)).toContain('{Scan now (42 %)}')
    expect(drawn(now)).not.toContain('Scan now')
    const walking = drawn(state({ scan: { seen: 10 } }))
    expect(walking[0]).toBe('{Scanning…}')
    expect(walking).toContain('{Scan now (running)}')
  })

  test('has the same lines during a scan as before, so that nothing moves', () => {
    expect(drawn(state({ scan: { seen: 1, percent: 1 } }))).toHaveLength(drawn(RUNNING).length)
  })

  test('while the keyring is locked offers to try again and the recovery key', () => {
    const now = state({
      server: 'waiting for keyring',

      sentence: 'The keyring is locked.',
    })
    expect(drawn(now).slice(0, 4)).toEqual([
      '{Waiting for your keyring}',
      'Try again',
      'Use recovery key…',
      '-',
    ])
  })

  test('before there is a vault offers no recovery key for it', () => {
    const now = state({ server: 'waiting for keyring', musicUrl: undefined })
    expect(drawn(now).slice(0, 3)).toEqual(['{Waiting for your keyring}', 'Try again', '-'])
    expect(drawn(now)).toContain('( ) {This network}')
  })

  test('of a sealed server says so, and why', () => {
    const now = state({ server: 'sealed', sentence: 'There is no key.' })
    expect(drawn(now).slice(0, 5)).toEqual([
      '{Locked: waiting for its key}',
      '{There is no key.}',
      'Try again',
      'Use recovery key…',
      '-',
    ])
    expect(drawn(now)).toContain('( ) This network')
  })

  test('after a failure says why in one short line, and offers another try', () => {
    const sentence = `Port 4040 is taken by another program.\n${'Choose another port or end it. '.repeat(9)}`
    const [status, why, again] = drawn(state({ server: 'failed', sentence }))
    expect([status, again]).toEqual(['{Not running}', 'Try again'])
    expect(why).toMatch(/^\{Port 4040 is taken by another program\..*…\}$/)
    expect(why!.length).toBeLessThan(55)
  })

  test('says what is amiss with a server that runs', () => {
    expect(drawn(state({ sentence: 'The key is nowhere but here.' }))[1]).toBe(
      '{The key is nowhere but here.}',
    )
  })

  test('of an open network says until when', () => {
    const open = state({ door: 'this network', doorClosesAt: NOW + 3 * HOUR })
    expect(drawn(open)).toContain(`(•) This network (until ${timeOf(NOW + 3 * HOUR, NOW)})`)
    expect(timeOf(NOW + 3 * HOUR, NOW)).toMatch(/^(15:00|3:00)/)
    expect(timeOf(NOW + 30 * HOUR, NOW)).toMatch(/22/)
    expect(drawn(state({ door: 'this network' }))).toContain('(•) This network')
  })

  test('ticks neither of the two when the door is elsewhere', () => {
    const lines = drawn(state({ door: 'elsewhere' }))
    expect(lines.filter((line) => line.startsWith('('))).toEqual([
      '( ) This computer',
      '( ) This network',
      '(•) {Another address}',
    ])
  })

  test('in read-only mode closes the network and opens nothing', () => {
    expect(drawn(state({ readOnly: true }))).toEqual(
      expect.arrayContaining(['{Running, read-only · 127.0.0.1:4040}', '( ) {This network}', '{Scan now}']),
    )
    expect(drawn(state({ readOnly: true, door: 'this network' }))).toContain('( ) This computer')
  })

  test.each([
    [{ state: 'offered', version: '1.2.0' }, 'Get version 1.2.0'],
    [{ state: 'loading', version: '1.2.0', percent: 12.7 }, '{Loading version 1.2.0: 12 %}'],
    [{ state: 'ready', version: '1.2.0' }, 'Restart to update to 1.2.0'],
  ] as const)('has a line for an update that is $state', (update, line) => {
    expect(drawn(state({ update })).filter((each) => !drawn(RUNNING).includes(each))).toEqual([line])
  })

  test.each([
    { state: 'off' },
    { state: 'looking' },
    { state: 'unsupported' },
    { state: 'failed', sentence: 'No answer.' },
  ] as const)('has no line for an update that is $state', (update) => {
    expect(drawn(state({ update }))).toEqual(drawn(RUNNING))
  })

  test('has no Start at login where the system cannot', () => {
    expect(drawn(state({ startAtLogin: undefined })).join()).not.toContain('Start at login')
    expect(drawn(state({ startAtLogin: true }))).toContain('[x] Start at login')
  })

  test('shows & as it stands', () => {
    expect(drawn(state({ server: 'failed', sentence: 'Rock & Roll.' }))[1]).toBe('{Rock && Roll.}')
  })

  test('each line does its own thing', () => {
    const locked = state({ server: 'sealed' })
    const offered = state({ update: { state: 'ready', version: '2' }, startAtLogin: true })
    const clicks: [DesktopState, string, string][] = [
      [locked, 'Try again', 'try again'],
      [locked, 'Use recovery key…', 'use recovery key'],
      [RUNNING, 'Open Lockgroove', 'open'],
      [RUNNING, 'Copy server address', 'copy'],
      [RUNNING, 'This network', 'open network'],
      [RUNNING, 'This computer', 'close network'],
      [RUNNING, 'Scan now', 'scan'],
      [offered, 'Restart to update to 2', 'update'],
      [RUNNING, 'Start at login', 'start at login true'],
      [offered, 'Start at login', 'start at login false'],
      [RUNNING, 'Quit Lockgroove', 'quit'],
    ]
    for (const [now, label, expected] of clicks) {
      done.length = 0
      const click = item(now, label).click as () => void
      click()
      expect(done.map((line) => line.replace(/ \[object.*/, ''))).toEqual([expected])
    }
  })
})

describe('trayIcon', () => {
  test.each([
    [{}, 'running'],
    [{ server: 'starting' }, 'running'],
    [{ scan: { seen: 1 } }, 'scanning'],
    [{ door: 'this network' }, 'network'],
    [{ door: 'elsewhere' }, 'network'],
    [{ door: 'this network', scan: { seen: 1 } }, 'network'],
    [{ server: 'sealed', door: 'this network' }, 'attention'],
    [{ server: 'waiting for keyring' }, 'attention'],
    [{ server: 'needs its key' }, 'attention'],
    [{ server: 'failed' }, 'attention'],
  ] as const)('%j is shown as %s', (part, icon) => {
    expect(trayIcon(state(part))).toBe(icon)
  })
})

describe('trayTooltip', () => {
  test('says in words what the icon says', () => {
    expect(trayTooltip(RUNNING, NOW)).toBe('Lockgroove: Running · 127.0.0.1:4040')
    expect(trayTooltip(state({ door: 'this network', scan: { seen: 1, percent: 5 } }), NOW)).toBe(
      'Lockgroove: Scanning 5 % · open to this network',
    )
    expect(trayTooltip(state({ door: 'this network', doorClosesAt: NOW + HOUR }), NOW)).toContain(
      `open to this network until ${timeOf(NOW + HOUR, NOW)}`,
    )
    expect(trayTooltip(state({ door: 'elsewhere' }), NOW)).toContain('open at another address')
    expect(trayTooltip(state({ server: 'failed', door: 'this network' }), NOW)).toBe(
      'Lockgroove: Not running',
    )
  })

  test('is never longer than Windows shows', () => {
    const musicUrl = `https://${'long-name.'.repeat(20)}example:4040`
    expect(trayTooltip(state({ musicUrl, door: 'this network' }), NOW).length).toBeLessThanOrEqual(127)
  })
})

test('an address with HTTPS is shown whole', () => {
  expect(statusLine(state({ musicUrl: 'https://10.0.0.2:4040' }))).toBe('Running · https://10.0.0.2:4040')
})
