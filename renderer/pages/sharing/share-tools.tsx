// What can be done with a link: change it, end it, and remove what has ended. Who may no longer share only ends.
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Share } from '../../../server/contract/shares.ts'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { Failure } from '../../components/page-states.tsx'
import { type Ends, endsAtOf } from '../../components/share/ends.ts'
import { EndsField } from '../../components/share/ends-field.tsx'
import { MAX_DESCRIPTION } from '../../components/share/share-dialog.tsx'
import { SureButton } from '../../components/sure-button.tsx'
import { toast } from '../../components/toast.tsx'
import { COMMON } from '../../text/common.ts'
import { SHARING } from '../../text/sharing.ts'

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
/** Long ago: the clock of this computer may be ahead of the server's. */
const AT_ONCE = 0

interface ChangesOfShare {
  readonly description?: string
  readonly endsAt?: number | null | undefined
}

/** What follows stands here and not at the call: by then the link may be in the other list. */
function useChange({ id }: Share, onDone: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (changes: ChangesOfShare) => call('shares.change', { share: id, ...changes }),
    onSuccess() {
      onDone()
      return queries.invalidateQueries({ queryKey: ['shares.list'] })
    },
  })
}

/** At once, because it can be brought back under the same link. */
export function EndShare({ share }: { share: Share }) {
  const { readOnly, usualShareDays } = useMe()
  const { name, endsAt = null } = share
  const bringBack = useChange(share, () => toast({ text: SHARING.isBack(name) }))
  const undo = () => bringBack.mutateAsync({ endsAt }).catch(sayTrouble)
  const end = useChange(share, () => toast({ text: SHARING.isEnded(name), undo }))
  // Read-only mode lets links go, and does not bring them back.
  if (readOnly || usualShareDays === undefined) return <RemoveShare share={share} />
  return (
    <Button
      size="xs"
      variant="subtle"
      color="red"
      aria-label={SHARING.endThis(name)}
      loading={end.isPending}
      onClick={() => end.mutateAsync({ endsAt: AT_ONCE }).catch(sayTrouble)}
    >
      {SHARING.end}
    </Button>
  )
}

function sayTrouble(error: Error) {
  toast({ text: error.message, tone: 'trouble' })
}

export function RemoveShare({ share: { id, name } }: { share: Share }) {
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call('shares.remove', { share: id }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['shares.list'] })
      toast({ text: SHARING.isRemoved(name) })
    },
    onError: sayTrouble,
  })
  return (
    <SureButton
      label={SHARING.remove}
      name={SHARING.removeThis(name)}
      sure={SHARING.removeSure}
      isPending={remove.isPending}
      onSure={() => remove.mutate()}
    />
  )
}

export function ChangeShare({ share }: { share: Share }) {
  const { readOnly, usualShareDays } = useMe()
  const [isOpen, setOpen] = useState(false)
  if (readOnly || usualShareDays === undefined) return null
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={SHARING.changeThis(share.name)}
        onClick={() => setOpen(true)}
      >
        {SHARING.change}
      </Button>
      {isOpen && <ChangeDialog share={share} usualDays={usualShareDays} onClose={() => setOpen(false)} />}
    </>
  )
}

interface ChangeDialogProps {
  readonly share: Share
  readonly usualDays: number
  onClose(): void
}

function ChangeDialog({ share, usualDays, onClose }: ChangeDialogProps) {
  const { name, endsAt, isOver } = share
  const [description, setDescription] = useState(share.description ?? '')
  // Whoever changes what has ended wants it back.
  const [ends, setEnds] = useState<Ends>({ choice: isOver ? usualDays : 'keep', date: '' })
  const [isMissing, setMissing] = useState(false)
  const change = useChange(share, () => {
    const isBack = isOver && ends.choice !== 'keep'
    toast({ text: isBack ? SHARING.isBack(name) : SHARING.edit.saved })
    onClose()
  })
  const now = isOver ? SHARING.ended : endsAt === undefined ? SHARING.never : DATE.format(endsAt)

  function submit(event: FormEvent) {
    event.preventDefault()
    const wanted = endsAtOf(ends, Date.now())
    setMissing(wanted === 'missing')
    if (wanted !== 'missing') change.mutate({ description: description.trim(), endsAt: wanted })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={SHARING.edit.title(name)}
      closeButtonProps={{ 'aria-label': COMMON.dismiss }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Failure error={change.error} />
          <EndsField value={ends} now={now} isMissing={isMissing} onChange={setEnds} />
          <Textarea
            label={SHARING.make.description}
            description={SHARING.make.descriptionHelp}
            value={description}
            maxLength={MAX_DESCRIPTION}
            autosize
            minRows={2}
            maxRows={6}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {COMMON.save}
            </Button>
            <Button variant="subtle" onClick={onClose}>
              {COMMON.no}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
