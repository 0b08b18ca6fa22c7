// How to bring a backup back: commands to copy, for it is done with the server stopped (server/backup/README.md).
import { NativeSelect, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BackupInfo } from '../../../server/contract/backups.ts'
import { call } from '../../client/call.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Panel } from '../../components/panel.tsx'
import { BACKUPS } from '../../text/backups.ts'

const WORDS = BACKUPS.restore
const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export function Restore({ backups }: { backups: readonly BackupInfo[] }) {
  const [chosen, setChosen] = useState<string>()
  const vault = useQuery({ queryKey: ['vault.status', {}], queryFn: () => call('vault.status', {}) })
  const backup = backups.find(({ name }) => name === chosen) ?? backups.find(({ good }) => good) ?? backups[0]
  if (!backup) return null
  const command = `lockgroove backup restore ${backup.name}`
  const { hereSteps, elsewhereSteps } = WORDS
  const hasRecoveryKey = vault.data === undefined || vault.data.recoveryKeyMadeAt !== undefined
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      <NativeSelect
        className="care-field"
        label={WORDS.which}
        value={backup.name}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={backups.map(({ name, madeAt, good }) => ({
          value: name,
          label: `${WHEN.format(madeAt)}${good ? '' : ` (${BACKUPS.list.bad})`}`,
        }))}
      />
      <section aria-label={WORDS.here}>
        <Title order={3} size="h5" mb="xs">
          {WORDS.here}
        </Title>
        <ol className="sentences">
          <li>{hereSteps.stop}</li>
          <li>
            {hereSteps.run}
            <Command text={command} what={WORDS.command} />
          </li>
          <li>{hereSteps.start}</li>
        </ol>
        <p className="care-note">{WORDS.kept}</p>
      </section>
      <section aria-label={WORDS.elsewhere}>
        <Title order={3} size="h5" mb="xs">
          {WORDS.elsewhere}
        </Title>
        <ol className="sentences">
          <li>{elsewhereSteps.copy(backup.name)}</li>
          <li>{elsewhereSteps.install}</li>
          <li>
            {elsewhereSteps.run}
            <Command text={`${command} --recovery-key-stdin`} what={WORDS.commandElsewhere} />
          </li>
          <li>{elsewhereSteps.start}</li>
        </ol>
        <p className="care-note">{hasRecoveryKey ? WORDS.lost : WORDS.noKey}</p>
      </section>
      <Text size="sm" c="dimmed">
        {WORDS.source}
      </Text>
    </Panel>
  )
}

function Command({ text, what }: { text: string; what: string }) {
  return (
    <div className="command">
      <code>{text}</code>
      <CopyButton value={text} what={what} />
    </div>
  )
}
