import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { COMMON } from '../text/common.ts'
import { Icon } from './icon.tsx'

interface CopyButtonProps {
  readonly value: string
  /** What is copied, for a screen reader where several stand together: `the address`. */
  readonly what?: string
  readonly label?: string
  readonly size?: string
  readonly variant?: string
}

export function CopyButton({
  value,
  what,
  label = COMMON.copy,
  size = 'xs',
  variant = 'light',
}: CopyButtonProps) {
  const { copied, copy } = useClipboard({ timeout: 3000 })
  return (
    <Button
      size={size}
      variant={variant}
      leftSection={<Icon name={copied ? 'check' : 'copy'} size={16} />}
      aria-label={what === undefined ? undefined : copied ? COMMON.copied : COMMON.copyThis(what)}
      onClick={() => copy(value)}
    >
      <span aria-live="polite">{copied ? COMMON.copied : label}</span>
    </Button>
  )
}
