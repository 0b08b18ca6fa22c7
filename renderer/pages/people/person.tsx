// One user, for administrators: what they may, their ways in, and the way out. `/people/new` makes one.
import { Badge, Button, Group, Text } from '@mantine/core'
import type { UserInfo } from '../../../server/contract/users.ts'
import { useMe } from '../../client/me.ts'
import { linkTo } from '../../client/route.ts'
import { Devices } from '../../components/access/devices.tsx'
import { Passkeys } from '../../components/access/passkeys.tsx'
import { Sessions } from '../../components/access/sessions.tsx'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import type { PageProps } from '../../pages.tsx'
import { CONNECT } from '../../text/connect.ts'
import { PEOPLE } from '../../text/people.ts'
import { Back } from './back.tsx'
import { LeavePanel } from './leave.tsx'
import { NewPerson } from './new-person.tsx'
import { Nobody } from './nobody.tsx'
import { PasswordPanel } from './password.tsx'
import { PasswordForAppsPanel } from './password-for-apps.tsx'
import { RightsPanel } from './rights-panel.tsx'
import { useUsers } from './use-users.ts'
import './people.css'

const WORDS = PEOPLE.person
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

export function Person({ params, status }: PageProps) {
  const { readOnly } = useMe()
  const users = useUsers()
  if (params['id'] === 'new' && !readOnly) return <NewPerson minLength={status.passwordMinLength} />
  if (users.isPending || users.isError) {
    return (
      <Page title={PEOPLE.title} kicker={<Back />}>
        {users.isPending ? (
          <RowSkeletons />
        ) : (
          <ErrorState error={users.error} onRetry={() => users.refetch()} />
        )}
      </Page>
    )
  }
  const user = users.data.find(({ id }) => String(id) === params['id'])
  if (!user) return <Nobody />
  return <Details user={user} users={users.data} minLength={status.passwordMinLength} />
}

interface DetailsProps {
  readonly user: UserInfo
  readonly users: readonly UserInfo[]
  readonly minLength: number
}

function Details({ user, users, minLength }: DetailsProps) {
  const { readOnly, name: me } = useMe()
  const { name } = user
  return (
    <Page title={name} kicker={<Back />} intro={<Marks user={user} />}>
      {readOnly && (
        <Text size="sm" c="dimmed" mb="md">
          {WORDS.readOnly}
        </Text>
      )}
      <div className="panel-columns">
        <div className="panel-column">
          <RightsPanel key={user.id} user={user} users={users} />
          <LeavePanel user={user} users={users} />
        </div>
        <div className="panel-column">
          {!readOnly && <PasswordPanel user={user} minLength={minLength} />}
          <PasswordForAppsPanel user={user} />
          <Panel title={WORDS.devices}>
            <Devices username={name} isNarrow />
            {!readOnly && !user.disabled && name !== me && (
              <Group>
                <Button
                  component="a"
                  size="xs"
                  variant="light"
                  leftSection={<Icon name="key" size={16} />}
                  {...linkTo(`/people/${user.id}/connect`)}
                >
                  {CONNECT.forSomebody.open}
                </Button>
              </Group>
            )}
          </Panel>
          <Sessions title={WORDS.sessions} username={name} />
          <Passkeys title={WORDS.passkeys} username={name} />
        </div>
      </div>
    </Page>
  )
}

function Marks({ user: { roles, disabled, createdAt } }: { user: UserInfo }) {
  return (
    <Group component="span" gap="xs">
      {roles.admin && (
        <Badge component="span" variant="light" leftSection={<Icon name="shield" size={14} />}>
          {PEOPLE.administrator}
        </Badge>
      )}
      {disabled && (
        <Badge component="span" color="red" variant="light">
          {PEOPLE.disabled}
        </Badge>
      )}
      <span>{WORDS.since(DATE.format(createdAt))}</span>
    </Group>
  )
}
