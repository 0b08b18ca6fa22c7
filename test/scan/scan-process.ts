// A scan in a process of its own, which can end suddenly: for killed-scan.test.ts.
//   node scan-process.ts DATABASE NOW [DIE_AT]
// Prints how many statements that change something were run. With DIE_AT the process kills itself right before that one.
import { openDatabase } from '../../server/db/open.ts'
import { refreshLibrary } from '../../server/library/refresh/refresh-library.ts'
import { runScan } from '../../server/scan/run-scan.ts'
import { readSong } from '../../server/scan/tags/read-song.ts'

const [dbPath, now, dieAt = '0'] = process.argv.slice(2)
const db = openDatabase(dbPath!)
let changes = 0

/** Where transactions begin and end depends on how fast the machine is: not counted. */
function count(sql: string): void {
  if (/^(?:BEGIN|COMMIT)/.test(sql)) return
  if (++changes === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
}

const statement = Object.getPrototypeOf(db.prepare('SELECT 1')) as {
  readonly source: string
  run: (...values: unknown[]) => unknown
}
const { run } = statement
statement.run = function (...values) {
  count(this.source)
  return run.apply(this, values)
}
const { exec } = db
db.exec = (text) => {
  count(text)
  return exec.call(db, text)
}

await runScan(db, {
  full: false,
  clock: { now: () => Number(now) },
  ignoredArticles: 'The',
  loadSongReader: async () => readSong,
  loadRefresh: async () => refreshLibrary,
  listener: { progress() {}, changed() {}, directory() {} },
  shouldStop: () => false,
})
db.close()
process.stdout.write(`${changes}\n`)
