// Typing the passphrase of a vault, and choosing the one of a new vault.
import { Button, Card, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { NewPassword } from '../components/new-password.tsx'
import { DESKTOP } from '../text/desktop.ts'
import { ask } from './bridge.ts'
import { Details, Head, Refusal } from './head.tsx'
import { RecoveryForm } from './recovery.tsx'

/** As the server's. */
const LEAST_LETTERS = 12

function usePassphrase(onError?: () => void) {
  return useMutation({
    mutationFn: (passphrase: string) => ask('usePassphrase', passphrase),
    ...(onError && { onError }),
  })
}

export function TypePassphrase({ sentence }: { sentence: string }) {
  const words = DESKTOP.passphrase
  const [typed, setTyped] = useState('')
  const [isRecovering, setRecovering] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const open = usePassphrase(() => field.current?.select())

  function submit(event: FormEvent) {
    event.preventDefault()
    if (typed !== '') open.mutate(typed)
  }

  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="md">
        <Head icon="key" title={words.title} words={words.words} />
        <Text size="sm" c="dimmed">
          {words.meanwhile}
        </Text>
        {!isRecovering && (
          <form onSubmit={submit} noValidate>
            <Stack gap="sm">
              <PasswordInput
                ref={field}
                label={words.label}
                value={typed}
                onChange={(event) => {
                  setTyped(event.currentTarget.value)
                  open.reset()
                }}
                error={open.error?.message}
                autoComplete="off"
                autoFocus
              />
              <Group gap="sm">
                <Button type="submit" size="md" loading={open.isPending}>
                  {words.button}
                </Button>
                <Button size="md" variant="subtle" onClick={() => setRecovering(true)}>
                  {DESKTOP.recovery.open}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
        {isRecovering && <RecoveryForm onCancel={() => setRecovering(false)} />}
        <Details>{sentence}</Details>
      </Stack>
    </Card>
  )
}

export function NewPassphrase() {
  const words = DESKTOP.newPassphrase
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [refusal, setRefusal] = useState<{ readonly first?: string; readonly second?: string }>({})
  const use = usePassphrase()

  async function submit(event: FormEvent) {
    event.preventDefault()
    const { refusal: weak } = await ask('passphraseStrength', first)
    if (weak !== undefined) return setRefusal({ first: weak })
    if (first !== second) return setRefusal({ second: words.differ })
    use.mutate(first)
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <NewPassword
          label={words.label}
          value={first}
          onChange={(value) => {
            setFirst(value)
            setRefusal({})
          }}
          minLength={LEAST_LETTERS}
          error={refusal.first}
          judge={(passphrase) => ask('passphraseStrength', passphrase)}
        />
        <PasswordInput
          label={words.repeat}
          value={second}
          onChange={(event) => {
            setSecond(event.currentTarget.value)
            setRefusal({})
          }}
          error={refusal.second}
          autoComplete="new-password"
        />
        <Text size="sm" c="dimmed">
          {words.forgotten}
        </Text>
        <Refusal error={use.error} />
        <Group>
          <Button type="submit" size="md" loading={use.isPending}>
            {words.button}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
