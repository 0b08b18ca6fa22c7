// `npm run bench`: prints SPEED's figures as ratios to a bare node:http server in the same run, and as CPU time.
//   --tracks 10000   size of the library
//   --keep FOLDER    make the library there, and use it again next time
//   --only NAMES  only these kinds of answers, such as page500,albumLists; prints their raw figures
//   --rounds 3       how often each kind of work is paired with the yardstick; the median is printed
import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { beside, geometricMean, median, type Sample, saturate, type Work } from './load.ts'
import { makeBenchLibrary } from './make-library.ts'
import {
  cpuMs,
  pssMb,
  type RunningServer,
  runLockgroove,
  startConstantServer,
  startLockgroove,
} from './processes.ts'

const { values } = parseArgs({
  options: {
    tracks: { type: 'string', default: '10000' },
    keep: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
})
const tracks = Number(values.tracks)
const rounds = Number(values.rounds)
const PASSWORD = 'bench-password-of-the-bench'
const LOGIN = `u=bench&p=${PASSWORD}&v=1.16.1&c=bench&f=json`
const rest = (name: string, parameters = '') => `/rest/${name}?${LOGIN}${parameters ? `&${parameters}` : ''}`

const folder = mkdtempSync(join(tmpdir(), 'lockgroove-bench-'))
const music = values.keep ? resolve(values.keep) : join(folder, 'music')
const rows: string[][] = []
let wrongAnswers = 0
let longestTurn = 0

function report(target: string, figure: string, measured: string, atLeast: string, reached: boolean) {
  rows.push([target, figure, measured, atLeast, reached ? 'yes' : 'NO'])
  process.stdout.write(
    `${target.padEnd(4)} ${figure.padEnd(46)} ${measured.padEnd(44)} ${atLeast.padEnd(26)} ${reached ? 'yes' : 'NO'}\n`,
  )
}

const round = (value: number, digits = 2) => value.toFixed(digits)

async function ask(server: RunningServer, name: string, parameters = ''): Promise<Record<string, any>> {
  const response = await fetch(server.url + rest(name, parameters))
  const body = (await response.json()) as { 'subsonic-response': Record<string, any> }
  if (body['subsonic-response']['status'] !== 'ok') throw new Error(`${name}: ${JSON.stringify(body)}`)
  return body['subsonic-response']
}

/** The one song of 8 MB. */
async function findLargeSong(server: RunningServer): Promise<string> {
  for (let offset = 0; ; offset += 500) {
    const { searchResult3 } = await ask(
      server,
      'search3',
      `query=&artistCount=0&albumCount=0&songCount=500&songOffset=${offset}`,
    )
    const large = searchResult3['song'].find((song: { size: number }) => song.size > 4 * 1024 * 1024)
    if (large) return large.id
    if (searchResult3['song'].length === 0) throw new Error('the library has no large song')
  }
}

/** Waits for the running scan; the status is polled ten times a second, as a busy client would. */
async function scanned(server: RunningServer, expected: number): Promise<number> {
  for (;;) {
    const { scanStatus } = await ask(server, 'getScanStatus')
    if (!scanStatus['scanning'] && scanStatus['count'] >= expected) return performance.now()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Starts a scan and gives its wall and CPU time. */
async function timeScan(server: RunningServer): Promise<{ wallMs: number; cpuMs: number }> {
  const cpuBefore = cpuMs(server.pid)
  const started = performance.now()
  await ask(server, 'startScan')
  for (;;) {
    const { scanStatus } = await ask(server, 'getScanStatus')
    if (!scanStatus['scanning']) break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return { wallMs: performance.now() - started, cpuMs: cpuMs(server.pid) - cpuBefore }
}

interface Pair {
  readonly share: number
  readonly cpuMsPerAnswer: number
  readonly cpuRatio: number
  readonly perSec: number
}

/** The same number of answers of the same size from both servers, in turn. */
async function pair(
  lockgroove: RunningServer,
  node: RunningServer,
  work: Work,
  amount: number,
): Promise<Pair> {
  const warm = await saturate(lockgroove, work, Math.min(amount, 200))
  const size = Math.round(warm.bytesPerAnswer)
  const constant: Work = { paths: [`/${size}`] }
  await saturate(node, constant, 200)
  const ours: Sample[] = []
  const theirs: Sample[] = []
  for (let index = 0; index < rounds; index++) {
    theirs.push(await saturate(node, constant, amount))
    ours.push(await saturate(lockgroove, work, amount))
  }
  wrongAnswers += [warm, ...ours].reduce((sum, sample) => sum + sample.wrong, 0)
  return {
    share: median(ours.map((sample, index) => sample.perSec / theirs[index]!.perSec)),
    cpuMsPerAnswer: median(ours.map((sample) => sample.cpuMsPerAnswer)),
    cpuRatio: median(
      ours.map((sample, index) => sample.cpuMsPerAnswer / Math.max(theirs[index]!.cpuMsPerAnswer, 1e-3)),
    ),
    perSec: median(ours.map((sample) => sample.perSec)),
  }
}

const share = (value: number) => `${round(value * 100, 1)} % of node`

try {
  process.stdout.write(`Making ${tracks} tracks …\n`)
  if (!existsSync(music)) await makeBenchLibrary(music, { tracks })
  await runLockgroove(folder, ['user', 'add', 'bench', '--admin', '--apps', '--password-stdin'], PASSWORD)
  const node = await startConstantServer()

  // First scan, with pings beside it
  let server = await startLockgroove(folder, ['--music', music])
  const cpuAtStart = cpuMs(server.pid)
  const startedAt = performance.now()
  const done = scanned(server, tracks)
  const pingsInScan = await beside(server.url + rest('ping'), done)
  const scanMs = (await done) - startedAt
  const scanCpu = cpuMs(server.pid) - cpuAtStart
  report(
    'T1',
    'first full scan',
    `${round(scanCpu / tracks, 3)} ms CPU a file, ${round(tracks / (scanMs / 1000), 0)} files/s`,
    '<= 0.5 ms CPU',
    scanCpu / tracks <= 0.5,
  )
  report(
    'T4',
    'ping during a cold scan',
    `p50 ${round(pingsInScan.p50)} ms, p99 ${round(pingsInScan.p99)} ms`,
    'p50 <= 3 ms, p99 <= 25 ms',
    pingsInScan.p50 <= 3 && pingsInScan.p99 <= 25,
  )
  const turnInScan = await server.longestTurnMs()

  // Rescans
  await timeScan(server)
  const unchanged = [await timeScan(server), await timeScan(server), await timeScan(server)]
  const rescanMs = (median(unchanged.map((scan) => scan.wallMs)) / tracks) * 10_000
  report(
    'T2',
    'rescan, nothing changed, per 10,000',
    `${round(rescanMs / 1000, 3)} s`,
    '<= 0.35 s',
    rescanMs <= 350,
  )
  const { albumList2 } = await ask(server, 'getAlbumList2', 'type=alphabeticalByName&size=9')
  for (const { id } of albumList2['album']) {
    const { album } = await ask(server, 'getAlbum', `id=${id}`)
    for (const { path } of album['song']) utimesSync(join(music, path), new Date(), new Date())
  }
  const changed = await timeScan(server)
  report(
    'T3',
    'rescan, 1 % of the albums changed',
    `${round(changed.wallMs / 1000, 3)} s, ${round(changed.cpuMs, 0)} ms CPU`,
    'only touched albums',
    changed.cpuMs < scanCpu / 4,
  )

  // Start with a full database
  await server.stop()
  const starts: number[] = []
  for (let index = 0; index < 3; index++) {
    const began = performance.now()
    server = await startLockgroove(folder, [])
    await ask(server, 'ping')
    starts.push(performance.now() - began)
    if (index < 2) await server.stop()
  }
  report(
    'T16',
    'start to first good ping',
    `${round(median(starts), 0)} ms`,
    '<= 400 ms',
    median(starts) <= 400,
  )
  await timeScan(server)
  await server.longestTurnMs()

  // Answers
  const { albumList2: some } = await ask(server, 'getAlbumList2', 'type=random&size=100')
  const albums: string[] = some['album'].map((album: { id: string }) => album.id)
  const artists: string[] = some['album'].map((album: { artistId: string }) => album.artistId)
  const { randomSongs } = await ask(server, 'getRandomSongs', 'size=100')
  const songs: string[] = randomSongs['song'].map((song: { id: string }) => song.id)
  const largest = await findLargeSong(server)
  const words = ['love', 'night', 'the', 'blue', 'ri', 'sun', 'gold', 'dream', 'ar', 'moon', 'st', 'no']
  const ok = '"status":"ok"'
  const works: Record<string, { work: Work; amount: number }> = {
    ping: { work: { paths: [rest('ping')], mustContain: ok }, amount: 6000 },
    getAlbum: {
      work: { paths: albums.map((id) => rest('getAlbum', `id=${id}`)), mustContain: ok },
      amount: 3000,
    },
    getArtist: {
      work: { paths: artists.map((id) => rest('getArtist', `id=${id}`)), mustContain: ok },
      amount: 3000,
    },
    albumLists: {
      work: {
        paths: ['newest', 'alphabeticalByName', 'alphabeticalByArtist', 'random', 'byYear'].map((type) =>
          rest(
            'getAlbumList2',
            `type=${type}&size=50&offset=${type === 'random' ? 0 : 150}&fromYear=1970&toYear=2020`,
          ),
        ),
        mustContain: ok,
      },
      amount: 2000,
    },
    randomSongs: { work: { paths: [rest('getRandomSongs', 'size=50')], mustContain: ok }, amount: 2000 },
    getArtists: { work: { paths: [rest('getArtists')], mustContain: ok }, amount: 1500 },
    searchWords: {
      work: { paths: words.map((word) => rest('search3', `query=${word}`)), mustContain: ok },
      amount: 1500,
    },
    page500: {
      work: {
        paths: Array.from({ length: Math.max(1, Math.floor(tracks / 500)) }, (_, page) =>
          rest('search3', `query=&artistCount=0&albumCount=0&songCount=500&songOffset=${page * 500}`),
        ),
        mustContain: ok,
      },
      amount: 400,
    },
    star: { work: { paths: songs.map((id) => rest('star', `id=${id}`)), mustContain: ok }, amount: 2000 },
    scrobble: {
      work: { paths: songs.map((id) => rest('scrobble', `id=${id}`)), mustContain: ok },
      amount: 2000,
    },
    coverWarm: {
      work: { paths: albums.slice(0, 30).map((id) => rest('getCoverArt', `id=${id}&size=300`)) },
      amount: 2000,
    },
    range64k: {
      work: {
        paths: [rest('stream', `id=${largest}`)],
        headers: { Range: 'bytes=1000-66535' },
        status: 206,
      },
      amount: 2000,
    },
    whole8M: { work: { paths: [rest('stream', `id=${largest}`)] }, amount: 120 },
  }
  const measured: Record<string, Pair> = {}
  const only = values.only?.split(',')
  for (const [name, { work, amount }] of Object.entries(works)) {
    if (only && !only.includes(name)) continue
    measured[name] = await pair(server, node, work, amount)
    const { cpuMsPerAnswer, cpuRatio, share: part } = measured[name]!
    const turn = await server.longestTurnMs()
    process.stdout.write(
      `  ${name}: ${round(cpuMsPerAnswer, 3)} ms CPU an answer, ${round(cpuRatio, 1)}x node; ${share(part)}; longest turn ${round(turn, 0)} ms\n`,
    )
    longestTurn = Math.max(longestTurn, turn)
  }
  if (only) {
    await server.stop()
    await node.stop()
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  }
  const of = (name: string) => measured[name]!

  const pageSongs = of('page500').perSec * 500
  // One client that syncs, one page after the other.
  const whileSyncing = saturate(server, works['page500']!.work, 400, {
    connections: 1,
    apart: true,
  })
  const pingsInSync = await beside(server.url + rest('ping'), whileSyncing)
  wrongAnswers += (await whileSyncing).wrong
  report(
    'T5',
    'whole library through search3, pages of 500',
    `${share(of('page500').share)}, ${round(pageSongs, 0)} songs/s; ping p99 ${round(pingsInSync.p99)} ms`,
    '>= 10 %, ping p99 <= 20 ms',
    of('page500').share >= 0.1 && pingsInSync.p99 <= 20,
  )
  report(
    'T6',
    'page of 500 songs',
    `${round(of('page500').cpuMsPerAnswer)} ms CPU`,
    '<= 3 ms CPU',
    of('page500').cpuMsPerAnswer <= 3,
  )
  for (const [name, label] of [
    ['getAlbum', 'getAlbum'],
    ['getArtist', 'getArtist'],
    ['albumLists', 'album lists of 50'],
    ['randomSongs', '50 random songs'],
  ] as const) {
    report(
      'T7',
      label,
      `${share(of(name).share)}, ${round(of(name).cpuMsPerAnswer, 3)} ms CPU`,
      '>= 10 %, <= 0.35 ms CPU',
      of(name).share >= 0.1 && of(name).cpuMsPerAnswer <= 0.35,
    )
  }
  report('T8', 'getArtists', share(of('getArtists').share), '>= 15 %', of('getArtists').share >= 0.15)
  report(
    'T9',
    'search3 words',
    `${round(of('searchWords').cpuMsPerAnswer)} ms CPU`,
    '<= 2 ms CPU',
    of('searchWords').cpuMsPerAnswer <= 2,
  )
  report('T10', 'ping, authenticated', share(of('ping').share), '>= 30 %', of('ping').share >= 0.3)
  report(
    'T11',
    'star',
    `${round(of('star').cpuMsPerAnswer, 3)} ms CPU`,
    '<= 0.25 ms CPU',
    of('star').cpuMsPerAnswer <= 0.25,
  )
  report(
    'T11',
    'scrobble',
    `${round(of('scrobble').cpuMsPerAnswer, 3)} ms CPU`,
    '<= 0.25 ms CPU',
    of('scrobble').cpuMsPerAnswer <= 0.25,
  )
  report('T12', 'cover 300 px, warm', share(of('coverWarm').share), '>= 25 %', of('coverWarm').share >= 0.25)
  report('T14', 'stream, 64 KiB range', share(of('range64k').share), '>= 50 %', of('range64k').share >= 0.5)
  report('T15', 'stream, whole 8 MB file', share(of('whole8M').share), '>= 60 %', of('whole8M').share >= 0.6)
  const cpuRatio = geometricMean(Object.values(measured).map((pair) => pair.cpuRatio))
  report(
    'T19',
    'CPU per answer, geometric mean of the above',
    `${round(cpuRatio, 1)}x node`,
    '<= 20x node',
    cpuRatio <= 20,
  )
  report('T20', 'wrong answers under load', String(wrongAnswers), '0', wrongAnswers === 0)
  const turn = Math.max(turnInScan, longestTurn)
  report(
    'T22',
    'longest event-loop turn',
    `${round(turn, 0)} ms (${round(turnInScan, 0)} ms during the first scan)`,
    '<= 50 ms',
    turn <= 50,
  )

  // At rest
  await server.stop()
  server = await startLockgroove(folder, [], { probe: false })
  await timeScan(server)
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const restBefore = cpuMs(server.pid)
  const REST_SEC = 20
  await new Promise((resolve) => setTimeout(resolve, REST_SEC * 1000))
  const restShare = (cpuMs(server.pid) - restBefore) / (REST_SEC * 10)
  const memory = pssMb(server.pid)
  report(
    'T17',
    'memory at rest after a scan (PSS)',
    `${round(memory, 0)} MiB`,
    tracks >= 100_000 ? '<= 260 MiB' : '<= 140 MiB',
    memory <= (tracks >= 100_000 ? 260 : 140),
  )
  report(
    'T18',
    `CPU at rest, over ${REST_SEC} s`,
    `${round(restShare, 2)} % of a core`,
    '<= 0.3 %',
    restShare <= 0.3,
  )

  await server.stop()
  await node.stop()
  const missed = rows.filter((row) => row[4] === 'NO').length
  process.stdout.write(
    `\n${rows.length - missed} of ${rows.length} figures reached, ${tracks} tracks, Node ${process.version}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
