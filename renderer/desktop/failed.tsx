import { Button, Card, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { StartState } from '../../server/contract/desktop.ts'
import { DESKTOP } from '../text/desktop.ts'
import { ask } from './bridge.ts'
import { Head, Refusal } from './head.tsx'

const WORDS = DESKTOP.failed

type FailedProps = Omit<Extract<StartState, { state: 'failed' }>, 'state'>

export function Failed({ sentence, takenPort, nextTryAt }: FailedProps) {
  const again = useMutation({ mutationFn: () => ask('tryAgain') })
  const move = useMutation({ mutationFn: () => ask('useAnotherPort') })
  const log = useMutation({ mutationFn: () => ask('openLogFolder') })
  const isBusy = again.isPending || move.isPending
  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="md">
        <Head icon="alert" title={WORDS.title} words={sentence} />
        {takenPort !== undefined && (
          <Text size="sm" c="dimmed">
            {WORDS.port(takenPort)}
          </Text>
        )}
        <Refusal error={again.error ?? move.error ?? log.error} />
        <Group gap="sm">
          <Button size="md" loading={again.isPending} disabled={isBusy} onClick={() => again.mutate()}>
            {DESKTOP.tryAgain}
          </Button>
          {takenPort !== undefined && (
            <Button
              size="md"
              variant="light"
              loading={move.isPending}
              disabled={isBusy}
              onClick={() => move.mutate()}
            >
              {WORDS.anotherPort}
            </Button>
          )}
        </Group>
        <Group gap="sm" justify="space-between">
          {nextTryAt !== undefined && <NextTry at={nextTryAt} />}
          <Button
            variant="transparent"
            size="compact-sm"
            px={0}
            loading={log.isPending}
            onClick={() => log.mutate()}
          >
            {WORDS.log}
          </Button>
        </Group>
      </Stack>
    </Card>
  )
}

/** Counts down for the eye; read out it would be no help. */
function NextTry({ at }: { at: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return (
    <Text size="sm" c="dimmed" className="tabular" aria-live="off">
      {WORDS.nextTry(Math.max(0, Math.ceil((at - now) / 1000)))}
    </Text>
  )
}
