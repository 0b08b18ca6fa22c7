import { Button, Card, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { StartState } from '../../server/contract/desktop.ts'
import { DESKTOP } from '../text/desktop.ts'
import { ask, usePlatform } from './bridge.ts'
import { PlaceForm } from './choose-place.tsx'
import { Details, Head, Refusal } from './head.tsx'
import { RecoveryForm } from './recovery.tsx'

const WORDS = DESKTOP.waiting

export function WaitForKeyring({ start }: { start: Extract<StartState, { state: 'waiting for keyring' }> }) {
  const keyring = DESKTOP.keyring(usePlatform())
  const [isOpen, setOpen] = useState(false)
  const again = useMutation({ mutationFn: () => ask('tryAgain') })

  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="md">
        <Head
          icon="lock"
          title={WORDS.title(keyring)}
          words={start.hasVault ? WORDS.words(keyring) : WORDS.first(keyring)}
        />
        {start.hasVault && (
          <Text size="sm" c="dimmed">
            {WORDS.meanwhile}
          </Text>
        )}
        <Refusal error={again.error} />
        <div>
          <Group gap="sm">
            <Button size="md" loading={again.isPending} onClick={() => again.mutate()}>
              {DESKTOP.tryAgain}
            </Button>
            {!isOpen && (
              <Button size="md" variant="subtle" onClick={() => setOpen(true)}>
                {start.hasVault ? DESKTOP.recovery.open : WORDS.elsewhere}
              </Button>
            )}
          </Group>
          <p className="start-status" role="status">
            {again.isPending ? WORDS.asking(keyring) : again.isSuccess && WORDS.still(keyring)}
          </p>
        </div>
        {isOpen && start.hasVault && <RecoveryForm onCancel={() => setOpen(false)} />}
        {isOpen && !start.hasVault && <PlaceForm keyFilePath={start.keyFilePath} />}
        <Details>{start.sentence}</Details>
      </Stack>
    </Card>
  )
}
