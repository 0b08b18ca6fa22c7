// What was made, to be typed into the app: shown this once. Watches for the app to sign in.
import { Button, Code, Group, List, Loader, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { DeviceInfo } from '../../../server/contract/devices.ts'
import { useServerEvent } from '../../client/events.ts'
import { useDevices } from '../../components/access/use-devices.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Panel } from '../../components/panel.tsx'
import { CONNECT } from '../../text/connect.ts'
import type { MusicApp } from '../../text/music-apps.ts'
import { forWhom, type MadeDevice } from './make-form.tsx'
import { QrPanel } from './qr-panel.tsx'

const WORDS = CONNECT.secret
/** Beside the server's own word, which a window may miss and which nobody hears before set-up is done. */
const POLL_MS = 3000

interface SecretProps {
  readonly made: MadeDevice
  readonly app: MusicApp | undefined
  readonly musicAddress: string
  readonly username: string
  /** Whom it was made for; oneself without it. */
  readonly somebody: string | undefined
  onAnother(): void
}

export function Secret({ made, app, musicAddress, username, somebody, onAnother }: SecretProps) {
  const { kind, name } = made.device
  const values = [
    { key: 'address', value: musicAddress },
    ...(kind === 'password' ? [{ key: 'user', value: username } as const] : []),
    { key: kind, value: made.secret },
  ] as const
  return (
    <>
      <Progress device={made.device} somebody={somebody} />
      <Panel title={WORDS.title(app?.name ?? name)}>
        <dl className="secret-values">
          {values.map(({ key, value }) => (
            <div key={key} className="secret-value">
              <dt>{WORDS[key]}</dt>
              <dd>
                <Code fz="md" className="address" data-secret={key === kind || undefined}>
                  {value}
                </Code>
                <CopyButton value={value} what={WORDS.copyOf[key]} />
              </dd>
            </div>
          ))}
        </dl>
        <Text size="sm" c="dimmed">
          {WORDS.once}
        </Text>
        {app && <Hints app={app} />}
        <Text size="sm" c="dimmed">
          <b>{CONNECT.hints.notWorking}</b> {CONNECT.hints.notWorkingHelp}
        </Text>
        <QrPanel values={values} />
        <Group>
          <Button variant="default" onClick={onAnother}>
            {WORDS.another}
          </Button>
        </Group>
      </Panel>
    </>
  )
}

function Hints({ app: { name, hints } }: { app: MusicApp }) {
  return (
    <div>
      <Title order={3} size="h4" mb={6}>
        {CONNECT.hints.title(name)}
      </Title>
      <List size="sm" spacing={4}>
        {hints.map((hint) => (
          <List.Item key={hint}>{hint}</List.Item>
        ))}
      </List>
    </div>
  )
}

/** Stands above everything: waiting, and then that it worked. */
function Progress({ device: { id, name }, somebody }: { device: DeviceInfo; somebody: string | undefined }) {
  const [isOver, setOver] = useState(false)
  const devices = useDevices(forWhom(somebody), isOver ? undefined : POLL_MS)
  const { refetch } = devices
  const look = useCallback(
    ({ deviceId }: { readonly deviceId: number }) => void (deviceId === id && refetch()),
    [id, refetch],
  )
  useServerEvent('devices.used', look)
  const now = devices.data?.find((each) => each.id === id)
  const isConnected = now?.lastUsedAt !== undefined
  const isEnded = now?.revokedAt !== undefined
  const card = useRef<HTMLDivElement>(null)
  if ((isConnected || isEnded) && !isOver) setOver(true)
  // The form that was filled in may have been longer than the window: what is to be read begins here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when it has connected
  useEffect(() => {
    void card.current?.scrollIntoView({ block: 'nearest' })
  }, [isConnected])

  return (
    <div className="progress-card" role="status" data-connected={isConnected || undefined} ref={card}>
      {isConnected ? (
        <>
          <ThemeIcon size={44} radius="xl" color="teal" className="progress-check">
            <Icon name="check" size={26} />
          </ThemeIcon>
          <div className="progress-words">
            <Text fw={650} size="lg">
              {WORDS.connected(name)}
            </Text>
            <Text size="sm">
              {WORDS.connectedHow(
                now?.lastClient ?? name,
                now?.lastAddress === undefined ? '' : WORDS.fromAddress(now.lastAddress),
              )}
            </Text>
          </div>
        </>
      ) : isEnded ? (
        <Text size="sm">{WORDS.ended}</Text>
      ) : (
        <>
          <Loader size="sm" type="dots" aria-hidden />
          <Stack gap={0} className="progress-words">
            <Text fw={600}>{WORDS.waiting}</Text>
            <Text size="sm" c="dimmed">
              {CONNECT.secret.waitingHelp}
            </Text>
          </Stack>
        </>
      )}
    </div>
  )
}
