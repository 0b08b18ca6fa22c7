// The frame of a page: its one heading, what can be done, and what stands there while there is nothing to show.
import { Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

interface PageProps {
  readonly title: string
  /** Above the title, in small: where this is. */
  readonly kicker?: ReactNode
  readonly intro?: ReactNode
  /** Buttons, to the right of the title or below it. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, kicker, intro, actions, children }: PageProps) {
  useDocumentTitle(title)
  return (
    <div className="page-frame">
      <header className="page-head">
        <div className="page-head-words">
          {kicker !== undefined && <p className="kicker">{kicker}</p>}
          <Title order={1}>{title}</Title>
          {intro !== undefined && <p className="page-intro">{intro}</p>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** For a page with a head of its own, as an album has. */
export function useDocumentTitle(title: string) {
  useEffect(() => {
    document.title = title === '' ? 'Lockgroove' : `${title} – Lockgroove`
    return () => {
      document.title = 'Lockgroove'
    }
  }, [title])
}
