import { Card, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface PanelProps {
  readonly title: string
  readonly intro?: string
  readonly children: ReactNode
}

/** One subject of a page, with its heading. */
export function Panel({ title, intro, children }: PanelProps) {
  const id = useId()
  return (
    <Card withBorder padding="lg" className="panel" component="section" aria-labelledby={id}>
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {intro !== undefined && (
            <Text size="sm" c="dimmed">
              {intro}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Card>
  )
}
