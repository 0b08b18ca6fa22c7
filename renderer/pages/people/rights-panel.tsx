import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { UserInfo } from '../../../server/contract/users.ts'
import { call, fieldError } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { Failure } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { toast } from '../../components/toast.tsx'
import { PEOPLE } from '../../text/people.ts'
import { isLastAdmin, isSameRights, type Rights, rightsOf } from './rights.ts'
import { RightsFields } from './rights-fields.tsx'

const WORDS = PEOPLE.form

interface RightsPanelProps {
  readonly user: UserInfo
  readonly users: readonly UserInfo[]
}

export function RightsPanel({ user, users }: RightsPanelProps) {
  const { name: ownName, readOnly } = useMe()
  const queries = useQueryClient()
  const saved = rightsOf(user)
  // Undefined: as it is, also when somebody else changes it meanwhile.
  const [draft, setDraft] = useState<Rights>()
  const shown = draft ?? saved
  const isChanged = !isSameRights(shown, saved)
  const isYou = user.name === ownName

  const update = useMutation({
    mutationFn: (rights: Rights) => call('users.update', { id: user.id, ...rights }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['users.list'] })
      if (isYou) await queries.invalidateQueries({ queryKey: ['sessions.current'] })
      setDraft(undefined)
    },
  })

  async function save() {
    await update.mutateAsync(shown)
    toast({
      text: WORDS.saved(user.name),
      undo: () => update.mutate(saved),
    })
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    // What fails is said above the switches.
    save().catch(() => undefined)
  }

  return (
    <form onSubmit={submit} noValidate>
      <Panel title={PEOPLE.person.rights}>
        <Failure error={update.error} />
        <RightsFields
          value={shown}
          onChange={setDraft}
          disabled={readOnly}
          adminFixed={isLastAdmin(user, users) ? WORDS.lastAdmin : undefined}
          adminWarning={isYou && user.roles.admin ? WORDS.ownAdmin : undefined}
          folderError={fieldError(update.error, 'musicFolders')}
        />
        {isChanged && (
          <div className="save-bar">
            <Text size="sm">{WORDS.unsaved}</Text>
            <Group gap="xs">
              <Button variant="default" size="sm" onClick={() => setDraft(undefined)}>
                {WORDS.discard}
              </Button>
              <Button type="submit" size="sm" loading={update.isPending}>
                {WORDS.save}
              </Button>
            </Group>
          </div>
        )}
      </Panel>
    </form>
  )
}
