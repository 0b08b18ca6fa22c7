// What is open at this moment, in a sentence, with the addresses to type.
import { Alert, Button } from '@mantine/core'
import type { DoorStatus } from '../../../server/contract/doors.ts'
import { useMe } from '../../client/me.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Failure } from '../../components/page-states.tsx'
import { useSetting } from '../../components/setting-field/use-settings.ts'
import { Until } from '../../components/until.tsx'
import { DOORS } from '../../text/doors.ts'
import { useOpenDoor } from './use-open-door.ts'

const WORDS = DOORS.now

export function OpenNow({ door }: { door: DoorStatus }) {
  const { readOnly } = useMe()
  const close = useOpenDoor()
  const { address, openToOthers, urls, closesAt, problems, turnedAway, pinned } = door
  return (
    <section className="panel open-now" aria-label={WORDS.title} data-open={openToOthers}>
      <div className="open-now-head">
        <span className="open-now-icon">
          <Icon name={openToOthers ? 'network' : 'lock'} size={26} />
        </span>
        <div className="open-now-words">
          <div role="status">
            <h2>{sentence(door)}</h2>
          </div>
          {openToOthers && (
            <p>
              {closesAt === undefined ? (
                WORDS.stays
              ) : (
                <>
                  {WORDS.closes} <Until at={closesAt} />.
                </>
              )}
            </p>
          )}
          {openToOthers && door.tls === undefined && !address.startsWith('unix:') && <p>{WORDS.plain}</p>}
          {turnedAway > 0 && <p>{WORDS.turnedAway(turnedAway)}</p>}
        </div>
        {openToOthers && !pinned && !(readOnly && address.startsWith('unix:')) && (
          <Button
            color="red"
            variant="light"
            leftSection={<Icon name="lock" size={17} />}
            loading={close.isPending}
            onClick={() => close.mutate({ address: 'this-computer' })}
          >
            {WORDS.close}
          </Button>
        )}
      </div>
      <Failure error={close.error} />
      {problems.map((problem) => (
        <Alert key={problem} color="red" icon={<Icon name="alert" />}>
          {problem}
        </Alert>
      ))}
      {urls.length > 0 && (
        <div>
          <h3 className="care-label">{WORDS.type}</h3>
          <ul className="addresses">
            {urls.map((url) => (
              <li key={url}>
                <code>{url}</code>
                <CopyButton value={url} what={url} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {pinned && <PinnedBy />}
    </section>
  )
}

function PinnedBy() {
  const setting = useSetting('address')
  return (
    <p className="pinned">
      <Icon name="lock" size={15} />
      {setting?.source === 'environment' ? WORDS.pinnedEnvironment : WORDS.pinnedFlag}
    </p>
  )
}

function sentence({ address, openToOthers, urls }: DoorStatus): string {
  if (address.startsWith('unix:')) return WORDS.socket
  if (address === 'network') return openToOthers ? WORDS.network : WORDS.waiting
  if (openToOthers) return WORDS.fixed(address)
  return urls.length === 0 ? WORDS.nothing : WORDS.thisComputer
}
