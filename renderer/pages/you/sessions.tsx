import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SessionInfo } from '../../../server/contract/sessions.ts'
import { call } from '../../client/call.ts'
import { Failure, NoAnswer } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { Ago } from '../../components/when.tsx'
import { YOU } from '../../text/you.ts'

const WORDS = YOU.sessions
const KEY = ['sessions.list']

export function YourSessions({ readOnly }: { readOnly: boolean }) {
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: KEY, queryFn: () => call('sessions.list', {}) })
  const onSuccess = () => queries.invalidateQueries({ queryKey: KEY })
  const revoke = useMutation({ mutationFn: (id: number) => call('sessions.revoke', { id }), onSuccess })
  const revokeAll = useMutation({ mutationFn: () => call('sessions.revokeAll', {}), onSuccess })

  if (sessions.isError) return <NoAnswer error={sessions.error} onRetry={() => sessions.refetch()} />
  const others = sessions.data?.filter(({ current }) => !current) ?? []
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      <Failure error={revoke.error ?? revokeAll.error} />
      {sessions.isPending && <Skeleton height={48} />}
      <Stack component="ul" gap="sm" className="rows">
        {sessions.data?.map((session) => (
          <Row
            key={session.id}
            session={session}
            onEnd={readOnly || session.current ? undefined : () => revoke.mutate(session.id)}
            isEnding={revoke.isPending && revoke.variables === session.id}
          />
        ))}
      </Stack>
      {others.length > 0 && !readOnly && (
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={revokeAll.isPending}
            onClick={() => revokeAll.mutate()}
          >
            {WORDS.endOthers(others.length)}
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
            <Badge size="sm" color="teal" variant="light">
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
