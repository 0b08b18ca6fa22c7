// Why a song does not play: an audio element itself hardly says. Named as the words in the page are.
export type Trouble = 'away' | 'over' | 'busy' | 'not decoded'

/** Asks for one byte of it. */
export async function findTrouble(url: string): Promise<Trouble> {
  let response: Response
  try {
    response = await fetch(url, { headers: { Range: 'bytes=0-0' }, cache: 'no-store' })
  } catch {
    return 'away'
  }
  void response.body?.cancel()
  if (response.ok) return 'not decoded'
  if (response.status === 429 || response.status === 503) return 'busy'
  return response.status >= 500 ? 'away' : 'over'
}
