// What the alarm did and what is left to do, alone in the window: by then nobody is signed in.
import { Alert, Button, Card, Group, Loader, Stack, Title } from '@mantine/core'
import type { PanicReport as Report } from '../../../server/contract/safety.ts'
import { type Alarm, endAlarm } from '../../client/panic.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { DOORS } from '../../text/doors.ts'
import './doors.css'

const WORDS = DOORS.panic

interface PanicReportProps {
  readonly alarm: Exclude<Alarm, { readonly state: 'none' }>
  /** The report was read: whoever is signed out signs in again. */
  onRead(): void
}

export function PanicReport({ alarm, onRead }: PanicReportProps) {
  const done = () => {
    endAlarm()
    onRead()
  }
  return (
    <Card withBorder padding="xl" className="panel">
      {alarm.state === 'running' && (
        <Group role="status">
          <Loader size="sm" />
          <Title order={1} size="h2">
            {WORDS.running}
          </Title>
        </Group>
      )}
      {alarm.state === 'failed' && (
        <Stack align="start">
          <Alert color="red" role="alert" title={WORDS.failed} w="100%">
            {alarm.error.message}
          </Alert>
          <Button onClick={done}>{WORDS.back}</Button>
        </Stack>
      )}
      {alarm.state === 'done' && <Done report={alarm.report} onRead={done} />}
    </Card>
  )
}

function Done({ report, onRead }: { report: Report; onRead(): void }) {
  const { done, failed, next, path } = report
  const isWhole = failed.length === 0
  return (
    <Stack gap="lg">
      <Group gap="sm" wrap="nowrap" role="status">
        <Icon name={isWhole ? 'shield' : 'alert'} size={30} className={isWhole ? 'is-good' : 'is-bad'} />
        <Title order={1} size="h2">
          {isWhole ? WORDS.done : WORDS.partly}
        </Title>
      </Group>
      {!isWhole && (
        <Alert color="red" title={WORDS.didFail} role="alert">
          <Sentences of={failed} />
        </Alert>
      )}
      <section>
        <h2 className="care-label">{WORDS.didDone}</h2>
        <Sentences of={done} />
      </section>
      <section>
        <h2 className="care-label">{WORDS.next}</h2>
        <ol className="sentences">
          {next.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
      {path !== '' && (
        <p className="care-note">
          {WORDS.report} <code>{path}</code>
        </p>
      )}
      <Group className="no-print">
        <Button onClick={onRead}>{WORDS.signIn}</Button>
        <CopyButton value={asText(report)} label={WORDS.copy} size="sm" />
        <Button variant="light" leftSection={<Icon name="print" size={17} />} onClick={() => window.print()}>
          {WORDS.print}
        </Button>
      </Group>
    </Stack>
  )
}

function Sentences({ of }: { of: readonly string[] }) {
  return (
    <ul className="sentences">
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}

function asText({ done, failed, next, path }: Report): string {
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `- ${line}`), '']
  return [...part(WORDS.didFail, failed), ...part(WORDS.didDone, done), ...part(WORDS.next, next), path].join(
    '\n',
  )
}
