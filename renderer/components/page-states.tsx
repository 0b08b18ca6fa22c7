// What a page shows while it has nothing to show.
import { Alert, Button, Center, Loader, Stack, Text } from '@mantine/core'
import { TEXT } from '../text.ts'

export function PageLoader() {
  return (
    <Center mih={240}>
      <Loader aria-label={TEXT.loading} />
    </Center>
  )
}

export function NoAnswer({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <Alert color="red" title={TEXT.noAnswer} role="alert" m="md">
      <Stack align="start" gap="sm">
        <Text size="sm">{error.message}</Text>
        <Button size="xs" variant="light" color="red" onClick={onRetry}>
          {TEXT.tryAgain}
        </Button>
      </Stack>
    </Alert>
  )
}

/** What went wrong with something the person did, unless it stands beside its field. */
export function Failure({ error }: { error: Error | null }) {
  if (!error || ('field' in error && error.field !== undefined)) return null
  return (
    <Alert color="red" role="alert">
      {error.message}
    </Alert>
  )
}
