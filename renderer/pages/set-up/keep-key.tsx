// The recovery key has to be kept before anything else. Whoever left while it was shown gets a new one.
import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { Failure } from '../../components/page-states.tsx'
import { ReadOnlyNote } from '../../components/read-only-note.tsx'
import { SET_UP } from '../../text/set-up.ts'
import { RecoveryKey } from './recovery-key.tsx'

const WORDS = SET_UP.key

export function KeepKey({ freshKey }: { freshKey: string | undefined }) {
  const queries = useQueryClient()
  const { readOnly } = useMe()
  const make = useMutation({ gcTime: 0, mutationFn: () => call('vault.makeRecoveryKey', {}) })
  const keep = useMutation({
    mutationFn: () => call('setup.note', { step: 'recovery-key-kept' }),
    onSuccess: (progress) => queries.setQueryData(['setup.progress', {}], progress),
  })
  const recoveryKey = make.data?.recoveryKey ?? freshKey
  if (recoveryKey !== undefined) {
    return (
      <>
        <Failure error={keep.error} />
        <RecoveryKey recoveryKey={recoveryKey} onKept={() => keep.mutate()} />
      </>
    )
  }
  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="md">
        <div>
          <Title order={1} size="h2">
            {WORDS.title}
          </Title>
          <Text c="dimmed">{WORDS.intro}</Text>
        </div>
        <Failure error={make.error ?? keep.error} />
        {readOnly && <ReadOnlyNote />}
        <Group>
          {!readOnly && (
            <Button size="md" loading={make.isPending} onClick={() => make.mutate()}>
              {WORDS.make}
            </Button>
          )}
          <Button size="md" variant="default" loading={keep.isPending} onClick={() => keep.mutate()}>
            {WORDS.keptAfterAll}
          </Button>
        </Group>
      </Stack>
    </Card>
  )
}
