// What is true of the whole server and changes what every page can do, above the page.
import { useEffect, useRef } from 'react'
import { useServerLink } from '../client/events.ts'
import { linkTo } from '../client/route.ts'
import { SHELL } from '../text/shell.ts'
import { Icon } from './icon.tsx'
import { toast } from './toast.tsx'

interface ServerNoticesProps {
  readonly path: string
  readonly admin: boolean
  readonly readOnly: boolean
  readonly sealed: boolean
}

export function ServerNotices({ path, admin, readOnly, sealed }: ServerNoticesProps) {
  const link = useServerLink()
  const before = useRef(link)
  useEffect(() => {
    if (before.current === 'away' && link === 'here') toast({ text: SHELL.back })
    before.current = link
  }, [link])
  return (
    <>
      <div role="alert">
        {link === 'away' && (
          <p className="notice notice-away">
            <Icon name="alert" />
            {SHELL.away}
          </p>
        )}
      </div>
      {sealed && (
        <p className="notice">
          <Icon name="lock" />
          <span className="notice-words">{SHELL.sealed}</span>
          {admin && path !== '/unlock' && (
            <a className="notice-link" {...linkTo('/unlock')}>
              {SHELL.unlock}
            </a>
          )}
        </p>
      )}
      {readOnly && (
        <p className="notice">
          <Icon name="lock" />
          {SHELL.readOnly}
        </p>
      )}
    </>
  )
}
