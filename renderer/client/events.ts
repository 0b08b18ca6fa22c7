// What the server tells while the window is open: one stream for the whole window. Events say which answers are no longer true;
// those on the screen are asked for again. Also knows whether the server is there at all.
import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { ScanProgressNow, ServerEvent, ServerEventType } from '../../server/contract/events.ts'
import { EVENTS_PATH } from '../../server/contract/wire.ts'
import { CallFailed, call } from './call.ts'

/** A window nobody looks at gives its connection back: a browser has only six for one server, and each window needs one. */
const HIDDEN_MS = 60_000
const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 10_000
/** A scan changes the library many times a second. */
const SETTLE_MS = 1500

/** `here`, or since when the window has had no answer. */
export type ServerLink = 'here' | 'away'

let link: ServerLink = 'here'
let scan: ScanProgressNow | undefined
const watchers = new Set<() => void>()
const handlers = new Set<(event: ServerEvent) => unknown>()
const returns = new Set<() => void>()
let lookNow: (() => void) | undefined
/** Whoever is here signs out: the server may have ended the session, and nothing is asked for in their name. */
let isLeaving = false

export function useServerLink(): ServerLink {
  return useSyncExternalStore(watch, () => link)
}

/** What the running scan does; undefined while none runs, or none has said anything yet. */
export function useScanProgress(): ScanProgressNow | undefined {
  return useSyncExternalStore(watch, () => scan)
}

/** For what is more than an answer to be asked for again: the first sign-in of an app, for instance. */
export function useServerEvent<Type extends ServerEventType>(
  type: Type,
  handle: (event: Extract<ServerEvent, { readonly type: Type }>) => void,
): void {
  useEffect(() => {
    const isMeant = (event: ServerEvent): event is Extract<ServerEvent, { readonly type: Type }> =>
      event.type === type
    const handler = (event: ServerEvent) => isMeant(event) && handle(event)
    handlers.add(handler)
    return () => void handlers.delete(handler)
  }, [type, handle])
}

/** Calls when the server answers again after it did not. */
export function onServerBack(listener: () => void): () => void {
  returns.add(listener)
  return () => void returns.delete(listener)
}

/** Somebody got no answer: look at once whether the server is there. */
export function suspectServer(): void {
  if (link === 'here') lookNow?.()
}

/** Between asking to sign out and the answer. */
export function setLeaving(isSo: boolean): void {
  isLeaving = isSo
  if (!isSo) lookNow?.()
}

/** Asks, whether anybody is signed in or not. */
export function serverAnswers(): Promise<boolean> {
  return call('server.status', {}).then(
    () => true,
    (error) => !(error instanceof CallFailed && error.code === 'no-answer'),
  )
}

/** At once, unless the server is known to be away. */
export function whenServerIsHere(): Promise<void> {
  if (link === 'here') return Promise.resolve()
  return new Promise((resolve) => {
    const stop = onServerBack(() => {
      stop()
      resolve()
    })
  })
}

export function isServerHere(): boolean {
  return link === 'here'
}

/** Listens until the returned function is called. Only for a window with a session. */
export function listen(queries: QueryClient): () => void {
  const invalidate = invalidator(queries)
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined
  let retryMs = FIRST_RETRY_MS
  let hasMissed = false
  let isFirst = true
  let isOver = false
  let isLooking = false

  function open() {
    clearTimeout(timer)
    source?.close()
    source = new EventSource(EVENTS_PATH)
    source.onopen = () => {
      retryMs = FIRST_RETRY_MS
      setLink('here')
      // Whatever happened meanwhile was not heard.
      if (hasMissed && !isLeaving) void queries.invalidateQueries()
      // Nor was what happened between the first answers and this stream.
      else if (isFirst) void queries.invalidateQueries({ predicate: ({ state }) => state.dataUpdatedAt > 0 })
      hasMissed = false
      isFirst = false
    }
    source.onmessage = ({ data }) => receive(String(data))
    source.onerror = () => {
      source?.close()
      source = undefined
      hasMissed = true
      void look()
    }
  }

  /** Why is there no stream: the server is away, the session has ended, or only the stream broke. */
  async function look() {
    if (isOver || isLooking) return
    isLooking = true
    clearTimeout(timer)
    const isHere = await serverAnswers()
    isLooking = false
    if (isOver || isLeaving) return
    setLink(isHere ? 'here' : 'away')
    if (isHere && source === undefined) void queries.invalidateQueries({ queryKey: ['sessions.current'] })
    timer = setTimeout(isHere && source === undefined && !document.hidden ? open : look, retryMs)
    if (isHere && source !== undefined) clearTimeout(timer)
    retryMs = Math.min(retryMs * 1.6, LAST_RETRY_MS)
  }

  function receive(data: string) {
    const event = parse(data)
    if (!event) return
    if (event.type === 'scan.progress') setScan(event)
    if (event.type === 'scan.finished') setScan(undefined)
    for (const handler of handlers) handler(event)
    invalidate(event.type)
  }

  function seen() {
    clearTimeout(hiddenTimer)
    if (!document.hidden) {
      if (source === undefined) open()
      return
    }
    hiddenTimer = setTimeout(() => {
      source?.close()
      source = undefined
      hasMissed = true
    }, HIDDEN_MS)
  }

  lookNow = () => {
    retryMs = FIRST_RETRY_MS
    void look()
  }
  document.addEventListener('visibilitychange', seen)
  open()
  return () => {
    isOver = true
    lookNow = undefined
    document.removeEventListener('visibilitychange', seen)
    clearTimeout(timer)
    clearTimeout(hiddenTimer)
    source?.close()
    invalidate.stop()
    setScan(undefined)
    setLink('here')
  }
}

