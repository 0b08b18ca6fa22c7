// What can be done with a link: change it, end it, and remove what has ended. Who may no longer share only ends.
import { Button, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Share } from '../../../server/contract/shares.ts'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { ShareForm } from '../../components/share/share-form.tsx'
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
function useChange({ id }: Share, onDone: (changes: ChangesOfShare) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (changes: ChangesOfShare) => call('shares.change', { share: id, ...changes }),
    onSuccess(_share, changes) {
      onDone(changes)
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
  const change = useChange(share, ({ endsAt: wanted }) => {
    const isBack = isOver && wanted !== undefined
    toast({ text: isBack ? SHARING.isBack(name) : SHARING.edit.saved })
    onClose()
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={SHARING.edit.title(name)}
      closeButtonProps={{ 'aria-label': COMMON.dismiss }}
    >
      <ShareForm
        description={share.description}
        // Whoever changes what has ended wants it back.
        choice={isOver ? usualDays : 'keep'}
        now={isOver ? SHARING.ended : endsAt === undefined ? SHARING.never : DATE.format(endsAt)}
        button={COMMON.save}
        error={change.error}
        isPending={change.isPending}
        onSubmit={change.mutate}
        onCancel={onClose}
      />
    </Modal>
  )
}
