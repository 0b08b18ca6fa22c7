// https://opensubsonic.netlify.app/docs/endpoints: media retrieval. Bytes leave through server/media; here is who may
// have which.
import path from 'node:path/posix'
import type { Context } from 'koa'
import type { ReadDb } from '../../db/open.ts'
import { NotFound } from '../../errors.ts'
import type { FolderScope } from '../../folder-scope.ts'
import { parsePublicId, type SongId } from '../../ids.ts'
import { contentTypeOf } from '../../library/content-types.ts'
import { findReadablePlaylist } from '../../library/playlists.ts'
import { drawAvatar } from '../../media/avatar.ts'
import { findCover } from '../../media/cover-source.ts'
import { attachment } from '../../media/disposition.ts'
import { openKept } from '../../media/kept-file.ts'
import { findLyrics, lyricsOfSong } from '../../media/lyrics.ts'
import { sendFile } from '../../media/send-file.ts'
import { sendZip } from '../../media/send-zip.ts'
import { findSongFile } from '../../media/song-file.ts'
import { planZip } from '../../media/zip-plan.ts'
import type { BinaryHandler, Handler } from '../types.ts'

/**
 * The original bytes, whatever `format`, `maxBitRate` and `timeOffset` say: a server without a transcoder sends what
 * it has, and does not advertise `transcodeOffset` (CONTRACT.md EXT-1). Never touches play counts (STREAM-10).
 */
export const stream: BinaryHandler = async ({ need, user }, { db }, ctx) => {
  await sendSong(ctx, db, user, need.songId('id'), 'stream')
}

/** A song as it is; everything that holds songs as a ZIP. */
export const download: BinaryHandler = async ({ need, user }, { db }, ctx) => {
  const id = need.anyId('id')
  if (id.kind === 'song') return sendSong(ctx, db, user, id.id, 'attachment')
  if (id.kind === 'playlist' && !findReadablePlaylist(db, user, id.id)) throw new NotFound('playlist')
  const plan = await planZip(db, user.scope, id)
  if (!plan) throw new NotFound(id.kind)
  await sendZip(ctx, plan)
}

export const getCoverArt: BinaryHandler = async ({ need, optional, user }, { db, media }, ctx) => {
  const id = parsePublicId(need.text('id'))
  const source = id && findCover(db, user, id)
  if (!source) throw new NotFound('cover')
  await media.covers.send(ctx, source, optional.int('size', 0))
}

/** Anybody who is signed in may see anybody's: it shows the name and nothing else. */
export const getAvatar: BinaryHandler = async ({ need }, { users, media }, ctx) => {
  const { name } = users.getByName(need.text('username'))
  await media.covers.sendDrawn(ctx, `avatar 1 ${name}`, () => drawAvatar(name))
}

export const getLyrics: Handler = ({ optional, scope }, { db, ignoredArticles }) => {
  const asked = { artist: optional.text('artist') ?? '', title: optional.text('title') ?? '' }
  return { lyrics: findLyrics(db, scope, asked, ignoredArticles) ?? { value: '' } }
}

export const getLyricsBySongId: Handler = ({ need, optional, user }, { db }) => {
  const found = lyricsOfSong(db, user.scope, need.songId('id'), optional.boolean('enhanced') ?? false)
  if (!found) throw new NotFound('song')
  return { lyricsList: { structuredLyrics: found } }
}

interface Listener {
  readonly scope: FolderScope
}

async function sendSong(
  ctx: Context,
  db: ReadDb,
  { scope }: Listener,
  id: SongId,
  as: 'stream' | 'attachment',
): Promise<void> {
  const song = findSongFile(db, scope, id)
  if (!song) throw new NotFound('song')
  const headers: Record<string, string> = { 'X-Content-Duration': song.durationSec.toFixed(1) }
  if (as === 'attachment') headers['Content-Disposition'] = attachment(path.basename(song.path))
  const file = await openKept(song, 'song')
  try {
    await sendFile(ctx, file, { contentType: contentTypeOf(song.suffix), headers })
  } finally {
    file.release()
  }
}
