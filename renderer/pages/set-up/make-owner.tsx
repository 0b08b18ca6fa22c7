import { Button, Card, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { CallFailed, call, fieldError } from '../../client/call.ts'
import { navigate, takeFragment } from '../../client/route.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { Failure } from '../../components/page-states.tsx'
import { SET_UP } from '../../text/set-up.ts'

const WORDS = SET_UP

interface MakeOwnerProps {
  readonly passwordMinLength: number
  /** With the recovery key, the one time it is there. */
  onMade(recoveryKey: string | undefined): void
}

export function MakeOwner({ passwordMinLength, onMade }: MakeOwnerProps) {
  const [code, setCode] = useState('')
  const [isCodeGiven, setCodeGiven] = useState(false)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const create = useMutation({
    // It holds a recovery key.
    gcTime: 0,
    mutationFn: () =>
      call('setup.createOwner', { code: code.trim(), username: name.trim(), password, musicFolders: [] }),
    onSuccess: ({ recoveryKey }) => onMade(recoveryKey),
  })
  // The desktop app hands it over behind `#`: whoever sits there need not type it.
  useEffect(() => {
    const given = location.pathname === '/set-up' ? takeFragment() : ''
    if (given === '') return
    setCode(given)
    setCodeGiven(true)
    navigate('/', { replace: true })
  }, [])
  const isCodeWrong = create.error instanceof CallFailed && create.error.code === 'not-allowed'
  const asksForCode = !isCodeGiven || isCodeWrong
  const isTooShort = password.length < passwordMinLength
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
            <Text c="dimmed">{asksForCode ? WORDS.intro : WORDS.introOnDesktop}</Text>
          </div>
          <Failure error={create.error} />
          {asksForCode && (
            <TextInput
              label={WORDS.code}
              description={WORDS.codeHelp}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
              error={missing(code) ?? fieldError(create.error, 'code')}
              autoComplete="one-time-code"
              spellCheck={false}
              autoFocus
            />
          )}
          <TextInput
            label={WORDS.name}
            description={WORDS.nameHelp}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={missing(name) ?? fieldError(create.error, 'username')}
            autoComplete="username"
          />
          <NewPassword
            label={WORDS.password}
            value={password}
            onChange={setPassword}
            username={name.trim()}
            minLength={passwordMinLength}
            error={
              tried && isTooShort ? WORDS.tooShort(passwordMinLength) : fieldError(create.error, 'password')
            }
          />
          <Button type="submit" size="md" loading={create.isPending}>
            {WORDS.button}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}
