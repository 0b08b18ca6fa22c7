// A backup is made in a thread: whoever stars a song meanwhile does not wait for it.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBackups } from '../../server/backup/backups.ts'
import { systemClock } from '../../server/clock.ts'
import { masterKeyOptions, type OpenData, openData } from '../../server/open-data.ts'
import { createBigLibrary } from '../support/big-library.ts'
import { testSettings } from '../support/prepared-data.ts'

const TRACKS = 20_000
const LONGEST_TURN_MS = 50

let base: string
let data: OpenData

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'lockgroove-turns-'))
  mkdirSync(join(base, 'data'))
  createBigLibrary({ tracks: TRACKS, songJsonBytes: 1100, path: join(base, 'data', 'lockgroove.db') }).close()
  data = await openData(testSettings(join(base, 'data')))
})
afterAll(() => {
  data.close()
  rmSync(base, { recursive: true })
})

test('no turn of the thread that answers takes long while stars are written', async () => {
  const dataDir = join(base, 'data')
  const keys = masterKeyOptions(testSettings(dataDir))
  const backups = createBackups({ ...data, keys, dataDir, clock: systemClock })
  const star = data.db.prepare(
    'INSERT INTO song_annotations (user_id, song_id, starred_at) VALUES (1, ?, 1) ON CONFLICT DO UPDATE SET starred_at = 1',
  )
  const turns = measureTurns()
  let isDone = false
  const made = backups.make('test').finally(() => {
    isDone = true
  })
  let stars = 0
  for (; !isDone; stars++) {
    star.run(1 + (stars % TRACKS))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  expect(await made).toMatchObject({ good: true })
  expect(stars).toBeGreaterThan(5)
  expect(turns.longestMs()).toBeLessThan(LONGEST_TURN_MS)
})

test.runIf(process.platform === 'linux')('the thread steps back alone', async () => {
  expect(getPriority()).toBe(0)
  // The backup's own thread may still be on its way out.
  await expect.poll(() => niceOfThreads().filter((value) => value > 0)).toEqual([])
})

function niceOfThreads(): number[] {
  return readdirSync('/proc/self/task').flatMap((id) => {
    const stat = join('/proc/self/task', id, 'stat')
    if (!existsSync(stat)) return []
    const afterName = readFileSync(stat, 'utf8').split(') ')[1]!
    return [Number(afterName.split(' ')[16])]
  })
}

/** What this thread computes between two timers: others that keep the machine busy do not count. */
function measureTurns() {
  let longest = 0
  let before = usedMs()
  const timer = setInterval(() => {
    const now = usedMs()
    longest = Math.max(longest, now - before)
    before = now
  }, 1)
  return {
    longestMs() {
      clearInterval(timer)
      return longest
    },
  }
}

function usedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
