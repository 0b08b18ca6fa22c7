// Passwords and keys of music apps: one's own, or of a user an administrator looks at.
import './access.css'
import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DeviceInfo } from '../../../server/contract/devices.ts'
import { call } from '../../client/call.ts'
import { ACCESS } from '../../text/access.ts'
import { type Column, DataList } from '../data-list.tsx'
import { ErrorState, RowSkeletons } from '../page-states.tsx'
import { SureButton } from '../sure-button.tsx'
import { toast } from '../toast.tsx'
import { Ago } from '../when.tsx'
import { deviceState, useDevices } from './use-devices.ts'

const WORDS = ACCESS.devices
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

interface DevicesProps {
  /** One's own without it. */
  readonly username?: string
  /** For a place too narrow for columns. */
  readonly isNarrow?: boolean
}

export function Devices({ username, isNarrow = false }: DevicesProps) {
  const devices = useDevices(username === undefined ? {} : { username })
  const [showsEnded, setShowsEnded] = useState(false)
  if (devices.isPending) return <RowSkeletons count={2} />
  if (devices.isError) return <ErrorState error={devices.error} onRetry={() => devices.refetch()} />

  const isOwn = username === undefined
  const ended = devices.data.filter((device) => deviceState(device) === 'ended')
  const shown = devices.data.filter((device) => showsEnded || deviceState(device) !== 'ended')
  return (
    <Stack gap="sm" align="stretch">
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {WORDS.none}
        </Text>
      ) : isNarrow ? (
        <ul className="rows device-rows">
          {shown.toReversed().map((device) => (
            <DeviceRow key={device.id} device={device} isOwn={isOwn} />
          ))}
        </ul>
      ) : (
        <DataList
          caption={WORDS.list}
          rows={shown.toReversed()}
          columns={columnsOf(isOwn)}
          rowKey={({ id }) => id}
        />
      )}
      {ended.length > 0 && (
        <Group>
          <Button size="xs" variant="subtle" color="gray" onClick={() => setShowsEnded(!showsEnded)}>
            {showsEnded ? WORDS.hideEnded : WORDS.showEnded(ended.length)}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

function DeviceRow({ device, isOwn }: { device: DeviceInfo; isOwn: boolean }) {
  const { columns } = WORDS
  return (
    <li className="row">
      <div className="row-words">
        <Text component="div" fw={550}>
          <Name device={device} />
        </Text>
        <May device={device} />
        <dl className="device-facts">
          <dt>{columns.used}</dt>
          <dd>
            <LastUse device={device} />
          </dd>
          <dt>{columns.until}</dt>
          <dd>
            <Until device={device} isOwn={isOwn} />
          </dd>
        </dl>
      </div>
      {deviceState(device) !== 'ended' && <End device={device} />}
    </li>
  )
}

function columnsOf(isOwn: boolean): Column<DeviceInfo>[] {
  const { columns } = WORDS
  return [
    { key: 'name', label: columns.name, cell: (device) => <Name device={device} /> },
    { key: 'may', label: columns.may, cell: (device) => <May device={device} /> },
    { key: 'used', label: columns.used, cell: (device) => <LastUse device={device} /> },
    { key: 'until', label: columns.until, cell: (device) => <Until device={device} isOwn={isOwn} /> },
    {
      key: 'end',
      label: columns.action,
      labelHidden: true,
      align: 'right',
      cell: (device) => deviceState(device) !== 'ended' && <End device={device} />,
    },
  ]
}

function Name({ device }: { device: DeviceInfo }) {
  return (
    <span className="device-name">
      {device.name}
      <Badge component="span" size="sm" variant="default" tt="none" fw={500}>
        {WORDS.kinds[device.kind]}
      </Badge>
    </span>
  )
}

function May({ device: { scope, musicFolders } }: { device: DeviceInfo }) {
  return (
    <Text span size="sm">
      {WORDS.scopes[scope]}
      {musicFolders !== 'all' && `, ${WORDS.someFolders(musicFolders.length)}`}
    </Text>
  )
}

function LastUse({ device: { lastUsedAt, lastClient, lastAddress } }: { device: DeviceInfo }) {
  if (lastUsedAt === undefined) {
    return (
      <Text span size="sm" c="dimmed">
        {WORDS.neverUsed}
      </Text>
    )
  }
  const how = [
    ...(lastClient ? [WORDS.with(lastClient)] : []),
    ...(lastAddress ? [WORDS.from(lastAddress)] : []),
  ]
  return (
    <span className="device-use">
      <Text span size="sm">
        <Ago at={lastUsedAt} />
      </Text>
      {how.length > 0 && (
        <Text span size="xs" c="dimmed">
          {how.join(' ')}
        </Text>
      )}
    </span>
  )
}

function Until({ device, isOwn }: { device: DeviceInfo; isOwn: boolean }) {
  const state = deviceState(device)
  if (state === 'ended')
    return (
      <Badge component="span" color="gray">
        {WORDS.ended}
      </Badge>
    )
  if (state === 'expired')
    return (
      <Badge component="span" color="red">
        {WORDS.expired}
      </Badge>
    )
  return (
    <Text span size="sm">
      {device.expiresAt !== undefined
        ? DATE.format(device.expiresAt)
        : isOwn
          ? WORDS.forever
          : WORDS.foreverTheirs}
    </Text>
  )
}

function End({ device: { id, name } }: { device: DeviceInfo }) {
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => call('devices.revoke', { id }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['devices.list'] })
      toast({ text: WORDS.isEnded(name) })
    },
    onSettled(_done, error) {
      if (error) toast({ text: error.message, tone: 'trouble' })
    },
  })
  return (
    <SureButton
      label={WORDS.end}
      name={WORDS.endThis(name)}
      sure={WORDS.endSure}
      isPending={revoke.isPending}
      onSure={() => revoke.mutate()}
    />
  )
}
