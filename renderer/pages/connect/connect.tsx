import { Alert, Button, Card, Code, CopyButton, Stack, Table, Text, Title } from '@mantine/core'
import { CONNECT } from '../../text/connect.ts'

const WORDS = CONNECT

interface ConnectProps {
  readonly musicAddress: string
  /** Of whoever is signed in. */
  readonly user?: string
  /** Set right after the owner was made. */
  readonly owner?: string
  readonly hasFolder?: boolean
  readonly onDone?: () => void
}

export function Connect({ musicAddress, user, owner, hasFolder, onDone }: ConnectProps) {
  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="md">
        {owner !== undefined && (
          <Alert color="teal" role="status" title={WORDS.made(owner)}>
            {hasFolder ? WORDS.scanning : WORDS.noFolder}
          </Alert>
        )}
        <Title order={1} size="h2">
          {WORDS.title}
        </Title>
        <Text>{WORDS.intro}</Text>
        <Table variant="vertical" layout="fixed" withTableBorder>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th w="8.5rem">{WORDS.address}</Table.Th>
              <Table.Td>
                <Code fz="md" className="address">
                  {musicAddress}
                </Code>
              </Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th>{WORDS.user}</Table.Th>
              <Table.Td>{owner ?? user ?? WORDS.userIs}</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th>{WORDS.password}</Table.Th>
              <Table.Td>{WORDS.passwordIs}</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
        <CopyButton value={musicAddress}>
          {({ copied, copy }) => (
            <Button variant="light" onClick={copy}>
              {copied ? WORDS.copied : WORDS.copy}
            </Button>
          )}
        </CopyButton>
        <Text size="sm" c="dimmed">
          {WORDS.here}
        </Text>
        {onDone && (
          <Button variant="subtle" onClick={onDone}>
            {WORDS.goOn}
          </Button>
        )}
      </Stack>
    </Card>
  )
}
