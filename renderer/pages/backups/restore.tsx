import { NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import type { BackupInfo } from '../../../server/contract/backups.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Panel } from '../../components/panel.tsx'
import { BACKUPS } from '../../text/backups.ts'

const WORDS = BACKUPS.restore
const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export function Restore({ backups }: { backups: readonly BackupInfo[] }) {
  const [chosen, setChosen] = useState<string>()
  const backup = backups.find(({ name }) => name === chosen) ?? backups.find(({ good }) => good) ?? backups[0]
  if (!backup) return null
  const command = `lockgroove backup restore ${backup.name}`
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
      <ol className="sentences">
        <li>{WORDS.steps[0]}</li>
        <li>
          {WORDS.steps[1]}
          <Command text={command} />
        </li>
        <li>{WORDS.steps[2]}</li>
      </ol>
      <div>
        <Text size="sm">{WORDS.otherComputer}</Text>
        <Command text={`${command} --recovery-key-stdin`} />
      </div>
      <p className="care-note">{WORDS.kept}</p>
    </Panel>
  )
}

function Command({ text }: { text: string }) {
  return (
    <div className="command">
      <code>{text}</code>
      <CopyButton value={text} what={WORDS.command} />
    </div>
  )
}
