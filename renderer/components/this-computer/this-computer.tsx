// What the desktop app does on this computer, as rows beside the settings: starting at login, its version and the
// next one, its log.
import { Button, Switch } from '@mantine/core'
import { useId } from 'react'
import type { DesktopAbout, DesktopBridge } from '../../../server/contract/desktop.ts'
import { THIS_COMPUTER, updateSentence } from '../../text/this-computer.ts'
import { ErrorState, Failure, RowSkeletons } from '../page-states.tsx'
import {
  useDesktopAbout,
  useInstallUpdate,
  useLookForUpdate,
  useOpenLogFolder,
  useStartAtLogin,
} from './use-desktop.ts'

interface Props {
  readonly bridge: DesktopBridge
}

export function ThisComputer({ bridge }: Props) {
  const about = useDesktopAbout(bridge)
  if (about.isPending) return <RowSkeletons count={2} height={64} />
  if (about.isError) return <ErrorState error={about.error} onRetry={() => about.refetch()} />
  return (
    <>
      {about.data.startAtLogin !== undefined && (
        <StartAtLogin bridge={bridge} isOn={about.data.startAtLogin} />
      )}
      <Version bridge={bridge} about={about.data} />
      <Log bridge={bridge} />
    </>
  )
}

function StartAtLogin({ bridge, isOn }: Props & { readonly isOn: boolean }) {
  const change = useStartAtLogin(bridge)
  const id = useId()
  const words = THIS_COMPUTER.startAtLogin
  return (
    <div className="setting">
      <div className="setting-words">
        <p className="setting-title">
          <label htmlFor={id} id={`${id}-title`}>
            {words.title}
          </label>
        </p>
        <p className="setting-sentence">{words.sentence}</p>
      </div>
      <div className="setting-value">
        <Failure error={change.error} />
        <Switch
          id={id}
          size="md"
          checked={isOn}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
          label={isOn ? words.on : words.off}
          aria-labelledby={`${id}-title`}
          withThumbIndicator={false}
        />
      </div>
    </div>
  )
}

function Version({ bridge, about: { version, update } }: Props & { readonly about: DesktopAbout }) {
  const look = useLookForUpdate(bridge)
  const install = useInstallUpdate(bridge)
  const isOffer = update.state === 'offered' || update.state === 'ready'
  return (
    <div className="setting">
      <div className="setting-words">
        <p className="setting-title">{THIS_COMPUTER.version(version)}</p>
        <p className="setting-sentence" role="status">
          {updateSentence(update)}
        </p>
      </div>
      <div className="setting-value">
        <Failure error={look.error ?? install.error} />
        {isOffer && (
          <Button loading={install.isPending} onClick={() => install.mutate()}>
            {update.state === 'ready'
              ? THIS_COMPUTER.restart(update.version)
              : THIS_COMPUTER.get(update.version)}
          </Button>
        )}
        {!isOffer && update.state !== 'unsupported' && (
          <Button
            variant="light"
            loading={look.isPending || update.state === 'looking'}
            disabled={update.state === 'loading'}
            onClick={() => look.mutate()}
          >
            {THIS_COMPUTER.look}
          </Button>
        )}
      </div>
    </div>
  )
}

function Log({ bridge }: Props) {
  const open = useOpenLogFolder(bridge)
  return (
    <div className="setting">
      <div className="setting-words">
        <p className="setting-title">{THIS_COMPUTER.log.title}</p>
        <p className="setting-sentence">{THIS_COMPUTER.log.sentence}</p>
      </div>
      <div className="setting-value">
        <Failure error={open.error} />
        <Button variant="light" loading={open.isPending} onClick={() => open.mutate()}>
          {THIS_COMPUTER.log.open}
        </Button>
      </div>
    </div>
  )
}
