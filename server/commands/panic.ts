// The emergency stop from the command line, beside a running server or without one. What needs no key is done before a
// keychain is asked, which may take its time.
import { createAudit } from '../auth/audit.ts'
import { systemClock } from '../clock.ts'
import type { PanicReport } from '../contract/safety.ts'
import { shutNetworkDoor } from '../doors/shut.ts'
import { type OpenData, type OpenDatabase, openData, openDataFolder } from '../open-data.ts'
import { panic as raiseAlarm } from '../panic/panic.ts'
import { reportText } from '../panic/report.ts'
import type { Settings } from '../settings/definitions.ts'
import { createLiveSettings } from '../settings/live.ts'
import type { LoadedSettings } from '../settings/load.ts'
import { rotateDataKey } from '../vault/rotate.ts'
import { askForWord } from './ask-for-word.ts'
import { type Command, UsageProblem } from './command.ts'

const WORD = 'panic'
const WARNING = `This closes the network door, signs everybody out, revokes every device password and API key, removes passkeys
and share links, takes account passwords from music apps, and makes a new data key. Music apps stop playing until they get new passwords.
`

/** 1 when something could not be done, or the owner thought better of it. */
export const panic: Command = async ({ words, flags, loaded }) => {
  if (words.length > 0) throw new UsageProblem(`Too many words: ${words.join(' ')}`)
  if (flags['yes'] !== true && !(await isMeant())) {
    process.stderr.write('Nothing was done.\n')
    return 1
  }
  const folder = openDataFolder(loaded.settings)
  try {
    const report = await run(folder, loaded)
    const text = flags['json'] === true ? `${JSON.stringify(report, null, 2)}\n` : describe(report)
    process.stdout.write(text)
    return report.failed.length === 0 ? 0 : 1
  } finally {
    folder.close()
  }
}

/** @throws UsageProblem where nobody can be asked */
async function isMeant(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageProblem('Nobody is at the terminal to be asked: say --yes')
  return (await askForWord(`${WARNING}\nType "${WORD}" to do it: `)).toLowerCase() === WORD
}

async function run(folder: OpenDatabase, { settings, sourceOf }: LoadedSettings): Promise<PanicReport> {
  const { db } = folder
  let data: OpenData | undefined
  try {
    return await raiseAlarm(
      {
        db,
        dataDir: settings.data,
        clock: systemClock,
        audit: createAudit({ db, clock: systemClock, vault: { auditKey: () => data?.vault.auditKey() } }),
        closeNetwork: async () => closeNetwork(folder, settings),
        async rotate() {
          data = await openData(settings, { sourceOf, evenSealed: true })
          return rotateDataKey(data.db, data.vault, { clock: systemClock })
        },
      },
      { actor: 'command line' },
    )
  } finally {
    data?.close()
  }
}

/** Whatever a flag or the environment says here: they pin what a server does, not what it is told. */
function closeNetwork({ db, versions }: OpenDatabase, settings: Settings): readonly string[] {
  createLiveSettings(db, versions, settings).set('address', '127.0.0.1')
  shutNetworkDoor(db, systemClock)
  return [
    'The network door is closed: a running server lets nobody but this computer at the music within a second.',
  ]
}

function describe(report: PanicReport): string {
  const text = reportText({ ...report, at: systemClock.now(), actor: 'command line' })
  return report.path === '' ? text : `${text}\nThis report is in ${report.path}\n`
}
