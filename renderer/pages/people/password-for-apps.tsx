import { Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { UserInfo } from '../../../server/contract/users.ts'
import { call } from '../../client/call.ts'
import { Failure } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { SureButton } from '../../components/sure-button.tsx'
import { toast } from '../../components/toast.tsx'
import { PEOPLE } from '../../text/people.ts'

const WORDS = PEOPLE.person.apps

/** An administrator can only take it away: giving it takes the password. */
export function PasswordForAppsPanel({ user: { id, name, passwordForApps } }: { user: UserInfo }) {
  const queries = useQueryClient()
  const switchOff = useMutation({
    mutationFn: () => call('users.update', { id, passwordForApps: false }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['users.list'] })
      toast({ text: WORDS.switchedOff(name) })
    },
  })
  return (
    <Panel title={WORDS.title}>
      <Text size="sm">{passwordForApps ? WORDS.on : `${WORDS.off} ${WORDS.onAgain}`}</Text>
      <Failure error={switchOff.error} />
      {passwordForApps && (
        <Group>
          <SureButton
            label={WORDS.switchOff}
            name={WORDS.switchOff}
            sure={WORDS.switchOffSure}
            variant="light"
            isPending={switchOff.isPending}
            onSure={() => switchOff.mutate()}
          />
        </Group>
      )}
    </Panel>
  )
}
