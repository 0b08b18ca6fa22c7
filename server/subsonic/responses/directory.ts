// Real folders with the documented names: as Directory (what getMusicDirectory is about), as Child, and as Artist, which is
// what the folder view calls the folders of the first level.
import { albumId, coverId, directoryId } from '../../ids.ts'
import type { DirectoryRow } from '../../library/directories.ts'
import { cleanText } from '../clean-text.ts'

export function directoryChild(row: DirectoryRow) {
  return {
    id: directoryId(row.id),
    parent: row.parentId === null ? undefined : directoryId(row.parentId),
    isDir: true,
    title: nameOf(row),
    name: nameOf(row),
    coverArt: coverOf(row),
    created: new Date(row.addedAt).toISOString(),
    isVideo: false,
    ...annotations(row),
  }
}

export function directoryArtist(row: DirectoryRow) {
  return { id: directoryId(row.id), name: nameOf(row), coverArt: coverOf(row), ...annotations(row) }
}

/** The parent of a first-level directory is left out, as it is for the root. */
export function directoryHead(row: DirectoryRow) {
  return {
    id: directoryId(row.id),
    parent: row.parentId === null || row.grandparentId === null ? undefined : directoryId(row.parentId),
    name: nameOf(row),
    ...annotations(row),
  }
}

export interface Annotated {
  readonly averageRating: number | null
  readonly starredAt: number | null
  readonly userRating: number | null
}

export function annotations({ averageRating, starredAt, userRating }: Annotated) {
  return {
    starred: starredAt === null ? undefined : new Date(starredAt).toISOString(),
    userRating: userRating ?? undefined,
    averageRating: averageRating === null ? undefined : Math.round(averageRating * 100) / 100,
  }
}

/** Names of files may hold what no answer can: control characters, halves of letters (CONTRACT.md FMT-10). */
const nameOf = ({ name }: DirectoryRow) => cleanText(name)

function coverOf({ id, coverHash, albumCover }: DirectoryRow): string | undefined {
  if (coverHash !== null) return coverId(directoryId(id), coverHash)
  if (albumCover === null) return undefined
  const colon = albumCover.indexOf(':')
  return coverId(albumId(Number(albumCover.slice(0, colon))), albumCover.slice(colon + 1))
}
