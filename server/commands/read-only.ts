import { changeSetting } from '../auth/change-setting.ts'
import { openData } from '../open-data.ts'
import { findRunningServer, pinName } from '../settings/running-server.ts'
import { type Command, UsageProblem } from './command.ts'
import { withData } from './user.ts'

/** A running server takes it over within a second. */
export const readOnly: Command = async ({ words, loaded: { settings, sourceOf } }) => {
  const [wanted, ...others] = words
  if ((wanted !== 'on' && wanted !== 'off') || others.length > 0) throw new UsageProblem('Say on or off')
  return withData(
    () => openData(settings, { sourceOf, evenSealed: true }),
    async ({ db, live, audit }) => {
      changeSetting({ live, audit }, { actor: 'command line' }, 'readOnly', wanted)
      const running = findRunningServer(db)
      const pinnedBy = running?.pinned.readOnly
      if (pinnedBy) {
        process.stderr.write(
          `The running server was started with ${pinName('readOnly', pinnedBy)}, which pins it: it stays as it is until you start it without. After that: ${wanted}.\n`,
        )
        return 1
      }
      process.stdout.write(
        wanted === 'on'
          ? 'Read-only mode is on: both doors refuse every change but those that take access away.\n'
          : 'Read-only mode is off.\n',
      )
      return 0
    },
  )
}
