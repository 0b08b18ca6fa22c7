import { systemClock } from '../clock.ts'
import { createEvents, type ScanSummary } from '../events.ts'
import { listMusicFolders } from '../library/music-folders.ts'
import { createLog } from '../log.ts'
import { openDataFolder } from '../open-data.ts'
import { createScanner } from '../scan/scanner.ts'
import type { Command } from './command.ts'

/** Works beside a running server: a scan lease lets only one of them scan at a time. */
export const scan: Command = async ({ flags, loaded: { settings } }) => {
  const { db, dbPath, close } = openDataFolder(settings)
  const events = createEvents()
  const scanner = createScanner({
    db,
    dbPath,
    events,
    clock: systemClock,
    log: createLog({ verbosity: settings.log }),
    ignoredArticles: settings.ignoredArticles,
    watch: false,
  })
  try {
    if (listMusicFolders(db).length === 0) {
      process.stderr.write(
        'No music folder yet: start the server with --music FOLDER, or set LOCKGROOVE_MUSIC.\n',
      )
      return 1
    }
    if (process.stderr.isTTY) {
      events.on('scan.progress', ({ seen, read, toRead }) => {
        process.stderr.write(`\r${seen} files seen, ${read} of ${toRead} read `)
      })
    }
    scanner.start({ full: flags['full'] === true })
    const summary = await scanner.settled()
    process.stdout.write(flags['json'] === true ? `${JSON.stringify(summary, null, 2)}\n` : sentence(summary))
    return summary === undefined || summary.failure !== undefined ? 1 : 0
  } finally {
    await scanner.close()
    close()
  }
}

function sentence(summary: ScanSummary | undefined): string {
  if (!summary) return 'Nothing was scanned.\n'
  if (summary.failure !== undefined) return `${summary.failure}\n`
  const { seen, added, changed, moved, missing, problems, pausedFolders, startedAt, finishedAt } = summary
  const lines = [
    `${seen} files seen in ${((finishedAt - startedAt) / 1000).toFixed(1)} s: ${added} added, ${changed} changed, ${moved} moved, ${missing} missing, ${problems} with problems.`,
    ...pausedFolders.map((path) => `Not there, so left as it was: ${path}`),
  ]
  return `${lines.join('\n')}\n`
}
