// A new data key or a new master key: first what it would do, then doing it.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { VaultChange } from '../../../server/contract/vault.ts'
import { call } from '../../client/call.ts'
import { type Fact, Facts } from '../../components/facts.tsx'
import { Failure } from '../../components/page-states.tsx'
import { toast } from '../../components/toast.tsx'
import { BACKUPS } from '../../text/backups.ts'
import { COMMON } from '../../text/common.ts'

const WORDS = BACKUPS.keys

export function ChangeKey({ what }: { what: 'rotate' | 'rewrap' }) {
  const queries = useQueryClient()
  const run = (dryRun: boolean) => call(what === 'rotate' ? 'vault.rotate' : 'vault.rewrap', { dryRun })
  const preview = useMutation({ mutationFn: () => run(true) })
  const change = useMutation({
    mutationFn: () => run(false),
    async onSuccess() {
      preview.reset()
      toast({ text: what === 'rotate' ? WORDS.rotated : WORDS.rewrappedToast })
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => /^(?:vault|safety|audit)\./.test(String(queryKey[0])),
      })
    },
  })
  return (
    <div className="key-action">
      <Failure error={preview.error ?? change.error} />
      {preview.data ? (
        <Stack gap="sm" className="key-preview">
          <div role="status">
            <Text fw={600}>{WORDS.would}</Text>
            <Effect change={preview.data} />
          </div>
          {what === 'rewrap' && (
            <Text size="sm" className="is-bad">
              {WORDS.rewrapLoses}
            </Text>
          )}
          <Group gap="xs">
            <Button size="sm" loading={change.isPending} onClick={() => change.mutate()} autoFocus>
              {what === 'rotate' ? WORDS.rotateSure : WORDS.rewrapSure}
            </Button>
            <Button size="sm" variant="subtle" color="gray" onClick={() => preview.reset()}>
              {COMMON.no}
            </Button>
          </Group>
        </Stack>
      ) : (
        <>
          <Button size="xs" variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
            {what === 'rotate' ? WORDS.rotate : WORDS.rewrap}
          </Button>
          <p className="care-note">{what === 'rotate' ? WORDS.rotateWords : WORDS.rewrapWords}</p>
        </>
      )}
    </div>
  )
}

function Effect({ change: { resealed, rewrappedKeys, damaged } }: { change: VaultChange }) {
  const places = Object.entries(resealed).filter(([, count]) => count > 0)
  const count = places.reduce((sum, [, each]) => sum + each, 0)
  const facts: Fact[] = places.map(([field, each]) => [WORDS.fields[field] ?? field, each.toLocaleString()])
  return (
    <>
      <Text size="sm">
        {[
          ...(rewrappedKeys > 0 ? [WORDS.rewrapped(rewrappedKeys)] : []),
          ...(count > 0 ? [WORDS.resealed(count)] : rewrappedKeys > 0 ? [] : [WORDS.nothing]),
        ].join(', ')}
      </Text>
      <Facts facts={facts} />
      {damaged.length > 0 && (
        <Text size="sm" className="is-bad">
          {WORDS.damaged(damaged.length)} {damaged.join(', ')}
        </Text>
      )}
    </>
  )
}
