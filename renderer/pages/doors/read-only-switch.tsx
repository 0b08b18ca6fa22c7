import { Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { Icon } from '../../components/icon.tsx'
import { Failure } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { useSetting } from '../../components/setting-field/use-settings.ts'
import { toast } from '../../components/toast.tsx'
import { DOORS } from '../../text/doors.ts'
import { pinnedBy } from '../../text/settings.ts'

const WORDS = DOORS.readOnly

export function ReadOnlySwitch() {
  const { readOnly } = useMe()
  const queries = useQueryClient()
  const setting = useSetting('readOnly')
  const isPinned = setting !== undefined && !setting.changeable
  const change = useMutation({
    mutationFn: (wanted: boolean) => call('safety.setReadOnly', { readOnly: wanted }),
    async onSuccess({ readOnly: isNow }) {
      await queries.invalidateQueries()
      toast({ text: isNow ? WORDS.on : WORDS.off })
    },
  })
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      <Failure error={change.error} />
      <Switch
        size="md"
        label={WORDS.label}
        checked={change.isPending ? change.variables : readOnly}
        disabled={isPinned || change.isPending}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      {isPinned && (
        <p className="pinned">
          <Icon name="lock" size={15} />
          {pinnedBy(setting)}
        </p>
      )}
    </Panel>
  )
}
