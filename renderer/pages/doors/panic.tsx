// The button for somebody who believes that an intruder is in. What happens then is shown by panic-report.tsx.
import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { raiseAlarm } from '../../client/panic.ts'
import { Icon } from '../../components/icon.tsx'
import { Panel } from '../../components/panel.tsx'
import { COMMON } from '../../text/common.ts'
import { DOORS } from '../../text/doors.ts'
import { SHELL } from '../../text/shell.ts'

const WORDS = DOORS.panic

export function Panic() {
  const [isOpen, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const isTyped = typed.trim().toLowerCase() === WORDS.word

  function submit(event: FormEvent) {
    event.preventDefault()
    if (isTyped) void raiseAlarm()
  }

  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      <Button
        color="red"
        variant="outline"
        className="care-button"
        leftSection={<Icon name="alert" size={18} />}
        onClick={() => {
          setTyped('')
          setOpen(true)
        }}
      >
        {WORDS.button}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={WORDS.dialog}
        size="lg"
        closeButtonProps={{ 'aria-label': SHELL.close }}
      >
        <form onSubmit={submit}>
          <Stack gap="md">
            <div>
              <p className="panic-does">{WORDS.does}</p>
              <ul className="panic-steps">
                {WORDS.steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ul>
              <p className="panic-does">{WORDS.stays}</p>
              <p className="panic-does panic-loses">{WORDS.noUndo}</p>
            </div>
            <TextInput
              label={WORDS.type}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              data-autofocus
            />
            <div className="panic-buttons">
              <Button type="submit" color="red" disabled={!isTyped}>
                {WORDS.go}
              </Button>
              <Button variant="default" onClick={() => setOpen(false)}>
                {COMMON.no}
              </Button>
            </div>
          </Stack>
        </form>
      </Modal>
    </Panel>
  )
}
