import { Textarea } from '@mantine/core'
import type { Ref } from 'react'
import { RECOVERY_KEY } from '../text/recovery-key.ts'

interface RecoveryKeyFieldProps {
  readonly value: string
  readonly error: string | undefined
  readonly ref?: Ref<HTMLTextAreaElement>
  onChange(value: string): void
}

/** For typing the key from paper; it sends its form as a field of one line does. */
export function RecoveryKeyField({ value, error, ref, onChange }: RecoveryKeyFieldProps) {
  return (
    <Textarea
      ref={ref}
      label={RECOVERY_KEY.field}
      description={RECOVERY_KEY.fieldHelp}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        event.currentTarget.form?.requestSubmit()
      }}
      error={error}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      rows={3}
      maxLength={256}
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      autoFocus
    />
  )
}
