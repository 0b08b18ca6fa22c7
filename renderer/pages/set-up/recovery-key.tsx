// The recovery key, the one time it is there to be read. Nothing keeps it: neither the server nor this page.
import { Alert, Button, Card, Checkbox, CopyButton, Group, Stack, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { RECOVERY_KEY } from '../../text/recovery-key.ts'
import './recovery-key.css'

const WORDS = RECOVERY_KEY

interface RecoveryKeyProps {
  readonly recoveryKey: string
  onKept(): void
}

export function RecoveryKey({ recoveryKey, onKept }: RecoveryKeyProps) {
  const [isSure, setSure] = useState(false)
  useWarningBeforeLeaving()

  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="md">
        <div>
          <Title order={1} size="h2">
            {WORDS.title}
          </Title>
          <Text c="dimmed">{WORDS.intro}</Text>
        </div>
        <section aria-label={WORDS.label}>
          {/* One text for whoever selects it, groups that can be checked one by one for the eye. */}
          <ol className="recovery-key">
            {recoveryKey.split('-').map((group, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same group may come twice, and none ever moves
              <li key={at}>
                <span aria-hidden="true">{at + 1}</span>
                <code>{group}</code>
              </li>
            ))}
          </ol>
        </section>
        <Group gap="xs" className="no-print">
          <CopyButton value={recoveryKey} timeout={4000}>
            {({ copied, copy }) => (
              <Button variant="light" onClick={copy}>
                {copied ? WORDS.copied : WORDS.copy}
              </Button>
            )}
          </CopyButton>
          <Button variant="light" onClick={() => window.print()}>
            {WORDS.print}
          </Button>
        </Group>
        <Text size="sm">{WORDS.use}</Text>
        <Alert color="orange" className="no-print">
          {WORDS.once}
        </Alert>
        <Checkbox
          className="no-print"
          label={WORDS.kept}
          checked={isSure}
          onChange={(event) => setSure(event.currentTarget.checked)}
        />
        <Button className="no-print" size="md" disabled={!isSure} onClick={onKept}>
          {WORDS.goOn}
        </Button>
      </Stack>
    </Card>
  )
}

function useWarningBeforeLeaving() {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [])
}
