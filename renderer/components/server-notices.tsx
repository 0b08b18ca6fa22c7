// What is true of the whole server and changes what every page can do, above the page.
import { useEffect, useRef } from 'react'
import { useServerLink } from '../client/events.ts'
import { SHELL } from '../text/shell.ts'
import { Icon } from './icon.tsx'
import { toast } from './toast.tsx'

export function ServerNotices({ readOnly, sealed }: { readOnly: boolean; sealed: boolean }) {
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
          {SHELL.sealed}
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
