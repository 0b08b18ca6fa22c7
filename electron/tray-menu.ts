// What the tray shows, drawn from the state alone: its menu, its icon and its tooltip.
import type { MenuItemConstructorOptions } from 'electron'
import type { DesktopState } from './state.ts'
import { WORDS } from './words.ts'

const words = WORDS.tray

export interface TrayActions {
  tryAgain(): void
  useRecoveryKey(): void
  open(): void
  copyAddress(): void
  /** Resolves when it is open, or was found impossible and said so. */
  openNetwork(): Promise<void>
  closeNetwork(): Promise<void>
  scan(): void
  update(): void
  setStartAtLogin(on: boolean): Promise<void>
  quit(): void
}

type Item = MenuItemConstructorOptions

const SEPARATOR: Item = { type: 'separator' }
const LONGEST_SENTENCE = 48
/** Windows cuts tooltips there. */
const LONGEST_TOOLTIP = 127

/** Flat, in groups; what cannot be done now is grey rather than gone, so that nothing moves under the pointer. */
export function trayMenu(state: DesktopState, actions: TrayActions, now: number): Item[] {
  return [
    ...statusItems(state, actions),
    SEPARATOR,
    { label: words.open, click: actions.open },
    { label: words.copyAddress, click: actions.copyAddress, enabled: state.musicUrl !== undefined },
    SEPARATOR,
    ...doorItems(state, actions, now),
    SEPARATOR,
    scanItem(state, actions),
    ...updateItems(state, actions),
    SEPARATOR,
    ...startAtLoginItems(state, actions),
    { label: words.quit, click: actions.quit },
  ]
}

function statusItems(state: DesktopState, { tryAgain, useRecoveryKey }: TrayActions): Item[] {
  const { server, sentence } = state
  const items: Item[] = [{ label: literal(statusLine(state)), enabled: false }]
  // Of a locked keyring the status says it all.
  if (sentence !== undefined && server !== 'waiting for keyring')
    items.push({ label: literal(shortened(sentence, LONGEST_SENTENCE)), enabled: false })
  const isLocked = server === 'sealed' || server === 'waiting for keyring'
  if (isLocked || server === 'failed') items.push({ label: words.tryAgain, click: tryAgain })
  // Without a server there is no vault yet that it could open.
  if (isLocked && isServing(state)) items.push({ label: words.useRecoveryKey, click: useRecoveryKey })
  return items
}

/** `Running · 127.0.0.1:4040`, `Scanning 42 %`, `Waiting for your keyring`. */
export function statusLine(state: DesktopState): string {
  if (state.server !== 'running') return words.status[state.server]
  if (state.scan) return words.scanning(state.scan.percent)
  return [
    state.readOnly ? `${words.status.running}, ${words.readOnly}` : words.status.running,
    ...(state.musicUrl === undefined ? [] : [state.musicUrl.replace(/^http:\/\//, '')]),
  ].join(' · ')
}

/** Closing is always possible; opening is a change, which read-only mode forbids. */
function doorItems(state: DesktopState, actions: TrayActions, now: number): Item[] {
  const { door, doorClosesAt, readOnly } = state
  const isThere = isServing(state)
  const until = doorClosesAt === undefined ? '' : words.until(timeOf(doorClosesAt, now))
  const items: Item[] = [
    {
      type: 'radio',
      label: words.thisComputer,
      checked: door === 'this computer',
      enabled: isThere,
      click: actions.closeNetwork,
    },
    {
      type: 'radio',
      label: door === 'this network' ? words.thisNetwork + until : words.thisNetwork,
      checked: door === 'this network',
      enabled: isThere && (!readOnly || door === 'this network'),
      click: actions.openNetwork,
    },
  ]
  // Without it one of the two above would be ticked by itself: a group of radio items always has one that is.
  if (door === 'elsewhere')
    items.push({ type: 'radio', label: words.elsewhere, checked: true, enabled: false })
  return items
}

function scanItem(state: DesktopState, actions: TrayActions): Item {
  if (state.scan) return { label: words.scanGoesOn(state.scan.percent), enabled: false }
  return { label: words.scan, click: actions.scan, enabled: isServing(state) && !state.readOnly }
}

function updateItems({ update }: DesktopState, { update: click }: TrayActions): Item[] {
  switch (update.state) {
    case 'offered':
      return [{ label: literal(words.offered(update.version)), click }]
    case 'loading':
      return [{ label: literal(words.loading(update.version, update.percent)), enabled: false }]
    case 'ready':
      return [{ label: literal(words.ready(update.version)), click }]
    case 'off':
    case 'none':
    case 'looking':
    case 'unsupported':
    case 'failed':
      return []
  }
}

function startAtLoginItems({ startAtLogin }: DesktopState, { setStartAtLogin }: TrayActions): Item[] {
  if (startAtLogin === undefined) return []
  return [
    {
      type: 'checkbox',
      label: words.startAtLogin,
      checked: startAtLogin,
      click: () => setStartAtLogin(!startAtLogin),
    },
  ]
}

export type TrayIcon = 'running' | 'scanning' | 'network' | 'attention'

/** An open door must not go unseen, so it comes before a scan, which passes. */
export function trayIcon({ server, door, scan }: DesktopState): TrayIcon {
  switch (server) {
    case 'sealed':
    case 'waiting for keyring':
    case 'needs its key':
    case 'failed':
      return 'attention'
    case 'starting':
    case 'stopping':
      return 'running'
    case 'running':
      if (door !== 'this computer') return 'network'
      return scan ? 'scanning' : 'running'
  }
}

/** The state in words, for whoever cannot see or tell the icon. */
export function trayTooltip(state: DesktopState, now: number): string {
  const parts = [`${words.app}: ${statusLine(state)}`]
  if (isServing(state) && state.door !== 'this computer') {
    const until = state.doorClosesAt === undefined ? undefined : timeOf(state.doorClosesAt, now)
    parts.push(state.door === 'this network' ? words.openToNetwork(until) : words.openElsewhere)
  }
  return shortened(parts.join(' · '), LONGEST_TOOLTIP)
}

/** Also with a vault that is shut: what needs no key works. */
function isServing({ server, musicUrl }: DesktopState): boolean {
  switch (server) {
    case 'running':
    case 'sealed':
      return true
    case 'waiting for keyring':
    case 'needs its key':
      return musicUrl !== undefined
    case 'starting':
    case 'failed':
    case 'stopping':
      return false
  }
}

const DAY_MS = 24 * 60 * 60 * 1000

/** As the system writes times; with the day where it is not within the next twenty-four hours. */
export function timeOf(at: number, now: number): string {
  const day = at - now >= DAY_MS ? ({ weekday: 'short', day: 'numeric', month: 'short' } as const) : {}
  return new Intl.DateTimeFormat(undefined, { ...day, hour: 'numeric', minute: '2-digit' }).format(at)
}

/** In a label a single & marks the letter that a keyboard picks. */
function literal(text: string): string {
  return text.replaceAll('&', '&&')
}

function shortened(sentence: string, longest: number): string {
  const line = sentence.replace(/\s+/g, ' ').trim()
  if (line.length <= longest) return line
  return `${line.slice(0, longest).replace(/\s+\S*$/, '')}…`
}
