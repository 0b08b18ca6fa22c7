// What a page shows while it has nothing to show.
import { Alert, Button, Center, Loader, Skeleton, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { CallFailed } from '../client/call.ts'
import { onServerBack } from '../client/events.ts'
import { COMMON } from '../text/common.ts'
import { Icon, type IconName } from './icon.tsx'

export function PageLoader() {
  return (
    <Center mih={240}>
      <Loader role="status" aria-label={COMMON.loading} />
    </Center>
  )
}

interface EmptyStateProps {
  readonly icon: IconName
  readonly title: string
  /** What would have to be done for something to be here. */
  readonly children?: ReactNode
  readonly action?: ReactNode
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="empty-state">
      <span className="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <p className="empty-title">{title}</p>
      {children !== undefined && <p className="empty-words">{children}</p>}
      {action}
    </div>
  )
}

interface ErrorStateProps {
  readonly error: Error
  /** Where there was an answer, and it was no. */
  readonly title?: string | undefined
  readonly onRetry?: (() => void) | undefined
}

export function ErrorState({ error, title = COMMON.noAnswer, onRetry }: ErrorStateProps) {
  return (
    <Alert color="red" title={title} role="alert" icon={<Icon name="alert" />}>
      <Stack align="start" gap="sm">
        <Text size="sm">{error.message}</Text>
        {onRetry && (
          <Button size="xs" variant="light" color="red" onClick={onRetry}>
            {COMMON.tryAgain}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** The same, alone in the window. */
export function NoAnswer({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <main className="page">
      <ErrorState error={error} onRetry={onRetry} />
    </main>
  )
}

/** What went wrong with something the person did, unless it stands beside its field. */
export function Failure({ error }: { error: Error | null }) {
  const [past, setPast] = useState<Error>()
  const isAway = error instanceof CallFailed && error.code === 'no-answer'
  // No longer true then; the person tries again when they like.
  useEffect(() => (isAway ? onServerBack(() => setPast(error)) : undefined), [error, isAway])
  if (!error || error === past || ('field' in error && error.field !== undefined)) return null
  return (
    <Alert color="red" role="alert">
      {error.message}
    </Alert>
  )
}

/** Lines that will be rows of a list. */
export function RowSkeletons({ count = 6, height = 44 }: { count?: number; height?: number }) {
  return (
    <Stack gap="xs" role="status" aria-label={COMMON.loading}>
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={at} height={height} radius="md" />
      ))}
    </Stack>
  )
}

/** Squares that will be covers, in a row or a grid like theirs. */
export function CoverSkeletons({
  count = 8,
  className = 'cover-grid',
}: {
  count?: number
  className?: string
}) {
  return (
    <div className={className} role="status" aria-label={COMMON.loading}>
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div key={at}>
          <div className="cover-square">
            <Skeleton height="100%" radius="md" />
          </div>
          <Skeleton height={12} mt={10} width="80%" />
          <Skeleton height={10} mt={8} width="50%" />
        </div>
      ))}
    </div>
  )
}
