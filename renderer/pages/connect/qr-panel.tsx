// One value at a time, as plain text: no music app reads a whole login from a code, but every phone copies text from one.
// Closed until it is asked for, since a camera is quicker than an eye.
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { Icon } from '../../components/icon.tsx'
import { PageLoader } from '../../components/page-states.tsx'
import { CONNECT } from '../../text/connect.ts'

const WORDS = CONNECT.secret
const QrCode = lazy(async () => ({ default: (await import('./qr-code.tsx')).QrCode }))

interface QrPanelProps {
  readonly values: readonly {
    readonly key: 'address' | 'user' | 'password' | 'apikey'
    readonly value: string
  }[]
}

export function QrPanel({ values }: QrPanelProps) {
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState(values[0]?.key)
  const shown = values.find(({ key }) => key === chosen) ?? values[0]
  if (!isOpen || !shown) {
    return (
      <Group>
        <Button variant="default" leftSection={<Icon name="qr" size={18} />} onClick={() => setOpen(true)}>
          {WORDS.qr}
        </Button>
      </Group>
    )
  }
  return (
    <Stack gap="sm" align="flex-start" className="qr-panel">
      <SegmentedControl
        aria-label={WORDS.qrOf}
        value={shown.key}
        onChange={setChosen}
        data={values.map(({ key }) => ({ value: key, label: WORDS.qrChoices[key] }))}
      />
      <Suspense fallback={<PageLoader />}>
        <QrCode text={shown.value} label={WORDS.qrPicture(WORDS.copyOf[shown.key])} />
      </Suspense>
      <Text size="sm" c="dimmed">
        {WORDS.qrHelp}
      </Text>
      <Button variant="subtle" size="xs" color="gray" onClick={() => setOpen(false)}>
        {WORDS.qrHide}
      </Button>
    </Stack>
  )
}
