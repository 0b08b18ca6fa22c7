import { Alert, Loader } from '@mantine/core'
import type { BackupOverview } from '../../../server/contract/backups.ts'
import { Icon } from '../../components/icon.tsx'
import { useSetting } from '../../components/setting-field/use-settings.ts'
import { Until } from '../../components/until.tsx'
import { Ago } from '../../components/when.tsx'
import { BACKUPS } from '../../text/backups.ts'

const WORDS = BACKUPS.state
const HOUR = 60 * 60 * 1000
/** Without a schedule. */
const OLD_HOURS = 7 * 24

export function BackupState({ overview, isBusy }: { overview: BackupOverview; isBusy: boolean }) {
  const { backups, nextAt, problem } = overview
  const everyHours = Number(useSetting('backupEveryHours')?.value ?? 0)
  const newest = backups.find(({ good }) => good)
  const oldAfter = (everyHours > 0 ? 2 * everyHours : OLD_HOURS) * HOUR
  const isOld = newest !== undefined && Date.now() - newest.madeAt > oldAfter
  const isWell = newest !== undefined && !isOld
  return (
    <section className="panel care-state" aria-label={WORDS.title} data-well={isWell}>
      <span className="care-state-icon">
        <Icon name={isWell ? 'shield' : 'alert'} size={26} />
      </span>
      <div className="care-state-words">
        <div role="status">
          <h2>
            {newest ? (
              <>
                {isOld ? WORDS.old : WORDS.good} <Ago at={newest.madeAt} />.
              </>
            ) : backups.length === 0 ? (
              WORDS.none
            ) : (
              WORDS.noGood
            )}
          </h2>
        </div>
        {!newest && <p>{backups.length === 0 ? WORDS.noneWords : WORDS.noGoodWords}</p>}
        {isOld && <p>{WORDS.oldWords}</p>}
        {isBusy ? (
          <p className="backup-busy">
            <Loader size="xs" /> {WORDS.busy}
          </p>
        ) : (
          <p>
            {nextAt === undefined ? (
              WORDS.byHand
            ) : (
              <>
                {WORDS.next} <Until at={nextAt} />.
              </>
            )}
          </p>
        )}
        <p>{WORDS.here}</p>
        {problem !== undefined && (
          <Alert color="red" mt="sm" icon={<Icon name="alert" />}>
            {problem}
          </Alert>
        )}
      </div>
    </section>
  )
}
