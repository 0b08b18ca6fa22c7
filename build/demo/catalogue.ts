// The demo library: who plays what. All artists, titles and words are invented.
import type { SongFormat } from '../audio/write-song.ts'
import * as acoustic from './compose/acoustic.ts'
import * as chamber from './compose/chamber.ts'
import * as electric from './compose/electric.ts'
import type { Key } from './compose/harmony.ts'
import type { SongPlan } from './compose/styles.ts'

export const styles = { ...acoustic, ...chamber, ...electric }
export type StyleName = keyof typeof styles

export interface DemoArtist {
  readonly name: string
  readonly sortName?: string
  /** Of the portrait. */
  readonly palette: readonly [background: string, figure: string, accent: string]
  readonly people: number
}

export interface DemoSong {
  readonly title: string
  readonly style: StyleName
  readonly plan: SongPlan
  readonly format?: SongFormat
  /** On the compilation, and where somebody is a guest. */
  readonly artists?: readonly string[]
  readonly disc?: number
  readonly genres?: readonly string[]
  /** Lines of a song; times come from the music's length. In the file, or beside it as .lrc. */
  readonly lyrics?: { readonly lang: string; readonly lines: readonly string[]; readonly sidecar?: boolean }
}

export interface DemoAlbum {
  readonly title: string
  readonly artist: string
  readonly cover: CoverName
  readonly date: string
  readonly originalDate?: string
  readonly genres: readonly string[]
  readonly releaseType: string
  readonly label: string
  readonly format: SongFormat
  readonly composer?: string
  readonly discSubtitles?: readonly string[]
  readonly compilation?: boolean
  readonly songs: readonly DemoSong[]
}

export type CoverName =
  | 'waves'
  | 'tram'
  | 'aurora'
  | 'paper'
  | 'moon'
  | 'arches'
  | 'star'
  | 'quarters'
  | 'lanterns'

/** The tonic as MIDI number, the scale, beats a minute, the chord of each bar. */
function plan(tonic: number, scale: Key['scale'], bpm: number, chords: readonly number[]): SongPlan {
  return { key: { tonic, scale }, bpm, chords }
}

function waltz(tonic: number, scale: Key['scale'], bpm: number, chords: readonly number[]): SongPlan {
  return { ...plan(tonic, scale, bpm, chords), beatsPerBar: 3 }
}

export const artists: readonly DemoArtist[] = [
  { name: 'Ida Farrowby', palette: ['#e9c9a5', '#3f5b66', '#d9774f'], people: 1 },
  { name: 'Kilo Motel', palette: ['#1c1436', '#ff5d8f', '#39d5ff'], people: 2 },
  { name: 'Elín Snædahl', palette: ['#0f2a3d', '#9fe3c9', '#f4f1de'], people: 1 },
  { name: 'Paper Parasol', palette: ['#f3e3c7', '#b5654a', '#5f7f6f'], people: 3 },
  { name: '雨森ツキノ', sortName: 'あめもりつきの', palette: ['#22304a', '#e8dcc4', '#c2454d'], people: 1 },
  { name: 'Καλλιόπη Ανεμοδούρα', palette: ['#f4f0e6', '#1f5fa8', '#e2a33b'], people: 1 },
  { name: 'فرقة نهر الفضة', palette: ['#12423f', '#d9b166', '#f2e6cf'], people: 4 },
  {
    name: 'The Linden Players',
    sortName: 'Linden Players, The',
    palette: ['#efe7da', '#39414f', '#c8553d'],
    people: 4,
  },
]

