import { beforeEach, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../../server/db/open.ts'
import { prepare } from '../../../server/db/statements.ts'
import {
  ALBUM_CHILD_JSON,
  ALBUM_JSON,
  ALBUM_JSON_JOINS,
  SONG_JSON,
  SONG_JSON_JOINS,
} from '../../../server/library/annotation-json.ts'
import { insertSong, NOW, openLibrary, refresh, type SongRow } from '../../support/library-rows.ts'
import { problemsOf } from '../../support/schema.ts'
import { someTags } from '../../support/song-tags.ts'

let db: WriteDb
beforeEach(() => {
  db = openLibrary()
})

type Entity = Record<string, unknown>

function select(json: string, from: string): Entity[] {
  const rows = prepare<object, string>(db, `SELECT ${json} FROM ${from}`).pluck().all({ userId: 1 })
  return rows.map((row) => JSON.parse(row))
}
const songs = () => select(SONG_JSON, `songs s ${SONG_JSON_JOINS} ORDER BY s.id`)
const albums = () => select(ALBUM_JSON, `albums al ${ALBUM_JSON_JOINS} ORDER BY al.id`)
const albumChildren = () => select(ALBUM_CHILD_JSON, `albums al ${ALBUM_JSON_JOINS} ORDER BY al.id`)

const answer = (payload: object) => ({
  'subsonic-response': {
    status: 'ok',
    version: '1.16.1',
    type: 'lockgroove',
    serverVersion: '0',
    openSubsonic: true,
    ...payload,
  },
})

const RICH: SongRow = {
  path: 'Miles Davis/Kind of Blue/01 So What.flac',
  pictureHash: '0123456789abcdef',
  durationSec: 545.4,
  title: 'So What',
  titleSort: 'So What, The',
  album: 'Kind of Blue',
  albumVersion: 'Legacy',
  artist: 'Miles Davis feat. John Coltrane',
  artists: ['Miles Davis', 'John Coltrane'],
  albumArtist: 'Miles Davis',
  contributors: [
    { role: 'composer', name: 'Miles Davis' },
    { role: 'composer', name: 'Bill Evans' },
    { role: 'performer', subRole: 'piano', name: 'Bill Evans' },
    { role: 'publisher', name: 'Columbia' },
  ],
  track: 1,
  disc: 1,
  discSubtitle: 'Side A',
  date: { year: 1997 },
  originalDate: { year: 1959, month: 8, day: 17 },
  genres: ['Jazz', 'Modal'],
  releaseTypes: ['Album'],
  labels: ['Columbia'],
  moods: ['Cool'],
  groupings: ['Classics'],
  isrc: ['USSM15900113'],
  bpm: 136.4,
  comment: 'Line\nbreak "quoted" \\ and 日本',
  explicit: 'clean',
  works: [{ name: 'So What' }],
  movements: [{ name: 'I', number: 1, count: 2 }],
  replayGain: { trackGain: 0, albumGain: -3.21, trackPeak: 0.98 },
  musicBrainz: { ...someTags().musicBrainz, recordingId: 'aaaa', albumId: 'bbbb' },
}
const POOR: SongRow = { path: 'Untagged/noise.wav' }

describe('a song', () => {
  test('shows all that its tags say', () => {
    insertSong(db, RICH)
    refresh(db)
    expect(songs()[0]).toEqual({
      id: 'so-1',
      parent: 'di-3',
      isDir: false,
      title: 'So What',
      album: 'Kind of Blue',
      artist: 'Miles Davis feat. John Coltrane',
      track: 1,
      year: 1997,
      genre: 'Jazz',
      coverArt: 'al-1_01234567',
      size: 5_000_000,
      contentType: 'audio/flac',
      suffix: 'flac',
      duration: 545,
      bitRate: 320,
      samplingRate: 44_100,
      channelCount: 2,
      path: RICH.path,
      isVideo: false,
      discNumber: 1,
      created: new Date(NOW).toISOString(),
      albumId: 'al-1',
      artistId: 'ar-1',
      type: 'music',
      mediaType: 'song',
      bpm: 136,
      comment: RICH.comment,
      sortName: 'So What, The',
      musicBrainzId: 'aaaa',
      isrc: ['USSM15900113'],
      genres: [{ name: 'Jazz' }, { name: 'Modal' }],
      artists: [
        { id: 'ar-1', name: 'Miles Davis' },
        { id: 'ar-2', name: 'John Coltrane' },
      ],
      displayArtist: 'Miles Davis feat. John Coltrane',
      albumArtists: [{ id: 'ar-1', name: 'Miles Davis' }],
      displayAlbumArtist: 'Miles Davis',
      contributors: [
        { role: 'composer', artist: { id: 'ar-1', name: 'Miles Davis' } },
        { role: 'composer', artist: { id: 'ar-3', name: 'Bill Evans' } },
        { role: 'performer', subRole: 'piano', artist: { id: 'ar-3', name: 'Bill Evans' } },
      ],
      displayComposer: 'Miles Davis, Bill Evans',
      moods: ['Cool'],
      replayGain: RICH.replayGain,
      explicitStatus: 'clean',
      works: [{ name: 'So What' }],
      movements: [{ name: 'I', number: 1, count: 2 }],
      groupings: ['Classics'],
      playCount: 0,
    })
  })

  test('shows empty defaults where a value can be empty, and leaves the rest out', () => {
    insertSong(db, POOR)
    refresh(db)
    const [song] = songs()
    expect(song).toMatchObject({
      title: 'noise',
      album: 'Untagged',
      contentType: 'audio/wav',
      bpm: 0,
      comment: '',
      isrc: [],
      genres: [],
      contributors: [],
      displayComposer: '',
      moods: [],
      replayGain: {},
      explicitStatus: '',
      works: [],
      movements: [],
      groupings: [],
    })
    for (const member of [
      'track',
      'year',
      'genre',
      'coverArt',
      'discNumber',
      'musicBrainzId',
      'bitDepth',
      'starred',
      'played',
    ]) {
      expect(song).not.toHaveProperty(member)
    }
    expect(Object.values(song!)).not.toContain(null)
  })

  test('has no character that XML forbids, whatever the file is called', () => {
    insertSong(db, { path: 'a/x\u0001\ny\ufffe.mp3' })
    refresh(db)
    expect(songs()[0]).toMatchObject({ path: 'a/x\ny.mp3', title: 'x\ny' })
  })

  test('carries what the caller did with it, and nothing of anybody else', () => {
    insertSong(db, RICH)
    refresh(db)
    db.exec(`
      INSERT INTO users (id, name, name_key, password_hash, created_at) VALUES (2, 'x', 'x', '', 0);
      INSERT INTO song_annotations VALUES (1, 1, 1700000000123, 4, 7, 1700000059999), (2, 1, 5, 1, 99, 5);
      INSERT INTO bookmarks VALUES (1, 1, 61500, '', 0, 0), (2, 1, 5, '', 0, 0);
      UPDATE songs SET average_rating = 2.5`)
    expect(songs()[0]).toMatchObject({
      starred: '2023-11-14T22:13:20.123Z',
      userRating: 4,
      playCount: 7,
      played: '2023-11-14T22:14:19.999Z',
      bookmarkPosition: 61_500,
      averageRating: 2.5,
    })
    db.exec(
      'UPDATE song_annotations SET starred_at = NULL, rating = NULL, played_at = NULL, play_count = 0 WHERE user_id = 1',
    )
    for (const member of ['starred', 'userRating', 'played']) expect(songs()[0]).not.toHaveProperty(member)
    expect(songs()[0]).toMatchObject({ playCount: 0 })
  })

  test.each([0, 1, 999, 59_999, 951_782_399_999, 1_709_164_800_000, 4_102_444_799_999])(
    'shows %i ms as JavaScript does',
    (time) => {
      insertSong(db, POOR)
      refresh(db)
      prepare(db, 'INSERT INTO song_annotations (user_id, song_id, starred_at) VALUES (1, 1, ?)').run(time)
      expect(songs()[0]!['starred']).toBe(new Date(time).toISOString())
    },
  )
})

describe('the answers', () => {
  test.each([
    ['rich', RICH],
    ['poor', POOR],
  ])('satisfy the API’s own description, %s', (_, row) => {
    insertSong(db, row)
    refresh(db)
    for (const annotated of [false, true]) {
      if (annotated) {
        db.exec(`INSERT INTO song_annotations VALUES (1, 1, 1700000000123, 4, 7, 1700000059999);
          INSERT INTO album_annotations VALUES (1, 1, 1700000000123, 4, 7, 1700000059999);
          UPDATE songs SET average_rating = 2.5; UPDATE albums SET average_rating = 3`)
      }
      expect(problemsOf('getSong', answer({ song: songs()[0] }))).toEqual([])
      expect(problemsOf('getAlbumList2', answer({ albumList2: { album: albums() } }))).toEqual([])
      expect(problemsOf('getAlbumList', answer({ albumList: { album: albumChildren() } }))).toEqual([])
    }
  })
})

describe('an album', () => {
  test('as a Child is a directory whose parent is its artist', () => {
    insertSong(db, RICH)
    refresh(db)
    const [album] = albums()
    expect(albumChildren()[0]).toMatchObject({
      id: album!['id'],
      isDir: true,
      parent: album!['artistId'],
      title: 'Kind of Blue',
      album: 'Kind of Blue',
      name: 'Kind of Blue',
      songCount: 1,
      duration: 545,
      created: album!['created'],
      coverArt: album!['coverArt'],
      playCount: 0,
    })
  })

  test('shows what the caller did with it in both shapes', () => {
    insertSong(db, POOR)
    refresh(db)
    db.exec(
      'INSERT INTO album_annotations VALUES (1, 1, 1000, 5, 3, 2000); UPDATE albums SET average_rating = 4.333333',
    )
    const shown = {
      starred: '1970-01-01T00:00:01.000Z',
      userRating: 5,
      playCount: 3,
      played: '1970-01-01T00:00:02.000Z',
      averageRating: 4.33,
    }
    expect(albums()[0]).toMatchObject(shown)
    expect(albumChildren()[0]).toMatchObject(shown)
  })
})

test('a page has the order of the ids it was asked for', () => {
  for (let number = 1; number <= 50; number++) insertSong(db, { path: `a/${number}.mp3`, title: `${number}` })
  refresh(db)
  const ids = Array.from({ length: 50 }, (_, index) => ((index * 17) % 50) + 1)
  const page = prepare<object, Buffer>(
    db,
    `SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
      SELECT ${SONG_JSON} AS json FROM json_each(:ids) p CROSS JOIN songs s ON s.id = p.value ${SONG_JSON_JOINS})`,
  )
    .pluck()
    .get({ ids: JSON.stringify(ids), userId: 1 })
  expect((JSON.parse(`[${page}]`) as Entity[]).map(({ id }) => id)).toEqual(ids.map((id) => `so-${id}`))
})
