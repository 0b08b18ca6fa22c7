import { Button, Group, Text } from '@mantine/core'
import { useId, useState } from 'react'
import { COMMON } from '../text/common.ts'

interface SureButtonProps {
  readonly label: string
  /** What it is called for a screen reader, where several look the same. */
  readonly name: string
  readonly sure: string
  /** What will be gone, said while it asks. */
  readonly loses?: string
  readonly isPending: boolean
  /** `light` where it stands alone: a subtle one needs a line of others to be seen as a button. */
  readonly variant?: 'subtle' | 'light'
  onSure(): void
}

/** For what cannot be taken back: asks once more, in its place. */
export function SureButton({
  label,
  name,
  sure,
  loses,
  isPending,
  variant = 'subtle',
  onSure,
}: SureButtonProps) {
  const [isAsking, setAsking] = useState(false)
  const id = useId()
  if (!isAsking) {
    return (
      <Button size="xs" variant={variant} color="red" aria-label={name} onClick={() => setAsking(true)}>
        {label}
      </Button>
    )
  }
  return (
    <Group gap={4}>
      {loses !== undefined && (
        <Text size="sm" id={id} maw="24rem">
          {loses}
        </Text>
      )}
      <Button
        size="xs"
        color="red"
        loading={isPending}
        onClick={onSure}
        aria-describedby={loses === undefined ? undefined : id}
        autoFocus
      >
        {sure}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={() => setAsking(false)}>
        {COMMON.no}
      </Button>
    </Group>
  )
}
