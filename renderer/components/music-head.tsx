// The head of an album, an artist or a playlist: picture, what it is, what can be done with it.
import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Cover } from './cover.tsx'
import { useDocumentTitle } from './page.tsx'
import './music-head.css'

interface MusicHeadProps {
  readonly kind: string
  readonly name: string
  readonly cover: string | undefined
  readonly round?: boolean
  /** After the name. */
  readonly marks?: ReactNode
  readonly words: ReactNode
  readonly actions: ReactNode
}

export function MusicHead({ kind, name, cover, round = false, marks, words, actions }: MusicHeadProps) {
  useDocumentTitle(name)
  return (
    <header className="music-head">
      <div className="music-head-cover">
        <Cover id={cover} name={name} size="(max-width: 52rem) 45vw, 240px" round={round} eager />
      </div>
      <div className="music-head-words">
        <p className="kicker">{kind}</p>
        <Title order={1} className="music-head-name">
          {name} {marks}
        </Title>
        <div className="music-head-lines">{words}</div>
        {actions}
      </div>
    </header>
  )
}
