import { Alert, Button, Card, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ServerStatus } from '../../../server/contract/setup.ts'
import { CallFailed, call } from '../../client/call.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { SET_UP } from '../../text/set-up.ts'
import { Connect } from '../connect/connect.tsx'
import { RecoveryKey } from './recovery-key.tsx'

const WORDS = SET_UP

interface SetUpProps {
  readonly status: ServerStatus
  onDone(): void
}

export function SetUp({ status, onDone }: SetUpProps) {
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [folder, setFolder] = useState('')
  const [tried, setTried] = useState(false)
  const [isKept, setKept] = useState(false)

  const create = useMutation({
    // It holds a recovery key.
    gcTime: 0,
    mutationFn: () =>
      call('setup.createOwner', {
        code: code.trim(),
        username: name.trim(),
        password,
        musicFolders: folder.trim() === '' ? [] : [folder.trim()],
      }),
  })

  const recoveryKey = create.data?.recoveryKey
  if (recoveryKey !== undefined && !isKept) {
    return <RecoveryKey recoveryKey={recoveryKey} onKept={() => setKept(true)} />
  }
  if (create.isSuccess) {
    const hasFolder = folder.trim() !== '' || status.musicFolderCount > 0
    return (
      <Connect
        musicAddress={status.musicAddress}
        owner={create.data.name}
        hasFolder={hasFolder}
        onDone={onDone}
      />
    )
  }

  const failedField = create.error instanceof CallFailed ? create.error.field : undefined
  const errorOf = (field: string) => (failedField?.startsWith(field) ? create.error?.message : undefined)
  const isTooShort = password.length < status.passwordMinLength
  const missing = (value: string) => (tried && value.trim() === '' ? WORDS.missing : undefined)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (code.trim() !== '' && name.trim() !== '' && !isTooShort) create.mutate()
    // What was wrong with the last try says nothing about this one.
    else create.reset()
  }

  return (
    <Card withBorder padding="xl" className="panel">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <div>
            <Title order={1} size="h2">
              {WORDS.title}
            </Title>
            <Text c="dimmed">{WORDS.intro}</Text>
          </div>
          {create.isError && failedField === undefined && (
            <Alert color="red" role="alert">
              {create.error.message}
            </Alert>
          )}
          <TextInput
            label={WORDS.code}
            description={WORDS.codeHelp}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={missing(code) ?? errorOf('code')}
            autoComplete="one-time-code"
            spellCheck={false}
            data-autofocus
            autoFocus
          />
          <TextInput
            label={WORDS.name}
            description={WORDS.nameHelp}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={missing(name) ?? errorOf('username')}
            autoComplete="username"
          />
          <NewPassword
            label={WORDS.password}
            value={password}
            onChange={setPassword}
            username={name.trim()}
            minLength={status.passwordMinLength}
            error={tried && isTooShort ? WORDS.tooShort(status.passwordMinLength) : errorOf('password')}
          />
          <TextInput
            label={WORDS.folder}
            description={status.musicFolderCount > 0 ? WORDS.folderKnown : WORDS.folderHelp}
            value={folder}
            onChange={(event) => setFolder(event.currentTarget.value)}
            error={errorOf('musicFolder')}
            spellCheck={false}
          />
          <Button type="submit" size="md" color="orange.9" loading={create.isPending}>
            {WORDS.button}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}
