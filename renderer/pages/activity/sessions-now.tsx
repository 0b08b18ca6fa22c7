import { Badge, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SessionInfo } from '../../../server/contract/sessions.ts'
import { call } from '../../client/call.ts'
import { ErrorState, Failure, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { toast } from '../../components/toast.tsx'
import { Ago } from '../../components/when.tsx'
import { ACTIVITY } from '../../text/activity.ts'

const WORDS = ACTIVITY.sessions
const INPUT = { everybody: true }

export function SessionsNow() {
  const queries = useQueryClient()
  const sessions = useQuery({
    queryKey: ['sessions.list', INPUT],
    queryFn: () => call('sessions.list', INPUT),
    refetchInterval: 60_000,
  })
  const end = useMutation({
    mutationFn: ({ id }: SessionInfo) => call('sessions.revoke', { id }),
    async onSuccess(_nothing, { userName }) {
      toast({ text: WORDS.ended(userName) })
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => /^(?:sessions|audit)\./.test(String(queryKey[0])),
      })
    },
  })
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      <Failure error={end.error} />
      {sessions.isPending && <RowSkeletons count={2} />}
      {sessions.isError && <ErrorState error={sessions.error} onRetry={() => sessions.refetch()} />}
      <ul className="rows sessions-now">
        {sessions.data?.map((session) => (
          <li className="row" key={session.id}>
            <div className="row-words">
              <p className="session-who">
                <b>{session.userName}</b>
                {session.current && (
                  <Badge component="span" size="sm" variant="light">
                    {WORDS.current}
                  </Badge>
                )}
              </p>
              <p className="play-more">
                {[session.device, session.address !== undefined ? WORDS.from(session.address) : '']
                  .filter(Boolean)
                  .join(' ')}
                , {WORDS.lastSeen} <Ago at={session.lastSeenAt} />
              </p>
            </div>
            {!session.current && (
              <Button
                size="xs"
                variant="subtle"
                color="red"
                loading={end.isPending && end.variables.id === session.id}
                aria-label={WORDS.endThis(session.userName, session.device)}
                onClick={() => end.mutate(session)}
              >
                {WORDS.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
