// For an administrator of a server whose master key is not here: what that means, why it is so, and how to open the vault.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import type { VaultStatus } from '../../../server/contract/vault.ts'
import { call, fieldError } from '../../client/call.ts'
import { linkTo } from '../../client/route.ts'
import { Page } from '../../components/page.tsx'
import { EmptyState, ErrorState, Failure, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { RecoveryKeyField } from '../../components/recovery-key-field.tsx'
import { UNLOCK } from '../../text/unlock.ts'
import './unlock.css'

const WORDS = UNLOCK

export function Unlock() {
  const vault = useQuery({ queryKey: ['vault.status', {}], queryFn: () => call('vault.status', {}) })
  if (vault.data?.open) return <Opened vault={vault.data} />
  return (
    <Page title={WORDS.title} intro={WORDS.intro}>
      <div className="care-stack">
        {vault.isPending && <RowSkeletons count={3} />}
        {vault.isError && <ErrorState error={vault.error} onRetry={() => vault.refetch()} />}
        {vault.data && (
          <>
            <Panel title={WORDS.why}>
              <p className="unlock-why">{vault.data.sentence}</p>
            </Panel>
            <OpenIt />
            <Panel title={WORDS.shut.title}>
              <Lines lines={WORDS.shut.lines} />
            </Panel>
            <Panel title={WORDS.works.title}>
              <Lines lines={WORDS.works.lines} />
            </Panel>
            <Panel title={WORDS.lost.title}>
              <Lines lines={WORDS.lost.lines} />
            </Panel>
          </>
        )}
      </div>
    </Page>
  )
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="unlock-lines">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

function OpenIt() {
  const [isRecovering, setRecovering] = useState(false)
  const learn = useLearn()
  const again = useMutation({ mutationFn: () => call('vault.tryAgain', {}), onSuccess: learn })
  const words = WORDS.key
  return (
    <Panel title={words.title} intro={words.intro}>
      <Failure error={again.error} />
      <div>
        <Group gap="sm">
          <Button loading={again.isPending} onClick={() => again.mutate()}>
            {words.again}
          </Button>
          {!isRecovering && (
            <Button variant="subtle" onClick={() => setRecovering(true)}>
              {words.useRecovery}
            </Button>
          )}
        </Group>
        <p className="unlock-status" role="status">
          {again.isPending ? words.asking : again.data?.open === false && words.still}
        </p>
      </div>
      {isRecovering && <Recover onCancel={() => setRecovering(false)} />}
    </Panel>
  )
}

function Recover({ onCancel }: { onCancel(): void }) {
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const learn = useLearn()
  // What was typed is a secret: it is gone with this form.
  const recover = useMutation({
    gcTime: 0,
    mutationFn: (recoveryKey: string) => call('vault.recover', { recoveryKey }),
    onSuccess: learn,
    onError: () => field.current?.focus(),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (typed.trim() !== '') recover.mutate(typed)
  }

  return (
    <form onSubmit={submit} noValidate className="unlock-recovery">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {WORDS.recovery.intro}
        </Text>
        <Failure error={recover.error} />
        <RecoveryKeyField
          ref={field}
          value={typed}
          onChange={(value) => {
            setTyped(value)
            recover.reset()
          }}
          error={fieldError(recover.error, 'recoveryKey')}
        />
        <Group gap="sm">
          <Button type="submit" loading={recover.isPending}>
            {WORDS.recovery.button}
          </Button>
          <Button variant="subtle" color="gray" onClick={onCancel}>
            {WORDS.recovery.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Nearly everything looks different once the vault is open. */
function useLearn() {
  const queries = useQueryClient()
  return (status: VaultStatus) => {
    queries.setQueryData(['vault.status', {}], status)
    void queries.invalidateQueries()
  }
}

function Opened({ vault: { source, sentence } }: { vault: VaultStatus }) {
  return (
    <Page title={WORDS.opened.title}>
      <div role="status">
        <EmptyState
          icon="unlock"
          title={WORDS.opened.words}
          action={
            <Button component="a" variant="light" {...linkTo('/backups')}>
              {WORDS.opened.next}
            </Button>
          }
        >
          {sentence ?? (source !== undefined && WORDS.opened.source(source))}
        </EmptyState>
      </div>
    </Page>
  )
}
