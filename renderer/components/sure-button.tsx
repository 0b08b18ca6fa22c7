import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { COMMON } from '../text/common.ts'

interface SureButtonProps {
  readonly label: string
  /** What it is called for a screen reader, where several look the same. */
  readonly name: string
  readonly sure: string
  readonly isPending: boolean
  onSure(): void
}

/** For what cannot be taken back: asks once more, in its place. */
export function SureButton({ label, name, sure, isPending, onSure }: SureButtonProps) {
  const [isAsking, setAsking] = useState(false)
  if (!isAsking) {
    return (
      <Button size="xs" variant="subtle" color="red" aria-label={name} onClick={() => setAsking(true)}>
        {label}
      </Button>
    )
  }
  return (
    <Group gap={4} wrap="nowrap">
      <Button size="xs" color="red" loading={isPending} onClick={onSure} autoFocus>
        {sure}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={() => setAsking(false)}>
        {COMMON.no}
      </Button>
    </Group>
  )
}