type IsStale = (key: QueryKey) => boolean

const startsWith =
  (...prefixes: readonly string[]): IsStale =>
  ([name]) =>
    typeof name === 'string' && prefixes.some((prefix) => name.startsWith(prefix))
const isMusic: IsStale = ([name]) => name === 'music'
/** What changes with every song that is played. */
const isPlays: IsStale = ([name, endpoint, parameters]) =>
  name === 'music' &&
  (endpoint === 'getNowPlaying' ||
    (endpoint === 'getAlbumList2' && /"(recent|frequent)"/.test(JSON.stringify(parameters))))
const isPlaylists: IsStale = ([name, endpoint]) =>
  name === 'music' && (endpoint === 'getPlaylists' || endpoint === 'getPlaylist')
const isLibrary: IsStale = (key) => isMusic(key) || startsWith('library.')(key)

/** Which answers an event makes old. */
const STALE: Readonly<Partial<Record<ServerEventType, IsStale>>> = {
  'scan.started': (key) => startsWith('scan.')(key) || (isMusic(key) && key[1] === 'getScanStatus'),
  'scan.finished': (key) => isLibrary(key) || startsWith('server.', 'scan.', 'safety.')(key),
  'library.changed': isLibrary,
  'stars.changed': isMusic,
  'playlists.changed': isPlaylists,
  'shares.changed': startsWith('shares.'),
  'users.changed': startsWith('shares.', 'users.', 'sessions.', 'devices.', 'passkeys.'),
  'nowPlaying.changed': (key) => isPlays(key) || startsWith('plays.', 'activity.')(key),
  'doors.changed': startsWith('shares.', 'doors.', 'server.', 'safety.', 'settings.'),
  'vault.changed': startsWith('shares.', 'vault.', 'server.', 'safety.', 'backups.'),
  'audit.changed': startsWith('audit.', 'backups.', 'vault.', 'sessions.list', 'passkeys.'),
  'settings.changed': startsWith('settings.', 'sessions.current', 'server.', 'safety.', 'doors.', 'backups.'),
  'devices.used': startsWith('devices.', 'users.list'),
  'session.ended': startsWith('sessions.'),
}
/** Said so often that the answers would be asked for all the time. */
const IN_BULK = new Set<ServerEventType>([
  'library.changed',
  'stars.changed',
  'nowPlaying.changed',
  'devices.used',
  'audit.changed',
])

function invalidator(queries: QueryClient) {
  const waiting = new Map<ServerEventType, ReturnType<typeof setTimeout>>()
  function run(type: ServerEventType) {
    waiting.delete(type)
    const isStale = STALE[type]
    if (isStale && !isLeaving)
      void queries.invalidateQueries({ predicate: ({ queryKey }) => isStale(queryKey) })
  }
  function invalidate(type: ServerEventType) {
    if (!IN_BULK.has(type)) return run(type)
    if (!waiting.has(type)) waiting.set(type, setTimeout(run, SETTLE_MS, type))
  }
  invalidate.stop = () => {
    for (const timer of waiting.values()) clearTimeout(timer)
  }
  return invalidate
}

function watch(listener: () => void) {
  watchers.add(listener)
  return () => void watchers.delete(listener)
}

function tellWatchers() {
  for (const watcher of watchers) watcher()
}

function setLink(next: ServerLink) {
  if (link === next) return
  link = next
  tellWatchers()
  if (next === 'here') for (const listener of returns) listener()
}

function setScan(next: ScanProgressNow | undefined) {
  scan = next
  tellWatchers()
}

function parse(data: string): ServerEvent | undefined {
  try {
    const event: unknown = JSON.parse(data)
    if (typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string') {
      return event as ServerEvent
    }
  } catch {
    // Not ours to mend: the next one may be readable.
  }
  return undefined
}
