// A new password with a meter. How strong it is says the server, which has the lists and the rules; it keeps nothing.
import { PasswordInput, Progress, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { PasswordStrength } from '../../server/contract/users.ts'
import { call } from '../client/call.ts'
import { NEW_PASSWORD } from '../text/new-password.ts'

const WORDS = NEW_PASSWORD
const COLORS = ['red', 'orange', 'yellow', 'lime', 'teal'] as const

interface NewPasswordProps {
  readonly label: string
  readonly value: string
  readonly error?: string | undefined
  readonly username?: string
  readonly minLength: number
  readonly autoFocus?: boolean
  onChange(value: string): void
  /** Another judge than the server, where there is none yet. */
  judge?(password: string): Promise<PasswordStrength>
}

export function NewPassword({
  label,
  value,
  error,
  username,
  minLength,
  autoFocus,
  onChange,
  judge = (password) =>
    call('users.passwordStrength', { password, ...(username !== undefined && { username }) }),
}: NewPasswordProps) {
  const [settled] = useDebouncedValue(value, 250)
  const strength = useQuery({
    // Gone from memory as soon as the field is.
    queryKey: ['users.passwordStrength', settled],
    gcTime: 0,
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    queryFn: () => judge(settled),
  })
  const shown = value === '' ? undefined : strength.data
  const color = COLORS[shown?.score ?? 0]

  return (
    <Stack gap={6}>
      <PasswordInput
        label={label}
        description={WORDS.help(minLength)}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        autoComplete="new-password"
        {...(autoFocus && { 'data-autofocus': true, autoFocus: true })}
      />
      <Progress.Root size={6} aria-hidden>
        <Progress.Section value={shown ? (shown.score + 1) * 20 : 0} color={color} />
      </Progress.Root>
      <Text size="sm" c="dimmed" role="status" mih="1.4em">
        {shown && (shown.refusal ?? [WORDS.scores[shown.score], ...shown.hints].join(' '))}
      </Text>
    </Stack>
  )
}
