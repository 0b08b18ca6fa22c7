import { Alert, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../components/icon.tsx'
import { DESKTOP } from '../text/desktop.ts'

interface HeadProps {
  readonly title: string
  readonly words: ReactNode
  readonly icon?: IconName
}

export function Head({ title, words, icon }: HeadProps) {
  return (
    <div className="start-head">
      {icon && (
        <span className="start-icon">
          <Icon name={icon} size={26} />
        </span>
      )}
      <Title order={1} size="h2" tabIndex={-1}>
        {title}
      </Title>
      <p>{words}</p>
    </div>
  )
}

/** What the server said, for whoever wants to know exactly. */
export function Details({ children }: { children: string }) {
  return (
    <details className="start-details">
      <summary>{DESKTOP.details}</summary>
      <p>{children}</p>
    </details>
  )
}

/** Why what the person asked for did not work. */
export function Refusal({ error }: { error: Error | null }) {
  if (!error) return null
  return (
    <Alert color="red" role="alert" icon={<Icon name="alert" />}>
      {error.message}
    </Alert>
  )
}
