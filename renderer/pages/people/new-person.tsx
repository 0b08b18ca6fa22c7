import { Button, Card, Group, Stack, Switch, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, fieldError } from '../../client/call.ts'
import { useDraft } from '../../client/drafts.ts'
import { linkTo, navigate } from '../../client/route.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { Page } from '../../components/page.tsx'
import { Failure } from '../../components/page-states.tsx'
import { toast } from '../../components/toast.tsx'
import { COMMON } from '../../text/common.ts'
import { PEOPLE } from '../../text/people.ts'
import { Back } from './back.tsx'
import { USUAL_RIGHTS } from './rights.ts'
import { RightsFields } from './rights-fields.tsx'

const WORDS = PEOPLE.form

export function NewPerson({ minLength }: { minLength: number }) {
  const queries = useQueryClient()
  const [name, setName] = useDraft('new person name', '')
  const [password, setPassword] = useState('')
  const [passwordForApps, setPasswordForApps] = useDraft('new person password for apps', false)
  const [rights, setRights] = useDraft('new person rights', USUAL_RIGHTS)
  const [tried, setTried] = useState(false)
  const create = useMutation({
    mutationFn: () => call('users.create', { name: name.trim(), password, passwordForApps, ...rights }),
    async onSuccess(user) {
      await queries.invalidateQueries({ queryKey: ['users.list'] })
      toast({ text: WORDS.created(user.name) })
      navigate(`/people/${user.id}`, { replace: true })
    },
  })
  const missing = (value: string) => (tried && value.trim() === '' ? WORDS.missing : undefined)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (name.trim() !== '' && password !== '') create.mutate()
    else create.reset()
  }

  return (
    <Page title={WORDS.newTitle} kicker={<Back />}>
      <form onSubmit={submit} noValidate className="person-form">
        <Card withBorder padding="lg" className="panel">
          <Stack gap="lg">
            <Failure error={create.error} />
            <TextInput
              label={WORDS.name}
              description={WORDS.nameHelp}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={missing(name) ?? fieldError(create.error, 'name')}
              autoComplete="off"
              maxLength={64}
              autoFocus
            />
            <NewPassword
              label={WORDS.password}
              value={password}
              onChange={setPassword}
              username={name}
              minLength={minLength}
              error={missing(password) ?? fieldError(create.error, 'password')}
            />
            <Switch
              label={WORDS.passwordForApps}
              description={WORDS.passwordForAppsHelp}
              checked={passwordForApps}
              onChange={(event) => setPasswordForApps(event.currentTarget.checked)}
            />
            <RightsFields
              value={rights}
              onChange={setRights}
              folderError={fieldError(create.error, 'musicFolders')}
            />
            <Group gap="xs">
              <Button type="submit" loading={create.isPending}>
                {WORDS.create}
              </Button>
              <Button component="a" variant="default" {...linkTo('/people')}>
                {COMMON.no}
              </Button>
            </Group>
          </Stack>
        </Card>
      </form>
    </Page>
  )
}
