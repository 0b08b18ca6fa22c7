// Where somebody is signed in: one's own, or of a user an administrator looks at.
import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SessionInfo } from '../../../server/contract/sessions.ts'
import { call } from '../../client/call.ts'
import { ACCESS } from '../../text/access.ts'
import { ErrorState, Failure, RowSkeletons } from '../page-states.tsx'
import { Panel } from '../panel.tsx'
import { Ago } from '../when.tsx'

const WORDS = ACCESS.sessions

interface SessionsProps {
  readonly title: string
  readonly intro?: string
  /** One's own without it. */
  readonly username?: string
}

export function Sessions({ title, intro, username }: SessionsProps) {
  const queries = useQueryClient()
  const input = username === undefined ? {} : { username }
  const sessions = useQuery({
    queryKey: ['sessions.list', input],
    queryFn: () => call('sessions.list', input),
  })
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['sessions.list'] })
  const revoke = useMutation({ mutationFn: (id: number) => call('sessions.revoke', { id }), onSuccess })
  const revokeAll = useMutation({ mutationFn: () => call('sessions.revokeAll', input), onSuccess })
  const others = sessions.data?.filter(({ current }) => !current) ?? []

  return (
    <Panel title={title} {...(intro !== undefined && { intro })}>
      <Failure error={revoke.error ?? revokeAll.error} />
      {sessions.isPending && <RowSkeletons count={2} />}
      {sessions.isError && <ErrorState error={sessions.error} onRetry={() => sessions.refetch()} />}
      {sessions.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {WORDS.none}
        </Text>
      )}
      {(sessions.data?.length ?? 0) > 0 && (
        <Stack component="ul" gap="sm" className="rows">
          {sessions.data?.map((session) => (
            <Row
              key={session.id}
              session={session}
              onEnd={session.current ? undefined : () => revoke.mutate(session.id)}
              isEnding={revoke.isPending && revoke.variables === session.id}
            />
          ))}
        </Stack>
      )}
      {others.length > 0 && (
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={revokeAll.isPending}
            onClick={() => revokeAll.mutate()}
          >
            {username === undefined ? WORDS.endOthers(others.length) : WORDS.endAll(others.length)}
          </Button>
        </Group>
      )}
    </Panel>
  )
}

interface RowProps {
  readonly session: SessionInfo
  readonly isEnding: boolean
  readonly onEnd: (() => void) | undefined
}

function Row({ session, isEnding, onEnd }: RowProps) {
  return (
    <li className="row">
      <div className="row-words">
        <Group gap="xs">
          <Text fw={550}>{session.device}</Text>
          {session.current && (
            <Badge component="span" size="sm" color="teal" variant="light">
              {WORDS.current}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {WORDS.methods[session.method]}
          {session.address !== undefined && ` ${WORDS.from(session.address)}`}, {WORDS.lastSeen}{' '}
          <Ago at={session.lastSeenAt} />
        </Text>
      </div>
      {onEnd && (
        <Button
          size="xs"
          variant="subtle"
          color="red"
          loading={isEnding}
          onClick={onEnd}
          aria-label={WORDS.endThis(session.device)}
        >
          {WORDS.end}
        </Button>
      )}
    </li>
  )
}
