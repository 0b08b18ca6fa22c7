// Where apps reach the server, and for whom that address works.
import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../client/call.ts'
import { linkTo } from '../../client/route.ts'
import { isForThisComputer, isReadable } from '../../components/addresses.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Panel } from '../../components/panel.tsx'
import { CONNECT } from '../../text/connect.ts'

const WORDS = CONNECT.address

export function AddressPanel({ musicAddress, isAdmin }: { musicAddress: string; isAdmin: boolean }) {
  const doors = useQuery({
    queryKey: ['doors.status', {}],
    queryFn: () => call('doors.status', {}),
    enabled: isAdmin,
  })
  const others = (doors.data?.urls ?? []).filter((url) => url !== musicAddress)
  if (musicAddress === '') {
    return (
      <Panel title={WORDS.title}>
        <Text size="sm">{WORDS.none}</Text>
        {isAdmin && <OpenDoor />}
      </Panel>
    )
  }
  return (
    <Panel title={WORDS.title}>
      <Group gap="xs">
        <Code fz="md" className="address">
          {musicAddress}
        </Code>
        <CopyButton value={musicAddress} what={WORDS.copy} />
      </Group>
      {isForThisComputer(musicAddress) && (
        <>
          <Alert color="ember" title={WORDS.hereOnly} icon={<Icon name="computer" />}>
            {WORDS.hereOnlyWhy} {!isAdmin && WORDS.askAdmin}
          </Alert>
          {isAdmin && <OpenDoor />}
        </>
      )}
      {isReadable(musicAddress) && (
        <Text size="sm" c="dimmed">
          {WORDS.plain}
        </Text>
      )}
      {doors.data?.tls?.selfMade && musicAddress.startsWith('https:') && (
        <Text size="sm" c="dimmed">
          {WORDS.ownCertificate}
        </Text>
      )}
      {others.length > 0 && (
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            {WORDS.others}
          </Text>
          <Stack gap={4} align="flex-start">
            {others.map((url) => (
              <Code key={url} className="address">
                {url}
              </Code>
            ))}
          </Stack>
        </div>
      )}
    </Panel>
  )
}

function OpenDoor() {
  return (
    <Group>
      <Button
        component="a"
        variant="default"
        leftSection={<Icon name="network" size={18} />}
        {...linkTo('/doors')}
      >
        {WORDS.open}
      </Button>
    </Group>
  )
}
