// The backups: are they good, are they new, make one, and how to bring one back. And the keys that open them.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../client/call.ts'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { ErrorState, Failure, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { SettingField } from '../../components/setting-field/setting-field.tsx'
import { useSettings } from '../../components/setting-field/use-settings.ts'
import { toast } from '../../components/toast.tsx'
import { BACKUPS } from '../../text/backups.ts'
import { RecoveryKey } from '../set-up/recovery-key.tsx'
import { BackupList } from './backup-list.tsx'
import { BackupState } from './backup-state.tsx'
import { Keys } from './keys.tsx'
import { Restore } from './restore.tsx'
import './backups.css'

const BUSY_MS = 1500
const SCHEDULE = ['backupEveryHours', 'backupKeepCount', 'backupKeepDays']

export function Backups() {
  const queries = useQueryClient()
  // Alone on the page, so that it is printed alone too.
  const [recoveryKey, setRecoveryKey] = useState<string>()
  const overview = useQuery({
    queryKey: ['backups.list', {}],
    queryFn: () => call('backups.list', {}),
    // Another window, the schedule or the command line may be at it.
    refetchInterval: ({ state }) => (state.data?.busy ? BUSY_MS : 60_000),
  })
  const make = useMutation({
    mutationFn: () => call('backups.make', {}),
    onSuccess: ({ good }) =>
      toast(good ? { text: BACKUPS.made } : { text: BACKUPS.madeBad, tone: 'trouble' }),
    onSettled: () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) => /^(?:backups|safety|audit)\./.test(String(queryKey[0])),
      }),
  })
  if (recoveryKey !== undefined) {
    return (
      <RecoveryKey
        recoveryKey={recoveryKey}
        onKept={() => {
          setRecoveryKey(undefined)
          toast({ text: BACKUPS.keys.kept })
          void queries.invalidateQueries({ queryKey: ['vault.status'] })
        }}
      />
    )
  }
  const isBusy = make.isPending || overview.data?.busy === true
  return (
    <Page
      title={BACKUPS.title}
      intro={BACKUPS.intro}
      actions={
        <Button leftSection={<Icon name="backup" size={18} />} loading={isBusy} onClick={() => make.mutate()}>
          {BACKUPS.make}
        </Button>
      }
    >
      <div className="care-stack">
        <Failure error={make.error} />
        {overview.isPending && <RowSkeletons count={3} height={72} />}
        {overview.isError && <ErrorState error={overview.error} onRetry={() => overview.refetch()} />}
        {overview.data && (
          <>
            <BackupState overview={overview.data} isBusy={isBusy} />
            <Panel title={BACKUPS.list.title}>
              <BackupList backups={overview.data.backups} isBusy={isBusy} />
            </Panel>
          </>
        )}
        <Schedule />
        {overview.data && overview.data.backups.length > 0 && <Restore backups={overview.data.backups} />}
        <Keys onRecoveryKey={setRecoveryKey} />
      </div>
    </Page>
  )
}

function Schedule() {
  const settings = useSettings()
  return (
    <Panel title={BACKUPS.schedule.title} intro={BACKUPS.schedule.intro}>
      {settings.isPending && <RowSkeletons count={3} />}
      {settings.isError && <ErrorState error={settings.error} onRetry={() => settings.refetch()} />}
      <div className="settings-list">
        {settings.data
          ?.filter(({ name }) => SCHEDULE.includes(name))
          .map((setting) => (
            <SettingField key={setting.name} setting={setting} />
          ))}
      </div>
    </Panel>
  )
}
