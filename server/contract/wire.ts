// How a contract method travels. Apart from methods.ts so that the window's script carries no schemas.

export type FailureCode =
  | 'invalid-input'
  | 'not-signed-in'
  | 'not-allowed'
  | 'read-only'
  | 'sealed'
  | 'not-found'
  | 'conflict'
  | 'busy'
  | 'failed'

/** Thrown errors do not cross the wire: a reply is one of these two. */
export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: FailureCode; readonly field?: string; readonly message: string }

/** Where a method is called: `POST /api/call/server.status` with the input as JSON. */
export const CALL_PATH = '/api/call/'

/** The music apps' own API, for the window's session: `GET /api/music/getAlbum?id=al-1`, see music.ts. */
export const MUSIC_PATH = '/api/music/'

/** Server-sent events, see events.ts. */
export const EVENTS_PATH = '/api/events'
