// What somebody does on a song, as kept in song_artists.role and, all together, as a bit mask in artist_folders.roles.

/** OpenSubsonic's words for those who contribute besides the artists, in the order they are listed. */
export const CONTRIBUTOR_ROLES = [
  'composer',
  'lyricist',
  'conductor',
  'performer',
  'arranger',
  'producer',
  'engineer',
  'mixer',
  'remixer',
  'djmixer',
  'director',
] as const

/** All words; the position is the bit. Only ever append: the masks are stored. */
export const ROLES = ['artist', 'albumartist', ...CONTRIBUTOR_ROLES] as const

export type Role = (typeof ROLES)[number]

export const ARTIST_ROLE = 1
export const ALBUM_ARTIST_ROLE = 2

const BIT_OF = new Map<string, number>(ROLES.map((role, position) => [role, 1 << position]))

/** The bit of a role; undefined for a word that is none of ours. */
export function roleBit(role: string): number | undefined {
  return BIT_OF.get(role)
}

/** @param masks one mask, or several as `group_concat` gives them over an artist's folders: `3,5` */
export function roleNames(masks: number | string): Role[] {
  const mask = String(masks)
    .split(',')
    .reduce((all, one) => all | Number(one), 0)
  return ROLES.filter((_, position) => mask & (1 << position))
}