export const albums: readonly DemoAlbum[] = [
  {
    title: 'Slow Harbour',
    artist: 'Ida Farrowby',
    cover: 'waves',
    date: '2019-09-13',
    genres: ['Folk', 'Singer-Songwriter'],
    releaseType: 'album',
    label: 'Tidemark',
    format: 'flac',
    songs: [
      {
        title: 'Rope and Salt',
        style: 'folk',
        plan: plan(57, 'major', 104, [0, 3, 0, 4, 5, 3, 4, 0]),
        lyrics: {
          lang: 'eng',
          lines: [
            'Rope and salt and morning light',
            'the boats lean on the wall',
            'you said you would be home by night',
            'the tide said not at all',
          ],
          sidecar: true,
        },
      },
      {
        title: 'The Ferryman’s Daughter',
        style: 'folk',
        plan: waltz(55, 'dorian', 104, [0, 6, 0, 3, 0, 6, 0, 3, 4, 0]),
      },
      {
        title: 'Gulls over Mercy Street',
        style: 'harbour',
        plan: plan(60, 'major', 92, [0, 4, 5, 3, 0, 3, 4, 0]),
        lyrics: {
          lang: 'eng',
          lines: [
            'Gulls over Mercy Street',
            'bread in the rain',
            'everything leaving',
            'will come round again',
          ],
        },
      },
      { title: 'Slow Harbour', style: 'folk', plan: plan(62, 'mixolydian', 88, [0, 6, 3, 0, 0, 6, 3, 0]) },
    ],
  },
  {
    title: 'Neon Tram',
    artist: 'Kilo Motel',
    cover: 'tram',
    date: '2021-03-05',
    genres: ['Synth-Pop', 'Electronic'],
    releaseType: 'album',
    label: 'Overpass Records',
    format: 'mp3',
    songs: [
      {
        title: 'Last Tram to Elsewhere',
        style: 'neon',
        plan: plan(57, 'minor', 108, [0, 5, 2, 6, 0, 5, 2, 6, 0]),
      },
      {
        title: 'Vending Machine Heart',
        style: 'neon',
        plan: plan(60, 'major', 112, [0, 4, 5, 3, 0, 4, 5, 3, 0]),
      },
      { title: 'Room 404', style: 'neon', plan: plan(55, 'dorian', 100, [0, 3, 0, 3, 5, 6, 0, 0]) },
      {
        title: 'Headlights (feat. Elín Snædahl)',
        style: 'neon',
        artists: ['Kilo Motel', 'Elín Snædahl'],
        plan: plan(59, 'minor', 104, [5, 6, 0, 0, 5, 6, 2, 0]),
      },
      {
        title: 'Night Shift Constellation',
        style: 'aurora',
        plan: plan(57, 'minor', 96, [0, 2, 5, 6, 0, 0]),
        genres: ['Ambient', 'Electronic'],
      },
    ],
  },
  {
    title: 'Norðurljós Études',
    artist: 'Elín Snædahl',
    cover: 'aurora',
    date: '2016-11-25',
    genres: ['Ambient'],
    releaseType: 'album',
    label: 'Frostverk',
    format: 'ogg',
    songs: [
      { title: 'Étude nº 1: Græn þögn', style: 'aurora', plan: plan(60, 'lydian', 84, [0, 1, 0, 5, 0]) },
      { title: 'Étude nº 2: Über dem Eis', style: 'aurora', plan: plan(57, 'minor', 80, [0, 5, 3, 4, 0]) },
      {
        title: 'Étude nº 3: Snjókorn',
        style: 'clockwork',
        plan: plan(62, 'pentatonic', 118, [0, 0, 3, 3, 0, 2, 0]),
        genres: ['Ambient', 'Minimalism'],
      },
      { title: 'Étude nº 4: Ljósið', style: 'aurora', plan: plan(55, 'major', 88, [0, 2, 3, 4, 3, 0]) },
    ],
  },
  {
    title: 'Rainy Desk',
    artist: 'Paper Parasol',
    cover: 'paper',
    date: '2023-04-28',
    genres: ['Lo-Fi', 'Jazz'],
    releaseType: 'ep',
    label: 'Kettle & Crane',
    format: 'mp3',
    songs: [
      { title: 'Tea, Then Spreadsheet', style: 'desk', plan: plan(60, 'major', 82, [1, 4, 0, 5, 1, 4, 0]) },
      { title: 'Window Seat', style: 'desk', plan: plan(58, 'major', 78, [3, 2, 1, 0, 3, 4, 0]) },
      { title: 'Half Past Umbrella', style: 'desk', plan: plan(57, 'dorian', 86, [0, 3, 0, 3, 5, 4, 0]) },
      { title: 'Don’t Reply All', style: 'desk', plan: plan(62, 'major', 80, [0, 5, 1, 4, 0, 5, 0]) },
    ],
  },
  {
    title: '月の庭',
    artist: '雨森ツキノ',
    cover: 'moon',
    date: '2018-10-02',
    genres: ['J-Folk', 'World'],
    releaseType: 'album',
    label: '薄明レコード',
    format: 'flac',
    songs: [
      {
        title: '苔の上の雨',
        style: 'garden',
        plan: plan(57, 'hirajoshi', 84, [0, 3, 0, 2, 0]),
        lyrics: {
          lang: 'jpn',
          lines: ['苔の上に雨が降る', '石はただ聞いている', '月がまだ来ない庭で', '灯りをひとつ置く'],
          sidecar: true,
        },
      },
      { title: '白鷺', style: 'garden', plan: plan(59, 'inSen', 76, [0, 2, 0, 3, 0]) },
      { title: '月の庭', style: 'garden', plan: plan(55, 'hirajoshi', 88, [0, 2, 3, 0, 3, 0]) },
      { title: '朝霧のうた', style: 'garden', plan: plan(62, 'pentatonic', 92, [0, 3, 2, 0, 3, 0]) },
    ],
  },
  {
    title: 'Θάλασσα και Φως',
    artist: 'Καλλιόπη Ανεμοδούρα',
    cover: 'arches',
    date: '2014-06-20',
    genres: ['Laïko', 'World'],
    releaseType: 'album',
    label: 'Μελτέμι',
    format: 'mp3',
    songs: [
      {
        title: 'Το λευκό σκαλοπάτι',
        style: 'kalamatianos',
        plan: plan(50, 'hijaz', 118, [0, 0, 1, 0, 3, 1, 0, 6, 1, 0]),
      },
      {
        title: 'Μελτέμι',
        style: 'kalamatianos',
        plan: plan(52, 'minor', 126, [0, 3, 6, 2, 0, 3, 4, 0, 4, 0]),
      },
      {
        title: 'Άσπρη πέτρα',
        style: 'kalamatianos',
        plan: plan(48, 'major', 122, [0, 4, 0, 3, 0, 4, 3, 4, 0]),
      },
    ],
  },
  {
    title: 'ليالي المرفأ',
    artist: 'فرقة نهر الفضة',
    cover: 'star',
    date: '2011-02-18',
    originalDate: '1987',
    genres: ['Arabic', 'World'],
    releaseType: 'album',
    label: 'دار القمر',
    format: 'ogg',
    songs: [
      { title: 'قمر على الماء', style: 'maqam', plan: plan(50, 'hijaz', 96, [0, 0, 1, 0, 3, 1, 0]) },
      { title: 'باب البحر', style: 'maqam', plan: plan(52, 'hijaz', 104, [0, 1, 0, 6, 0, 1, 6, 0]) },
      { title: 'رقصة الفوانيس', style: 'maqam', plan: plan(50, 'minor', 112, [0, 3, 6, 0, 3, 4, 6, 0]) },
    ],
  },
  {
    title: 'Quartets for Empty Rooms',
    artist: 'The Linden Players',
    cover: 'quarters',
    date: '2008-01-11',
    genres: ['Classical', 'Chamber Music'],
    releaseType: 'album',
    label: 'Linden Hall',
    format: 'flac',
    composer: 'Tomas Vellinger',
    discSubtitles: ['Morning', 'Evening'],
    songs: [
      { title: 'I. Curtains', style: 'quartet', disc: 1, plan: plan(60, 'major', 84, [0, 3, 4, 5, 3, 4, 0]) },
      {
        title: 'II. Dust in the Sun',
        style: 'clockwork',
        disc: 1,
        plan: plan(57, 'dorian', 112, [0, 3, 0, 6, 5, 4, 0]),
      },
      {
        title: 'III. The Piano That Was Here',
        style: 'quartet',
        disc: 1,
        plan: waltz(55, 'minor', 88, [0, 5, 3, 4, 0, 5, 4, 0]),
      },
      { title: 'I. Lamps', style: 'quartet', disc: 2, plan: plan(57, 'minor', 80, [0, 3, 6, 2, 4, 0]) },
      {
        title: 'II. Neighbours',
        style: 'clockwork',
        disc: 2,
        plan: plan(60, 'lydian', 120, [0, 1, 0, 4, 5, 1, 0]),
      },
      {
        title: 'III. Keys on the Table',
        style: 'quartet',
        disc: 2,
        plan: waltz(62, 'major', 96, [0, 4, 5, 3, 0, 3, 4, 0]),
      },
    ],
  },
  {
    title: 'Lanterns: Songs from Eight Rooms',
    artist: 'Various Artists',
    cover: 'lanterns',
    date: '2024-12-06',
    genres: ['Compilation'],
    releaseType: 'compilation',
    label: 'Lockgroove Demo',
    format: 'mp3',
    compilation: true,
    songs: [
      {
        title: 'Lantern Street',
        artists: ['Ida Farrowby'],
        style: 'harbour',
        plan: plan(62, 'major', 96, [0, 5, 3, 4, 0, 3, 0]),
        genres: ['Folk'],
      },
      {
        title: 'Wet Asphalt',
        artists: ['Kilo Motel'],
        style: 'neon',
        plan: plan(58, 'minor', 104, [0, 5, 6, 0, 3, 5, 0]),
        genres: ['Synth-Pop'],
        format: 'wav',
      },
      {
        title: 'Biscuit Weather',
        artists: ['Paper Parasol'],
        style: 'desk',
        plan: plan(60, 'major', 84, [0, 2, 3, 4, 1, 0]),
        genres: ['Lo-Fi'],
        format: 'ogg',
      },
      {
        title: '灯',
        artists: ['雨森ツキノ'],
        style: 'garden',
        plan: plan(60, 'inSen', 84, [0, 3, 2, 0, 0]),
        genres: ['J-Folk'],
        format: 'm4a',
      },
      {
        title: 'Φανάρι',
        artists: ['Καλλιόπη Ανεμοδούρα', 'The Linden Players'],
        style: 'kalamatianos',
        plan: plan(50, 'dorian', 116, [0, 3, 0, 6, 0, 3, 6, 0]),
        genres: ['World'],
        format: 'flac',
      },
    ],
  },
]
