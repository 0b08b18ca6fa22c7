import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenData, openData } from '../../../server/open-data.ts'
import { makeFixtureLibrary } from '../../fixtures/library.ts'
import type { ConsoleClient } from '../../support/console-client.ts'
import { signedInConsole } from '../../support/console-session.ts'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import { createTestClock } from '../../support/vault-and-users.ts'

const NOW = Date.UTC(2026, 0, 20)
let server: TestServer
let data: OpenData
let known: KnownIds
let owner: ConsoleClient
let listener: ConsoleClient
let mainOnly: ConsoleClient
let secondOnly: ConsoleClient
let folder: string

beforeAll(async () => {
  // The files of the fixture library are of the first of January.
  server = await startTestServer({ clock: createTestClock(NOW) })
  data = await openData(testSettings(server.dataDir))
  known = await readKnownIds(server.owner)
  owner = signedInConsole(server, data, PEOPLE.owner.user, NOW)
  listener = signedInConsole(server, data, PEOPLE.listener.user, NOW)
  mainOnly = signedInConsole(server, data, PEOPLE.mainOnly.user, NOW)
  secondOnly = signedInConsole(server, data, PEOPLE.secondOnly.user, NOW)
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-browse-')))
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('library.summary', () => {
  test('counts what the music apps are shown', async () => {
    const { songs, albums, artists, genres } = await owner.get('library.summary', {})
    const { genres: shown } = await server.owner.json('getGenres')
    const { artists: listed } = await server.owner.json('getArtists')
    expect(artists).toBe(listed.index.flatMap(({ artist }: { artist: unknown[] }) => artist).length)
    expect({ songs, albums, genres }).toEqual({
      songs: known.songs.size,
      albums: known.albums.size,
      genres: shown.genre.length,
    })
  })

  test('counts for everybody his own folders, artists too', async () => {
    const all = await listener.get('library.summary', {})
    const first = await mainOnly.get('library.summary', {})
    const second = await secondOnly.get('library.summary', {})
    expect(first.songs + second.songs).toBe(all.songs)
    expect(second.artists).toBeGreaterThan(0)
    expect(first.artists).toBeLessThan(all.artists)
    expect(second.albumsAddedLately).toBeLessThan(all.albumsAddedLately)
  })

  test('counts problems for administrators only', async () => {
    expect((await owner.get('library.summary', {})).problems).toBeGreaterThan(1)
    expect(await listener.get('library.summary', {})).not.toHaveProperty('problems')
  })
})

test('library.problems › pages through what a scan could not use, by folder and path', async () => {
  const { total, problems } = await owner.get('library.problems', {})
  expect(problems).toHaveLength(total)
  expect(problems).toContainEqual({
    folderId: 1,
    folderName: 'Music',
    path: expect.stringMatching(/broken\.mp3$/),
    reason: expect.any(String),
    foundAt: expect.any(Number),
  })
  const second = await owner.get('library.problems', { offset: 1, count: 1 })
  expect(second).toEqual({ total, problems: [problems[1]] })
})

describe('library.songDetail', () => {
  test('says everything the tags say', async () => {
    const id = [...known.songs].find(([path]) => path.startsWith('Chamber/Waldstück/'))![1]
    const detail = await listener.get('library.songDetail', { id })
    const { song } = await server.listener.json('getSong', { id })
    expect(detail).toMatchObject({
      id,
      title: song.title,
      artists: song.artists,
      album: { id: song.albumId, name: song.album },
      credits: song.contributors,
      file: { suffix: 'm4a', size: song.size },
    })
    expect(detail.credits.length).toBeGreaterThan(2)
  })

  test('names MusicBrainz and lyrics', async () => {
    const withIds = [...known.songs.values()].map((id) => owner.get('library.songDetail', { id }))
    const all = await Promise.all(withIds)
    expect(all.some(({ musicBrainz }) => musicBrainz.albumId)).toBe(true)
    const kinds = all.flatMap(({ lyrics }) => lyrics.map(({ source, synced }) => `${source} ${synced}`))
    expect(new Set(kinds).size).toBeGreaterThan(2)
  })

  test('shows the path to administrators only', async () => {
    const id = known.song('Root Song.mp3')
    expect((await owner.get('library.songDetail', { id })).file.path).toBe(
      join(server.musicDirs[0]!, 'Root Song.mp3'),
    )
    expect((await listener.get('library.songDetail', { id })).file).not.toHaveProperty('path')
  })

  test('knows nothing of what the caller may not hear, nor of what is no song', async () => {
    for (const id of [known.song('Root Song.mp3'), 'so-99999', 'al-1', 'x']) {
      expect(await secondOnly.call('library.songDetail', { id })).toMatchObject({ code: 'not-found' })
    }
  })
})

describe('library.folders', () => {
  test('lists the caller’s own with counts, paths to administrators', async () => {
    const all = await owner.get('library.folders', {})
    expect(all).toMatchObject([
      { id: 1, name: 'Music', state: 'there', path: server.musicDirs[0] },
      { id: 2, name: 'Attic', state: 'there', path: server.musicDirs[1] },
    ])
    const [own, ...others] = await secondOnly.get('library.folders', {})
    expect(others).toEqual([])
    expect(own).toEqual({
      id: 2,
      name: 'Attic',
      songs: all[1]!.songs,
      albums: all[1]!.albums,
      state: 'there',
    })
  })

  test('are added with a scan, said to be missing, removed and brought back with what they had', async () => {
    const path = join(folder, 'New')
    mkdirSync(path)
    makeFixtureLibrary(path)
    const before = (await owner.get('library.summary', {})).songs
    const added = await owner.get('library.addFolder', { path })
    expect(added).toMatchObject({ name: 'New', path, state: 'there' })
    await server.server.scanner.settled()
    const songs = (await owner.get('library.folders', {})).find(({ id }) => id === added.id)!.songs
    expect((await owner.get('library.summary', {})).songs).toBe(before + songs)

    renameSync(path, `${path} away`)
    expect((await owner.get('library.folders', {})).at(-1)).toMatchObject({
      id: added.id,
      state: 'missing',
      songs,
    })
    renameSync(`${path} away`, path)

    await owner.get('library.removeFolder', { id: added.id })
    expect(await owner.call('library.removeFolder', { id: added.id })).toMatchObject({ code: 'not-found' })
    await server.server.scanner.settled()
    expect((await owner.get('library.summary', {})).songs).toBe(before)
    expect(await owner.get('library.addFolder', { path })).toMatchObject({ id: added.id })
    await server.server.scanner.settled()
    await owner.get('library.removeFolder', { id: added.id })
    await server.server.scanner.settled()
    expect(await owner.get('audit.list', { subject: 'New', count: 1 })).toMatchObject([
      { event: 'folder.removed', actor: PEOPLE.owner.user, detail: { path } },
    ])
  }, 60_000)

  test('take another name and another place, and what is in them keeps its ids and stars', async () => {
    const path = join(folder, 'Travelling')
    mkdirSync(path)
    makeFixtureLibrary(path)
    const { id } = await owner.get('library.addFolder', { path })
    await server.server.scanner.settled()
    const songsOf = () =>
      data.db
        .prepare('SELECT id, path FROM songs WHERE folder_id = ? AND missing_since IS NULL ORDER BY id')
        .all(id)
    const before = songsOf()
    expect(before.length).toBeGreaterThan(0)

    renameSync(path, `${path} far`)
    for (const [to, words] of [
      [join(folder, 'nowhere'), /exists/],
      [server.musicDirs[0]!, /outside of the music folder/],
      ['relative', /absolute/],
    ] as const)
      expect(await owner.call('library.changeFolder', { id, path: to })).toMatchObject({
        code: 'invalid-input',
        field: 'path',
        message: expect.stringMatching(words),
      })
    expect(
      await owner.get('library.changeFolder', { id, name: ' Road music ', path: `${path} far` }),
    ).toMatchObject({
      id,
      name: 'Road music',
      path: `${path} far`,
      state: 'there',
    })
    await server.server.scanner.settled()
    expect(songsOf()).toEqual(before)
    expect(await owner.get('audit.list', { subject: 'Road music', count: 1 })).toMatchObject([
      {
        event: 'folder.changed',
        detail: { nameBefore: 'Travelling', path: `${path} far`, pathBefore: path },
      },
    ])
    expect(await owner.call('library.changeFolder', { id: 999, name: 'x' })).toMatchObject({
      code: 'not-found',
    })
    await owner.get('library.removeFolder', { id })
    await server.server.scanner.settled()
  }, 60_000)

  test('that are given at each start stay where they are, whatever they are called', async () => {
    const path = join(folder, 'Given')
    mkdirSync(path)
    const other = await startTestServer({ library: 'empty', music: [path], clock: createTestClock(NOW) })
    const itsData = await openData(testSettings(other.dataDir))
    try {
      const boss = signedInConsole(other, itsData, PEOPLE.owner.user, NOW)
      const { id } = (await boss.get('library.folders', {})).find((one) => one.path === path)!
      mkdirSync(`${path} elsewhere`)
      expect(await boss.call('library.changeFolder', { id, path: `${path} elsewhere` })).toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(/given at each start/),
      })
      expect(await boss.get('library.changeFolder', { id, path, name: 'Mine' })).toMatchObject({
        name: 'Mine',
        path,
      })
    } finally {
      itsData.close()
      await other.close()
    }
  })

  test('added during a scan are scanned too', async () => {
    const path = join(folder, 'Later')
    mkdirSync(path)
    makeFixtureLibrary(path)
    const walked = once(server.server.events, 'scan.progress')
    await owner.get('scan.start', { full: true })
    await walked
    const { id } = await owner.get('library.addFolder', { path })
    await server.server.scanner.settled()
    await server.server.scanner.settled()
    const [added] = (await owner.get('library.folders', {})).filter((one) => one.id === id)
    expect(added!.songs).toBeGreaterThan(0)
    await owner.get('library.removeFolder', { id })
    await server.server.scanner.settled()
  }, 60_000)

  test('that cannot be used are refused with what was expected', async () => {
    const file = join(folder, 'a file')
    writeFileSync(file, '')
    for (const [path, words] of [
      ['relative/path', /absolute/],
      [join(folder, 'nowhere'), /exists/],
      [file, /not a file/],
      [server.musicDirs[0]!, /outside of the music folder/],
    ] as const) {
      expect(await owner.call('library.addFolder', { path })).toMatchObject({
        code: 'invalid-input',
        field: 'path',
        message: expect.stringMatching(words),
      })
    }
  })
})

