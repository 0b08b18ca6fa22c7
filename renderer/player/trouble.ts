// Why a song does not play: an audio element itself hardly says.
import { streamUrl } from '../client/music.ts'

export type Trouble =
  | { readonly kind: 'away' }
  | { readonly kind: 'signed out' }
  | { readonly kind: 'refused'; readonly why: string }
  /** The bytes arrive, so it is the browser that cannot play them, or the connection broke for a moment. */
  | { readonly kind: 'not decoded' }

/** Asks for one byte of it. */
export async function findTrouble(id: string): Promise<Trouble> {
  let response: Response
  try {
    response = await fetch(streamUrl(id), { headers: { Range: 'bytes=0-0' } })
  } catch {
    return { kind: 'away' }
  }
  const type = response.headers.get('Content-Type') ?? ''
  if (!type.includes('json')) {
    void response.body?.cancel()
    if (response.ok) return { kind: 'not decoded' }
    return response.status >= 500 ? { kind: 'away' } : { kind: 'refused', why: `HTTP ${response.status}` }
  }
  const answer = await response.json().catch(() => ({}))
  const error = answer['subsonic-response']?.error
  if (response.status === 401 || answer.code === 'not-signed-in' || error?.code === 40)
    return { kind: 'signed out' }
  return { kind: 'refused', why: error?.message ?? answer.message ?? `HTTP ${response.status}` }
}
