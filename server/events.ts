// What the server tells whoever listens: the console's event stream, the tray, the log. Facts only, never a secret.
import { EventEmitter } from 'node:events'
import type { UserId } from './ids.ts'

export type ScanPhase = 'walking' | 'reading' | 'refreshing' | 'finishing'

export interface ScanProgress {
  readonly phase: ScanPhase
  /** Files seen so far. */
  readonly seen: number
  /** Files whose tags are to be read in this scan, known after walking. */
  readonly toRead: number
  readonly read: number
}

export interface ScanSummary {
  readonly startedAt: number
  readonly finishedAt: number
  readonly full: boolean
  readonly seen: number
  readonly added: number
  readonly changed: number
  readonly moved: number
  readonly missing: number
  readonly problems: number
  /** Music folders that could not be looked at; nothing of theirs was touched. */
  readonly pausedFolders: readonly string[]
  /** Why the scan ended early, in words; absent when it ran to its end. */
  readonly failure?: string
}

export interface ServerEvents {
  'scan.started': [{ readonly full: boolean }]
  'scan.progress': [ScanProgress]
  'scan.finished': [ScanSummary]
  'library.changed': []
  'users.changed': []
  /** Stars or ratings of this user. */
  'stars.changed': [{ readonly userId: UserId }]
  /** By this user. */
  'playlists.changed': [{ readonly userId: UserId }]
  /** Links of this user: made, changed, ended or visited. */
  'shares.changed': [{ readonly userId: UserId }]
  /** This user plays something else, or a play of theirs was counted. */
  'nowPlaying.changed': [{ readonly userId: UserId }]
  /** For the first time since the start, or again after some minutes. `client` is what the app calls itself. */
  'devices.used': [
    {
      readonly deviceId: number
      readonly userId: UserId
      readonly client: string
      /** The credential was never used before: a new app. */
      readonly isFirst: boolean
    },
  ]
  /** Music can be reached by others: `address` is the setting, `network` for instance. */
  'door.opened': [{ readonly address: string; readonly urls: readonly string[] }]
  /** `reason`: `setting`, `time`, `another network` or `panic`. */
  'door.closed': [{ readonly address: string; readonly reason: string }]
  'login.failed': [{ readonly source: string }]
}

export type Events = EventEmitter<ServerEvents>

export function createEvents(): Events {
  return new EventEmitter<ServerEvents>()
}

type Hearers = { readonly [Name in keyof ServerEvents]?: (...what: ServerEvents[Name]) => void }

/** @returns what ends it */
export function hear(events: Events, hearers: Hearers): () => void {
  const all = Object.entries(hearers) as [keyof ServerEvents, (...what: unknown[]) => void][]
  for (const [name, hearer] of all) events.on(name, hearer)
  return () => {
    for (const [name, hearer] of all) events.off(name, hearer)
  }
}
