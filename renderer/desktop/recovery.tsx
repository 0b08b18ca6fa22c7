import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { DESKTOP } from '../text/desktop.ts'
import { ask } from './bridge.ts'

const WORDS = DESKTOP.recovery

export function RecoveryForm({ onCancel }: { onCancel(): void }) {
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const recover = useMutation({
    mutationFn: () => ask('useRecoveryKey', typed),
    onSuccess: () => setTyped(''),
    onError: () => field.current?.focus(),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (typed.trim() !== '') recover.mutate()
  }

  return (
    <form onSubmit={submit} noValidate className="start-part">
      <Stack gap="sm">
        <Textarea
          label={WORDS.label}
          description={WORDS.help}
          ref={field}
          value={typed}
          onKeyDown={(event) => {
            // A key is one line, however long.
            if (event.key !== 'Enter') return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            recover.reset()
          }}
          error={recover.error?.message}
          classNames={{ input: 'start-key' }}
          rows={3}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={256}
          data-autofocus
          autoFocus
        />
        <Group gap="sm">
          <Button type="submit" loading={recover.isPending}>
            {WORDS.button}
          </Button>
          <Button variant="subtle" color="gray" onClick={onCancel}>
            {WORDS.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
