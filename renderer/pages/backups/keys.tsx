import { Alert, Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { VaultStatus } from '../../../server/contract/vault.ts'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { linkTo } from '../../client/route.ts'
import { type Fact, Facts } from '../../components/facts.tsx'
import { Icon } from '../../components/icon.tsx'
import { ErrorState, Failure, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { ReadOnlyNote } from '../../components/read-only-note.tsx'
import { SureButton } from '../../components/sure-button.tsx'
import { Day } from '../../components/until.tsx'
import { BACKUPS } from '../../text/backups.ts'
import { ChangeKey } from './change-key.tsx'

const WORDS = BACKUPS.keys

export function Keys({ onRecoveryKey }: { onRecoveryKey(recoveryKey: string): void }) {
  const vault = useQuery({ queryKey: ['vault.status', {}], queryFn: () => call('vault.status', {}) })
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      {vault.isPending && <RowSkeletons count={2} />}
      {vault.isError && <ErrorState error={vault.error} onRetry={() => vault.refetch()} />}
      {vault.data && <Known vault={vault.data} onRecoveryKey={onRecoveryKey} />}
    </Panel>
  )
}

interface KnownProps {
  readonly vault: VaultStatus
  onRecoveryKey(recoveryKey: string): void
}

function Known({ vault, onRecoveryKey }: KnownProps) {
  const { readOnly } = useMe()
  const { open, source, recoveryKeyMadeAt, dataKeyMadeAt } = vault
  const facts: Fact[] = [
    [WORDS.vault, open ? WORDS.open : WORDS.shut],
    [WORDS.source, source],
    [WORDS.dataKey, dataKeyMadeAt === undefined ? undefined : <Day at={dataKeyMadeAt} key="data" />],
    [
      WORDS.recovery,
      recoveryKeyMadeAt === undefined ? (
        <span className="is-bad" key="none">
          {WORDS.noRecovery}
        </span>
      ) : (
        <Day at={recoveryKeyMadeAt} key="recovery" />
      ),
    ],
  ]
  return (
    <>
      {vault.sentence !== undefined && <Trouble vault={vault} />}
      <Facts facts={facts} />
      {readOnly ? (
        <ReadOnlyNote />
      ) : (
        open && (
          <>
            <NewRecoveryKey hasOne={recoveryKeyMadeAt !== undefined} onRecoveryKey={onRecoveryKey} />
            <ChangeKey what="rotate" />
            <ChangeKey what="rewrap" />
          </>
        )
      )}
    </>
  )
}

/** Sealed, or about to be at the next start. */
function Trouble({ vault }: { vault: VaultStatus }) {
  const queries = useQueryClient()
  const tryAgain = useMutation({
    mutationFn: () => call('vault.tryAgain', {}),
    onSuccess: (status) => {
      queries.setQueryData(['vault.status', {}], status)
      return queries.invalidateQueries()
    },
  })
  return (
    <Alert color="red" icon={<Icon name="lock" />} role="alert">
      {vault.sentence}
      <Failure error={tryAgain.error} />
      <Group mt="sm">
        {vault.open ? (
          <Button size="xs" variant="light" loading={tryAgain.isPending} onClick={() => tryAgain.mutate()}>
            {WORDS.tryAgain}
          </Button>
        ) : (
          <Button component="a" size="xs" variant="light" {...linkTo('/unlock')}>
            {WORDS.unlock}
          </Button>
        )}
      </Group>
    </Alert>
  )
}

function NewRecoveryKey({ hasOne, onRecoveryKey }: { hasOne: boolean; onRecoveryKey(key: string): void }) {
  // The answer is a secret: nothing keeps it but the page that shows it.
  const make = useMutation({
    gcTime: 0,
    mutationFn: () => call('vault.makeRecoveryKey', {}),
    onSuccess: ({ recoveryKey }) => onRecoveryKey(recoveryKey),
  })
  return (
    <div className="key-action">
      <Failure error={make.error} />
      <SureButton
        label={WORDS.makeRecovery}
        name={WORDS.makeRecovery}
        sure={WORDS.makeRecoverySure}
        loses={hasOne ? WORDS.makeRecoveryLoses : WORDS.makeRecoveryFirst}
        variant="light"
        isPending={make.isPending}
        onSure={() => make.mutate()}
      />
    </div>
  )
}