describe('library.browseDirs', () => {
  test('names the folders in one, links to folders too; no files, nothing hidden', async () => {
    const top = join(folder, 'top')
    mkdirSync(top)
    for (const name of ['Beta', 'Alpha 10', 'Alpha 2', '.hidden', '@eaDir']) mkdirSync(join(top, name))
    writeFileSync(join(top, 'song.mp3'), '')
    symlinkSync(join(top, 'Beta'), join(top, 'link'))
    symlinkSync(join(top, 'song.mp3'), join(top, 'link to file'))
    symlinkSync(join(top, 'nowhere'), join(top, 'broken link'))
    expect(await owner.get('library.browseDirs', { path: top })).toEqual({
      path: top,
      parent: folder,
      folders: ['Alpha 2', 'Alpha 10', 'Beta', 'link'].map((name) => ({ name, path: join(top, name) })),
      more: false,
    })
  })

  test('begins at home, and ends at the top', async () => {
    expect((await owner.get('library.browseDirs', {})).path).toBe(homedir())
    expect(await owner.get('library.browseDirs', { path: '/' })).not.toHaveProperty('parent')
  })

  test('is bounded', async () => {
    const many = join(folder, 'many')
    mkdirSync(many)
    for (let number = 0; number < 1001; number++) mkdirSync(join(many, String(number)))
    const { folders, more } = await owner.get('library.browseDirs', { path: many })
    expect([folders.length, more]).toEqual([1000, true])
  })

  test('says what was expected of a folder that cannot be looked at', async () => {
    for (const [path, words] of [
      ['music', 'Expected an absolute path'],
      ['/\0', 'Expected an absolute path'],
      [join(folder, 'nowhere'), 'Expected a folder that exists'],
      [join(folder, 'top', 'song.mp3'), 'Expected a folder, not a file'],
    ] as const) {
      expect(await owner.call('library.browseDirs', { path })).toEqual({
        ok: false,
        code: 'invalid-input',
        field: 'path',
        message: words,
      })
    }
  })
})
