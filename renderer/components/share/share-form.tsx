import { Button, Group, Stack, Textarea } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { COMMON } from '../../text/common.ts'
import { SHARING } from '../../text/sharing.ts'
import { Failure } from '../page-states.tsx'
import { type Ends, endsAtOf } from './ends.ts'
import { EndsField } from './ends-field.tsx'

const WORDS = SHARING.make
/** As server/contract/shares.ts has it, whose schemas would come with it. */
const MAX_DESCRIPTION = 1000

interface ShareFormProps {
  readonly intro?: ReactNode
  readonly description?: string | undefined
  readonly choice: Ends['choice']
  /** When it ends now, where there is something to keep. */
  readonly now?: string
  readonly button: string
  readonly error: Error | null
  readonly isPending: boolean
  /** `endsAt` undefined: it stays what it is. */
  onSubmit(wanted: { description: string; endsAt: number | null | undefined }): void
  onCancel?(): void
}

/** What whoever makes a link or changes one decides: its end, and a few words. */
export function ShareForm(props: ShareFormProps) {
  const { intro, now, button, error, isPending, onSubmit, onCancel } = props
  const [description, setDescription] = useState(props.description ?? '')
  const [ends, setEnds] = useState<Ends>({ choice: props.choice, date: '' })
  const [isMissing, setMissing] = useState(false)

  function submit(event: FormEvent) {
    event.preventDefault()
    const endsAt = endsAtOf(ends, Date.now())
    setMissing(endsAt === 'missing')
    if (endsAt !== 'missing') onSubmit({ description: description.trim(), endsAt })
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {intro}
        <Failure error={error} />
        <EndsField
          value={ends}
          {...(now !== undefined && { now })}
          isMissing={isMissing}
          onChange={setEnds}
        />
        <Textarea
          label={WORDS.description}
          description={WORDS.descriptionHelp}
          value={description}
          maxLength={MAX_DESCRIPTION}
          autosize
          minRows={2}
          maxRows={6}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" loading={isPending}>
            {button}
          </Button>
          {onCancel && (
            <Button variant="subtle" onClick={onCancel}>
              {COMMON.no}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
