// What the server tells a window that is open: `GET /api/events`, one JSON object for each `data:`. Nobody is told what he
// could not ask for: where it says so, only administrators are told, or whoever it is about.

/** Most say only that something is no longer as it was: ask again. */
export type ServerEvent =
  | { readonly type: 'scan.started'; readonly full: boolean }
  /** At most four in a second. Administrators: how much music there is in all is not for everybody. */
  | ({ readonly type: 'scan.progress' } & ScanProgressNow)
  /** The numbers are for administrators; `scan.status` has the whole report. */
  | { readonly type: 'scan.finished'; readonly problems?: number; readonly failure?: string }
  /** What listings show. */
  | { readonly type: 'library.changed' }
  /** Stars and ratings of whoever is told, set by an app or another window of theirs. */
  | { readonly type: 'stars.changed' }
  /** One's own playlists; everybody, when it is about what everybody may read. */
  | { readonly type: 'playlists.changed' }
  /** Links of whoever is told: made, changed, ended, or opened by somebody. Administrators: of everybody. */
  | { readonly type: 'shares.changed' }
  /** Administrators: users, what they may, or their credentials. Others: the same of themselves, and their sessions. */
  | { readonly type: 'users.changed' }
  /** Somebody plays something else, or a play was counted. Administrators, and whoever plays. */
  | { readonly type: 'nowPlaying.changed' }
  /** Where music apps reach the server. */
  | { readonly type: 'doors.changed' }
  /** The master key is here, or no longer, or something else is the matter with it. */
  | { readonly type: 'vault.changed' }
  /** Administrators: the audit log has new entries. Among what it tells of are backups, keys and sessions. */
  | { readonly type: 'audit.changed' }
  /** Read-only mode too. */
  | { readonly type: 'settings.changed' }
  /** An app signed in for the first time, or again after ten minutes or more. Administrators, and its user. */
  | { readonly type: 'devices.used'; readonly deviceId: number; readonly client: string }
  /** The session this stream was opened with. Nothing comes after it. */
  | { readonly type: 'session.ended' }
  /** Administrators. `source`: the address, or `local`. */
  | { readonly type: 'login.failed'; readonly source: string }

export type ServerEventType = ServerEvent['type']

export interface ScanProgressNow {
  readonly phase: 'walking' | 'reading' | 'refreshing' | 'finishing'
  /** Files seen so far. */
  readonly seen: number
  /** Files whose tags are to be read, known after walking. */
  readonly toRead: number
  readonly read: number
}
