// Asked once, on the first page after the set-up: whatever the answer, it does not come back.
import { Button, Group } from '@mantine/core'
import type { DesktopBridge } from '../../../server/contract/desktop.ts'
import { THIS_COMPUTER } from '../../text/this-computer.ts'
import { Failure } from '../page-states.tsx'
import { Panel } from '../panel.tsx'
import { useDesktopAbout, useStartAtLogin } from './use-desktop.ts'

const WORDS = THIS_COMPUTER.ask

export function AskStartAtLogin({ bridge }: { readonly bridge: DesktopBridge }) {
  const about = useDesktopAbout(bridge)
  const answer = useStartAtLogin(bridge)
  if (!about.data || about.data.startAtLoginAsked || about.data.startAtLogin !== false) return null
  return (
    <Panel title={WORDS.title} intro={WORDS.sentence}>
      <Failure error={answer.error} />
      <Group gap="xs">
        <Button loading={answer.isPending} onClick={() => answer.mutate(true)}>
          {WORDS.yes}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          disabled={answer.isPending}
          onClick={() => answer.mutate(false)}
        >
          {WORDS.no}
        </Button>
      </Group>
    </Panel>
  )
}
