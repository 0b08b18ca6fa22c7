import { NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMe } from '../../client/me.ts'
import { SHARING } from '../../text/sharing.ts'
import { dayOf, daysToChoose, type Ends } from './ends.ts'

const WORDS = SHARING.ends

interface EndsFieldProps {
  readonly value: Ends
  /** What it is now, where there is something to keep. */
  readonly now?: string
  readonly isMissing: boolean
  onChange(value: Ends): void
}

export function EndsField({ value, now, isMissing, onChange }: EndsFieldProps) {
  const { usualShareDays = 0 } = useMe()
  return (
    <Stack gap="xs">
      <NativeSelect
        label={WORDS.label}
        description={value.choice === 0 ? WORDS.neverHelp : undefined}
        inputWrapperOrder={['label', 'input', 'description']}
        value={String(value.choice)}
        data={[
          ...(now === undefined ? [] : [{ value: 'keep', label: WORDS.keep(now) }]),
          ...daysToChoose(usualShareDays).map((days) => ({ value: String(days), label: WORDS.days(days) })),
          { value: 'date', label: WORDS.onDate },
        ]}
        onChange={({ currentTarget: { value: chosen } }) =>
          onChange({ ...value, choice: chosen === 'date' || chosen === 'keep' ? chosen : Number(chosen) })
        }
      />
      {value.choice === 'date' && (
        <TextInput
          type="date"
          label={WORDS.date}
          value={value.date}
          min={dayOf(Date.now())}
          error={isMissing && WORDS.dateMissing}
          onChange={(event) => onChange({ ...value, date: event.currentTarget.value })}
        />
      )}
    </Stack>
  )
}
