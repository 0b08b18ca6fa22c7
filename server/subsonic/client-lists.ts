// Clients that need something else than everybody, by the name they send as `c` (CONTRACT.md section 9, QUIRK-1).

export interface ClientLists {
  /**
   * Break on XML elements that Subsonic 1.16.1 does not know. Clementine stops fetching its collection at the first album
   * with an element beside `song`: 1.4.0 at any, its newest source at any but `artists` and `genres`.
   */
  readonly legacyXml: readonly string[]
  /** Have no memory for more than the main members of a song. */
  readonly minimal: readonly string[]
}

export const DEFAULT_CLIENT_LISTS: ClientLists = { legacyXml: ['DSub', 'Clementine'], minimal: ['SubMusic'] }

/** Compared without case, and only up to the first `_`: Feishin, for one, adds the device behind it. */
export function isListed(client: string, list: readonly string[]): boolean {
  const name = client.split('_', 1)[0]!.toLowerCase()
  return list.some((listed) => listed.toLowerCase() === name)
}
