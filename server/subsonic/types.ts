// What a Subsonic handler gets and gives. A handler takes a request and returns the payload of the envelope; it knows
// neither the format (XML, JSON, JSONP) nor HTTP. Only the binary endpoints get the Koa context.
import type { Context } from 'koa'
import type { Audit } from '../auth/audit.ts'
import type { CredentialUsed, Need } from '../auth/device-scope.ts'
import type { RoleName, SignedInUser } from '../auth/signed-in-user.ts'
import type { Users } from '../auth/users.ts'
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import type { Versions } from '../db/versions.ts'
import type { Events } from '../events.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { AlbumId, ArtistId, DirectoryId, PlaylistId, PublicId, SongId } from '../ids.ts'
import type { NowPlaying } from '../library/now-playing.ts'
import type { Log } from '../log.ts'
import type { Media } from '../media/media.ts'
import type { Scanner } from '../scan/scanner.ts'
import type { LiveSettings } from '../settings/live.ts'
import type { Vault } from '../vault/vault.ts'
import type { LimitedBytes } from './byte-limits.ts'

/** Reads a parameter that must be there: throws MissingInput (absent or empty) or InvalidInput; ids of the wrong kind or form throw NotFound. */
export interface RequiredParameters {
  text(name: string): string
  /** As text, but an empty value is fine (`query`, `comment`, `email`, `description`). */
  textOrEmpty(name: string): string
  int(name: string, range?: { min?: number; max?: number }): number
  boolean(name: string): boolean
  choice<const Word extends string>(name: string, words: readonly Word[]): Word
  songId(name: string): SongId
  albumId(name: string): AlbumId
  artistId(name: string): ArtistId
  directoryId(name: string): DirectoryId
  playlistId(name: string): PlaylistId
  /** Any kind: clients mix both views (CONTRACT.md IDS-1). */
  anyId(name: string): PublicId
}

/** Reads a parameter that may be missing; a malformed one counts as missing (CONTRACT.md PAR-4). */
export interface OptionalParameters {
  /** Undefined when absent; '' when present and empty. */
  text(name: string): string | undefined
  int(name: string, fallback: number, range?: { min?: number; max?: number }): number
  maybeInt(name: string): number | undefined
  boolean(name: string): boolean | undefined
  /** All values, body first (CONTRACT.md TRN-4); empty values left out. */
  texts(name: string): string[]
  has(name: string): boolean
}

export interface SubsonicRequest {
  /** The endpoint's name without `.view`. */
  readonly name: string
  /** As far as the credential reaches that the request was made with. */
  readonly user: SignedInUser
  readonly credential: CredentialUsed
  /** Where it came from; undefined for a unix socket. */
  readonly address: string | undefined
  /** The parameter `c`. */
  readonly client: string
  readonly need: RequiredParameters
  readonly optional: OptionalParameters
  /** The user's folders narrowed by `musicFolderId`; reading it throws NotFound for an unknown or forbidden one (PAR-8). */
  readonly scope: FolderScope
  /** `http://host:port` as the client addressed us, for absolute URLs in answers. */
  readonly baseUrl: string
  /** For the few answers with a header of their own (`X-Total-Count`). */
  setHeader(name: string, value: string): void
}

export interface SubsonicDeps {
  readonly db: WriteDb
  readonly versions: Versions
  readonly clock: Clock
  readonly log: Log
  readonly scanner: Scanner
  readonly users: Users
  readonly live: Pick<LiveSettings, 'get'>
  readonly audit: Audit
  readonly nowPlaying: NowPlaying
  readonly events: Events
  readonly media: Media
  /** For the links of shares. */
  readonly vault: Pick<Vault, 'seal' | 'open'>
  /** Space separated, as in `ignoredArticles`. */
  readonly ignoredArticles: string
}

/** The payload member of the envelope, `{}` for an empty envelope. RawJson values are copied as they are. */
export type Payload = Record<string, unknown>

export type Handler = (request: SubsonicRequest, deps: SubsonicDeps) => Payload | Promise<Payload>
/** Writes the answer itself; what it throws before the first byte becomes a failed envelope (CONTRACT.md ERR-6). */
export type BinaryHandler = (request: SubsonicRequest, deps: SubsonicDeps, ctx: Context) => Promise<void>

/** Only getOpenSubsonicExtensions: answers whoever asks, without looking at him. */
export interface PublicRoute {
  readonly public: true
  readonly answer: () => Payload
}

export type SignedInRoute = {
  readonly public?: never
  readonly role?: RoleName
  /** What it takes beyond listening. */
  readonly needs?: Need
  /** It changes nothing although it needs the account, and so goes on in read-only mode. */
  readonly reads?: true
  /** What is announced when it was answered, for windows that show it. */
  readonly tells?: 'stars.changed' | 'playlists.changed'
  /** The window has methods of the contract for it. */
  readonly appsOnly?: true
  /** Both, when absent; HEAD goes where GET goes. */
  readonly methods?: readonly ('GET' | 'POST')[]
} & (
  | { readonly answer: Handler }
  /** `sends` says what is limited, see byte-limits.ts. */
  | { readonly binary: BinaryHandler; readonly sends?: LimitedBytes }
)

export type Route = PublicRoute | SignedInRoute
