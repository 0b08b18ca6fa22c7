import { Button, Card, Stack, Text, Title } from '@mantine/core'
import { MusicFolders, useMusicFolders } from '../../components/music-folders/music-folders.tsx'
import { SET_UP } from '../../text/set-up.ts'
import { StepButtons } from './step-buttons.tsx'

const WORDS = SET_UP.music

interface ChooseMusicProps {
  onGoOn(hasMusic: boolean): void
  onLater(): void
}

export function ChooseMusic({ onGoOn, onLater }: ChooseMusicProps) {
  const count = useMusicFolders().data?.length ?? 0
  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="lg">
        <div>
          <Title order={1} size="h2">
            {WORDS.title}
          </Title>
          <Text c="dimmed">{WORDS.intro}</Text>
        </div>
        <MusicFolders />
        <StepButtons onLater={onLater}>
          {count > 0 ? (
            <Button size="md" onClick={() => onGoOn(true)}>
              {WORDS.goOn}
            </Button>
          ) : (
            <Button size="md" variant="default" onClick={() => onGoOn(false)}>
              {WORDS.skip}
            </Button>
          )}
        </StepButtons>
      </Stack>
    </Card>
  )
}
