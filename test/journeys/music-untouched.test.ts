// The music folders are opened for reading only: whatever is scanned, played, shown or listed, nothing in them changes,
// nothing is even tried, and a folder that cannot be written to serves as well.
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFixtureLibrary } from '../fixtures/library.ts'
import { type CommandLine, createCommandLine, type LaunchOptions } from '../support/command-line.ts'
import { createSubsonicClient, type SubsonicClient } from '../support/subsonic-client.ts'

const READY = /Music apps +(http:\S+)[\s\S]*Stop with/
const NOBODY = 65534
const isRoot = process.getuid?.() === 0
const canTrace = spawnSync('strace', ['-qq', '-e', 'trace=none', 'true']).status === 0

let line: CommandLine
let music: string
beforeEach(() => {
  line = createCommandLine()
  music = join(line.folder, 'music')
  mkdirSync(music)
  makeFixtureLibrary(music)
})
afterEach(() => line.close())

/** Scans all, then hears, sees and lists something of everything. */
async function useServer(options: LaunchOptions = {}) {
  const data = ['--data', join(line.folder, 'data')]
  const added = await line.run(['device', 'list', ...data], options)
  expect(added.code).toBe(0)
  await line.run(['user', 'add', 'Anna', '--admin', '--password-stdin', ...data], {
    ...options,
    input: 'the owl knows the way',
  })
  const { out } = await line.run(
    ['device', 'add', 'Anna', '--name', 'x', '--kind', 'apikey', '--scope', 'download', '--json'],
    options,
  )
  const server = await line.start(['serve', '--music', music], READY, options)
  const app = createSubsonicClient(server.match[1]!, { apiKey: JSON.parse(out).secret })
  await scanned(app)
  const { song: songs } = (await app.json('search3', { query: '', songCount: 500 })).searchResult3
  expect(songs.length).toBeGreaterThan(20)
  for (const { id, coverArt } of songs) {
    expect((await app.call('stream', { id })).status).toBe(200)
    if (coverArt) await app.call('getCoverArt', { id: coverArt, size: 100 })
    await app.call('getLyricsBySongId', { id })
  }
  await app.call('download', { id: songs[0].albumId })
  await app.json('star', { id: songs[0].id })
  await app.json('setRating', { id: songs[0].id, rating: 5 })
  await app.json('createPlaylist', { name: 'mine', songId: [songs[0].id, songs[1].id] })
  const { playlist } = (await app.json('getPlaylists')).playlists
  expect(playlist.length).toBeGreaterThan(1)
  await server.stop()
  expect((await line.run(['scan', '--full'], options)).code).toBe(0)
}

async function scanned(app: SubsonicClient) {
  for (;;) {
    const { scanStatus } = await app.json('getScanStatus')
    if (!scanStatus.scanning && scanStatus.count > 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** What a write would change. Not the time of access. */
function stateOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return ['.', ...names].map((name) => {
    const { mode, size, mtimeMs, ctimeMs, ino } = lstatSync(join(folder, name))
    return [name, mode, size, mtimeMs, ctimeMs, ino].join(' ')
  })
}

test('nothing in a music folder changes', async () => {
  const before = stateOf(music)
  await useServer()
  expect(stateOf(music)).toEqual(before)
})

test.skipIf(!isRoot)('a music folder that nobody may write to serves as well as another', async () => {
  chownSync(line.folder, NOBODY, NOBODY)
  for (const name of ['.', ...readdirSync(music, { recursive: true, encoding: 'utf8' })]) {
    const path = join(music, name)
    if (lstatSync(path).isSymbolicLink()) continue
    chmodSync(path, lstatSync(path).isDirectory() ? 0o555 : 0o444)
  }
  await useServer({ uid: NOBODY })
})

test.skipIf(!canTrace)(
  'nothing in a music folder is opened for writing, made, renamed or removed',
  async () => {
    const log = join(line.folder, 'trace')
    const changing =
      'openat,openat2,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,chmod,fchmodat,utimensat,truncate,mknod,mknodat,setxattr,lchown,fchownat'
    await useServer({
      through: [
        'strace',
        '-D',
        // A file for each thread: in one file calls stand cut in two where threads take turns.
        '-ff',
        '-qq',
        '-A',
        '-o',
        log,
        '-y',
        '-s',
        '4096',
        '-e',
        `trace=${changing}`,
        '--',
      ],
    })
    const inMusic = readdirSync(line.folder)
      .filter((name) => name.startsWith('trace.'))
      .flatMap((name) => readFileSync(join(line.folder, name), 'utf8').split('\n'))
      .filter((call) => call.includes(`"${music}`) || call.includes(`<${music}`))
    // The watch for itself: songs were opened at all.
    expect(inMusic.filter((call) => call.includes('O_RDONLY')).length).toBeGreaterThan(20)
    expect(
      inMusic.filter((call) => !/open(?:at2?)?\(.*O_RDONLY/.test(call) || /O_CREAT|O_TRUNC/.test(call)),
    ).toEqual([])
  },
  120_000,
)
