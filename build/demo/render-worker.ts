// A worker thread: composes, plays, encodes and writes one song for each message.
import path from 'node:path'
import { parentPort } from 'node:worker_threads'
import { encodePcm } from '../audio/encode-pcm.ts'
import { writeSong } from '../audio/write-song.ts'
import { styles } from './catalogue.ts'
import { arrange } from './compose/styles.ts'
import { songFiles } from './song-files.ts'
import { renderSong } from './synth/mix.ts'

export interface SongTask {
  readonly musicDir: string
  /** Of one of those that songFiles gives. */
  readonly songPath: string
  /** A JPEG to be put inside. */
  readonly cover?: Uint8Array
}

const songs = songFiles()

parentPort?.on('message', async ({ musicDir, songPath, cover }: SongTask) => {
  const { song, album, format, tags } = songs.find((one) => one.path === songPath)!
  const seed = `${album.title}/${song.title}`
  const pcm = renderSong(arrange(styles[song.style], song.plan, seed), seed)
  const sound = format === 'mp3' || format === 'ogg' ? { audio: await encodePcm(format, pcm) } : { pcm }
  writeSong(path.join(musicDir, songPath), {
    format,
    tags,
    ...sound,
    seed: songPath,
    ...(cover && { picture: { mime: 'image/jpeg', data: Buffer.from(cover) } }),
  })
  parentPort?.postMessage('done')
})
