// Passkeys: one's own to be named, or those of a user an administrator looks at, who can only end them.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { PasskeyInfo } from '../../../server/contract/passkeys.ts'
import { call, fieldError } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { ACCESS } from '../../text/access.ts'
import { COMMON } from '../../text/common.ts'
import { ErrorState, Failure, RowSkeletons } from '../page-states.tsx'
import { Panel } from '../panel.tsx'
import { SureButton } from '../sure-button.tsx'
import { Ago } from '../when.tsx'

const WORDS = ACCESS.passkeys
const KEY = ['passkeys.list']

interface PasskeysProps {
  readonly title: string
  readonly intro?: string
  /** One's own without it. */
  readonly username?: string
  /** Below the list: how another one is added. */
  readonly children?: ReactNode
}

export function Passkeys({ title, intro, username, children }: PasskeysProps) {
  const input = username === undefined ? {} : { username }
  const passkeys = useQuery({ queryKey: [...KEY, input], queryFn: () => call('passkeys.list', input) })
  return (
    <Panel title={title} {...(intro !== undefined && { intro })}>
      {passkeys.isPending && <RowSkeletons count={1} />}
      {passkeys.isError && <ErrorState error={passkeys.error} onRetry={() => passkeys.refetch()} />}
      {passkeys.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {WORDS.none}
        </Text>
      )}
      {(passkeys.data?.length ?? 0) > 0 && (
        <Stack component="ul" gap="sm" className="rows">
          {passkeys.data?.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} isOwn={username === undefined} />
          ))}
        </Stack>
      )}
      {children}
    </Panel>
  )
}

function Row({ passkey, isOwn }: { passkey: PasskeyInfo; isOwn: boolean }) {
  const { readOnly } = useMe()
  const queries = useQueryClient()
  const [isRenaming, setRenaming] = useState(false)
  const remove = useMutation({
    mutationFn: () => call('passkeys.remove', { id: passkey.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  if (isRenaming) return <Rename passkey={passkey} onDone={() => setRenaming(false)} />
  return (
    <li className="row">
      <div className="row-words">
        <Text fw={550}>{passkey.name}</Text>
        <Text size="sm" c="dimmed">
          {WORDS.added} <Ago at={passkey.createdAt} />,{' '}
          {passkey.lastUsedAt === undefined ? (
            WORDS.neverUsed
          ) : (
            <>
              {WORDS.lastUsed} <Ago at={passkey.lastUsedAt} />
            </>
          )}
        </Text>
        <Failure error={remove.error} />
      </div>
      <Group gap={4} wrap="nowrap">
        {isOwn && !readOnly && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => setRenaming(true)}
            aria-label={WORDS.renameThis(passkey.name)}
          >
            {WORDS.rename}
          </Button>
        )}
        <SureButton
          label={WORDS.remove}
          name={WORDS.removeThis(passkey.name)}
          sure={WORDS.removeSure}
          isPending={remove.isPending}
          onSure={() => remove.mutate()}
        />
      </Group>
    </li>
  )
}

function Rename({ passkey, onDone }: { passkey: PasskeyInfo; onDone: () => void }) {
  const queries = useQueryClient()
  const [name, setName] = useState(passkey.name)
  const rename = useMutation({
    mutationFn: () => call('passkeys.rename', { id: passkey.id, name }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: KEY })
      onDone()
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    rename.mutate()
  }
  return (
    <li>
      <form onSubmit={submit} noValidate>
        <Group align="end" gap="xs">
          <TextInput
            flex={1}
            label={WORDS.name}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldError(rename.error, 'name')}
            maxLength={64}
            autoFocus
          />
          <Button type="submit" loading={rename.isPending}>
            {COMMON.save}
          </Button>
          <Button variant="default" onClick={onDone}>
            {COMMON.no}
          </Button>
        </Group>
        <Failure error={rename.error} />
      </form>
    </li>
  )
}
