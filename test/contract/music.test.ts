// The types the window reads music by, held against real answers: a member they name is there, has that type, and is seen at
// least once. The types are read from the file's text, which keeps to one form: interfaces of `readonly name?: type`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { livePeople } from '../journeys/api/reading-calls.ts'
import { type KnownIds, readKnownIds } from '../support/known-ids.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import type { CallParameters } from '../support/subsonic-client.ts'

interface Member {
  readonly name: string
  readonly isOptional: boolean
  readonly type: string
}

const SOURCE = readFileSync(join(import.meta.dirname, '../../server/contract/music.ts'), 'utf8')
const shapes = readShapes(SOURCE)
/** Members of the types, as they are seen in answers: `Song.year`. */
const unseen = new Set(
  [...shapes].flatMap(([shape, members]) => ownMembers(shape, members).map((name) => `${shape}.${name}`)),
)

/** Ids no song there has; test/library/fragments has them. */
const NOT_IN_THE_FIXTURES = ['Song.musicBrainzId', 'Work.musicBrainzId']

let server: TestServer
let known: KnownIds
let playlist: string
beforeAll(async () => {
  server = await startTestServer()
  known = await readKnownIds(server.owner)
  playlist = await livePeople(server, known)
}, 120_000)
afterAll(() => server.close())

test('every member a type names is in the answers, with that type', async () => {
  const problems: string[] = []
  for (const { name, type } of shapes.get('MusicAnswers')!) {
    unseen.delete(`MusicAnswers.${name}`)
    const calls = callsOf(name)
    expect([name, calls.length]).not.toEqual([name, 0])
    for (const parameters of calls) {
      const answer = await server.owner.json(name, parameters)
      expect([name, answer.status, answer.error]).toEqual([name, 'ok', undefined])
      check(answer, type, name, problems)
    }
  }
  expect(problems).toEqual([])
  expect([...unseen].sort()).toEqual(NOT_IN_THE_FIXTURES)
})

test('a member that is missing or of another type is found', () => {
  const problems: string[] = []
  check(
    { song: { ...SOME_SONG, title: undefined, year: '1990', mediaType: 'album' } },
    '{ readonly song: Song }',
    'x',
    problems,
  )
  expect(problems).toEqual([
    'x.song.title is missing',
    'x.song.year is "1990", not number',
    'x.song.mediaType is "album", not \'song\'',
  ])
})

/** Each endpoint with parameters that make it say as much as it can. */
function callsOf(name: string): CallParameters[] {
  const songs = [...known.songs.values()]
  const ids = (all: Iterable<string>) => [...all].map((id) => ({ id }))
  const calls: Record<string, CallParameters[]> = {
    getMusicDirectory: [{ id: 1 }, { id: 2 }, ...ids(known.directories.values())],
    getArtist: ids(known.artists.values()),
    getAlbum: ids(known.albums.values()),
    getSong: ids(songs),
    getTopSongs: [{ artist: 'Björk' }],
    getSimilarSongs2: [{ id: known.artist('Björk') }],
    getAlbumList2: [{ type: 'newest', size: 500 }, { type: 'recent' }],
    getRandomSongs: [{ size: 500 }],
    getSongsByGenre: [{ genre: 'Folk' }],
    search3: [{ query: '', artistCount: 1000, albumCount: 1000, songCount: 1000 }],
    getPlaylist: [{ id: playlist }],
    createPlaylist: [{ name: 'New', songId: songs.slice(0, 2) }],
    getLyricsBySongId: ids(songs),
  }
  return calls[name] ?? [{}]
}

function check(value: unknown, type: string, where: string, problems: string[]): void {
  const alternatives = splitAt(type, '|')
  if (alternatives.length > 1) {
    const tries = alternatives.map((one) => {
      const found: string[] = []
      check(value, one, where, found)
      return found
    })
    if (tries.every((found) => found.length > 0)) problems.push(...tries[0]!)
    return
  }
  const list = /^readonly (.+)\[\]$/.exec(type)?.[1]
  if (list !== undefined) {
    if (!Array.isArray(value)) problems.push(`${where} is no list`)
    else for (const item of value) check(item, list.replace(/^\((.*)\)$/, '$1'), `${where}[]`, problems)
    return
  }
  const members = type.startsWith('{') ? readMembers(type.slice(1, -1)) : shapes.get(type)
  if (members) checkMembers(value, members, type, where, problems)
  else if (!isOf(value, type)) problems.push(`${where} is ${JSON.stringify(value)}, not ${type}`)
}

function checkMembers(
  value: unknown,
  members: readonly Member[],
  shape: string,
  where: string,
  problems: string[],
): void {
  if (typeof value !== 'object' || value === null) {
    problems.push(`${where} is no object`)
    return
  }
  for (const { name, isOptional, type } of members) {
    const member = (value as Record<string, unknown>)[name]
    if (member === undefined) {
      if (!isOptional) problems.push(`${where}.${name} is missing`)
      continue
    }
    for (const owner of [shape, ...parentsOf(shape)]) unseen.delete(`${owner}.${name}`)
    check(member, type, `${where}.${name}`, problems)
  }
}

function isOf(value: unknown, type: string): boolean {
  const literal = /^'(.*)'$/.exec(type)?.[1]
  if (literal !== undefined) return value === literal
  if (type === 'true' || type === 'false') return value === (type === 'true')
  expect(['string', 'number', 'boolean']).toContain(type)
  return typeof value === type
}

function readShapes(source: string): Map<string, Member[]> {
  const text = source.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/^\/\/.*$/gm, '')
  const found = new Map<string, Member[]>()
  for (const [, name, parent, body] of text.matchAll(
    /interface (\w+)(?: extends (\w+))? \{\n([\s\S]*?)\n\}/g,
  )) {
    found.set(name!, [...(parent === undefined ? [] : found.get(parent)!), ...readMembers(body!)])
  }
  return found
}

function readMembers(body: string): Member[] {
  return splitAt(body.replace(/\n/g, ';'), ';').map((line) => {
    const match = /^readonly (\w+)(\??): (.+)$/.exec(line)
    if (!match) throw new Error(`cannot read the member: ${line}`)
    return { name: match[1]!, isOptional: match[2] === '?', type: match[3]! }
  })
}

/** Not inside of brackets. */
function splitAt(text: string, separator: string): string[] {
  const parts = ['']
  let depth = 0
  for (const letter of text) {
    if ('{(['.includes(letter)) depth++
    if ('})]'.includes(letter)) depth--
    if (letter === separator && depth === 0) parts.push('')
    else parts[parts.length - 1] += letter
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

function parentsOf(shape: string): string[] {
  const parent = new RegExp(`interface ${shape} extends (\\w+)`).exec(SOURCE)?.[1]
  return parent === undefined ? [] : [parent, ...parentsOf(parent)]
}

/** Those it does not have from another one. */
function ownMembers(shape: string, members: readonly Member[]): string[] {
  const inherited = new Set(parentsOf(shape).flatMap((parent) => shapes.get(parent)!.map(({ name }) => name)))
  return members.map(({ name }) => name).filter((name) => !inherited.has(name))
}

const SOME_SONG = Object.fromEntries(
  shapes.get('Song')!.map(({ name, type }) => {
    if (type.startsWith('readonly ')) return [name, []]
    const literal = /^'(.*?)'/.exec(type)?.[1]
    const plain = { string: '', number: 0, false: false, ReplayGain: {} } as Record<string, unknown>
    return [name, literal ?? plain[type]]
  }),
)
