import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { InvalidInput, NotFound, StartProblem } from '../../server/errors.ts'
import {
  addMusicFolder,
  checkMusicFolder,
  ensureMusicFolders,
  listMusicFolders,
  moveMusicFolder,
  removeMusicFolder,
  renameMusicFolder,
} from '../../server/library/music-folders.ts'

let base: string
let db: WriteDb
const clock = { now: () => 1000 }

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-folders-')))
  for (const name of ['Music', 'Music/Jazz', 'More']) mkdirSync(join(base, name))
  writeFileSync(join(base, 'file'), '')
  db = openDatabase(':memory:')
  migrate(db)
})

afterEach(() => {
  db.close()
  rmSync(base, { recursive: true })
})

const at = (name: string) => join(base, name)
const version = () => db.prepare(`SELECT value FROM versions WHERE name = 'library'`).pluck().get() as number

describe('a music folder', () => {
  test('is added with its name, listed, renamed and removed', () => {
    const { id } = addMusicFolder(db, `${at('Music')}/`, clock)
    expect(listMusicFolders(db)).toEqual([{ id, path: at('Music'), name: 'Music', addedAt: 1000 }])
    renameMusicFolder(db, id, ' All of it ', clock)
    expect(listMusicFolders(db)).toMatchObject([{ name: 'All of it' }])
    removeMusicFolder(db, id, clock)
    expect(listMusicFolders(db)).toEqual([])
  })

  test('keeps its id when it is removed and added again', () => {
    const { id } = addMusicFolder(db, at('Music'), clock)
    removeMusicFolder(db, id, clock)
    expect(addMusicFolder(db, at('Music'), clock)).toMatchObject({ id })
  })

  test('can be somewhere else from now on', () => {
    const { id } = addMusicFolder(db, at('Music'), clock)
    moveMusicFolder(db, id, at('Music/Jazz'), clock)
    expect(listMusicFolders(db)).toMatchObject([{ id, path: at('Music/Jazz') }])
  })

  test('moves the library version with each change', () => {
    const before = version()
    const { id } = addMusicFolder(db, at('Music'), clock)
    renameMusicFolder(db, id, 'New', clock)
    removeMusicFolder(db, id, clock)
    expect(version()).toBe(before + 3)
  })
})

describe('refused, with what was expected, is', () => {
  test.each<[string, () => string, RegExp]>([
    ['a relative path', () => 'Music', /path: expected an absolute path, got "Music"$/],
    ['an empty path', () => '', /expected an absolute path/],
    ['a folder that is not there', () => at('nowhere'), /expected a folder that exists$/],
    ['a file', () => at('file'), /expected a folder, not a file$/],
    ['the same folder again', () => at('More'), /expected a folder outside of the music folder .*More$/],
    ['one inside another', () => at('More/../More/.'), /expected a folder outside/],
  ])('%s', (_, path, message) => {
    addMusicFolder(db, at('More'), clock)
    expect(() => checkMusicFolder(db, path())).toThrow(message)
    expect(() => addMusicFolder(db, path(), clock)).toThrow(InvalidInput)
    expect(listMusicFolders(db)).toHaveLength(1)
  })

  test('a folder around or inside another one, by whatever name', () => {
    symlinkSync(at('Music/Jazz'), at('link'))
    const { id } = addMusicFolder(db, at('Music/Jazz'), clock)
    expect(() => addMusicFolder(db, at('Music'), clock)).toThrow(
      'a folder that does not hold the music folder',
    )
    expect(() => addMusicFolder(db, at('link'), clock)).toThrow('a folder outside of the music folder')
    expect(() => moveMusicFolder(db, id, at('nowhere'), clock)).toThrow('a folder that exists')
  })

  test('a change of a folder that is none, or was removed', () => {
    const { id } = addMusicFolder(db, at('More'), clock)
    removeMusicFolder(db, id, clock)
    expect(() => removeMusicFolder(db, id, clock)).toThrow(NotFound)
    expect(() => renameMusicFolder(db, id, 'x', clock)).toThrow(NotFound)
    expect(() => moveMusicFolder(db, id, at('Music'), clock)).toThrow(NotFound)
    expect(() => renameMusicFolder(db, id, '  ', clock)).toThrow('name: expected 1 to 200 characters')
  })
})

describe('at the start', () => {
  test('new ones are added, known ones are taken as they are, even when they are away', () => {
    ensureMusicFolders(db, [at('Music'), at('More')], clock)
    rmSync(at('More'), { recursive: true })
    ensureMusicFolders(db, [at('Music'), `${at('More')}/`], clock)
    expect(listMusicFolders(db).map(({ path }) => path)).toEqual([at('Music'), at('More')])
  })

  test('a new one that cannot be used is a problem in one sentence', () => {
    expect(() => ensureMusicFolders(db, [at('nowhere')], clock)).toThrow(StartProblem)
    expect(() => ensureMusicFolders(db, [at('nowhere')], clock)).toThrow(
      `The music folder ${at('nowhere')} cannot be used: expected a folder that exists.`,
    )
  })
})
