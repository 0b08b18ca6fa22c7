// A restore in a process of its own, which can end suddenly: for killed-restore.test.ts.
//   node restore-process.ts DATA FILE KEY_FILE [DIE_AFTER]
// Prints the steps. With DIE_AFTER the process kills itself right after that step.
import { restoreBackup } from '../../server/backup/restore.ts'
import { systemClock } from '../../server/clock.ts'

const [dataDir, path, masterKeyFile, dieAfter] = process.argv.slice(2)
const steps: string[] = []
await restoreBackup({
  dataDir: dataDir!,
  path: path!,
  opener: 'key at hand',
  keys: { masterKeyFile: masterKeyFile!, keychain: 'off', dataDir: dataDir! },
  ignoredArticles: 'The',
  clock: systemClock,
  onStep(step) {
    steps.push(step)
    if (step === dieAfter) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write(JSON.stringify(steps))
