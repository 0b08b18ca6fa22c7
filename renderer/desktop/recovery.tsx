import { Button, Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { RecoveryKeyField } from '../components/recovery-key-field.tsx'
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
        <RecoveryKeyField
          ref={field}
          value={typed}
          onChange={(value) => {
            setTyped(value)
            recover.reset()
          }}
          error={recover.error?.message}
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
