import type { ReactNode } from 'react'
import { ALBUM } from '../text/album.ts'
import { Icon } from './icon.tsx'

/**
 * To somebody else's page, which learns nothing of where the visitor came from. Only https, and from the desktop app only to
 * the places that electron/lockdown.ts knows.
 */
export function ExternalLink({ to, children }: { to: string; children: ReactNode }) {
  if (!to.startsWith('https://')) return null
  return (
    <a className="external-link" href={to} target="_blank" rel="noreferrer">
      {children}
      <Icon name="link" size={14} />
      <span className="sr-only">({ALBUM.opensElsewhere})</span>
    </a>
  )
}

/** Ids in tags are text: anything may stand there. */
export function musicBrainzUrl(
  kind: 'release' | 'release-group' | 'artist' | 'recording',
  id: string | undefined,
) {
  if (id === undefined || !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) return undefined
  return `https://musicbrainz.org/${kind}/${id.toLowerCase()}`
}
