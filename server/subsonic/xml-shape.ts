// How the JSON tree looks in XML. The rule: scalars are attributes, objects and lists are elements (CONTRACT.md
// FMT-13, FMT-14). Here are the exceptions.

/** Elements whose member `value` is their text. `cueLine` is not one of them: its value is an attribute. */
export const TEXT_ELEMENTS: ReadonlySet<string> = new Set(['genre', 'lyrics', 'line', 'cue'])

/** Elements whose scalars are elements of their own. */
export const SCALARS_AS_ELEMENTS: ReadonlySet<string> = new Set([
  'artistInfo',
  'artistInfo2',
  'albumInfo',
  'sonicMatch',
])

/** Where the element is not called like the member. */
export const ELEMENT_NAMES: Readonly<Record<string, string>> = { agents: 'agent' }

const RESULT_ORDER = ['artist', 'album', 'song']
const INFO_ORDER = [
  'biography',
  'notes',
  'musicBrainzId',
  'lastFmUrl',
  'smallImageUrl',
  'mediumImageUrl',
  'largeImageUrl',
  'similarArtist',
]

/** The order of children where the schema of Subsonic 1.16.1 fixes one; others come after these. */
export const CHILD_ORDER: Readonly<Record<string, readonly string[]>> = {
  indexes: ['shortcut', 'index', 'child'],
  searchResult2: RESULT_ORDER,
  searchResult3: RESULT_ORDER,
  starred: RESULT_ORDER,
  starred2: RESULT_ORDER,
  playlist: ['allowedUser', 'entry'],
  artistInfo: INFO_ORDER,
  artistInfo2: INFO_ORDER,
  albumInfo: INFO_ORDER,
  videoInfo: ['captions', 'audioTrack', 'conversion'],
}

/**
 * Every element below the payload that Subsonic 1.16.1 knows. Clients on the legacy list get no other: DSub's parser
 * takes `<artists>` inside a song for the next song (CONTRACT.md FMT-15).
 */
export const CLASSIC_ELEMENTS: ReadonlySet<string> = new Set([
  ...['musicFolder', 'shortcut', 'index', 'artist', 'album', 'song', 'child', 'entry', 'match', 'genre'],
  ...['playlist', 'allowedUser', 'chatMessage', 'channel', 'episode', 'internetRadioStation', 'bookmark'],
  ...['share', 'user', 'folder', 'video', 'captions', 'audioTrack', 'conversion'],
  ...INFO_ORDER,
])
