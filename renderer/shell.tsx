// Around every page of a signed-in person: where they can go, who they are, the way out; below it the player.
import { ActionIcon, Drawer } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type Me, useMe } from './client/me.ts'
import { linkTo } from './client/route.ts'
import { useSignOut } from './client/session.ts'
import { Icon } from './components/icon.tsx'
import { LookSwitch } from './components/look-switch.tsx'
import { useSearchShortcut } from './components/search-field.tsx'
import { ServerNotices } from './components/server-notices.tsx'
import { Toasts } from './components/toast.tsx'
import { NAVIGATION, type NavEntry } from './pages.tsx'
import { SHELL } from './text/shell.ts'

const GROUPS = ['top', 'music', 'server', 'yours'] as const

interface ShellProps {
  readonly path: string
  readonly sealed: boolean
  readonly player: ReactNode
  readonly children: ReactNode
}

export function Shell({ path, sealed, player, children }: ShellProps) {
  const me = useMe()
  const { name, admin, readOnly } = me
  const main = useRef<HTMLElement>(null)
  useFocusOnMove(path, main)
  useSearchShortcut()
  const entries = NAVIGATION.filter(({ who }) => isFor(who, me))
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {SHELL.skip}
      </a>
      <header className="sidebar">
        <a className="brand" {...linkTo('/')}>
          <img src="/icon.svg" alt="" width={30} height={30} />
          <span>Lockgroove</span>
        </a>
        <nav aria-label={SHELL.pages}>
          <NavGroups entries={entries} path={path} />
        </nav>
        <Who name={name} />
      </header>
      <main id="main" className="shell-main" tabIndex={-1} ref={main}>
        <ServerNotices path={path} admin={admin} readOnly={readOnly} sealed={sealed} />
        {children}
      </main>
      {player}
      <BottomBar entries={entries} path={path} name={name} />
      <Toasts />
    </div>
  )
}

function NavGroups({ entries, path }: { entries: readonly NavEntry[]; path: string }) {
  return GROUPS.map((group) => {
    const own = entries.filter((entry) => entry.group === group)
    const heading = SHELL.groups[group]
    if (own.length === 0) return null
    return (
      <div className="nav-group" key={group}>
        {heading !== '' && <p className="nav-heading">{heading}</p>}
        <ul className="nav-list">
          {own.map((entry) => (
            <li key={entry.to}>
              <a
                className="nav-link"
                aria-current={isOpen(entry, path) ? 'page' : undefined}
                {...linkTo(entry.to)}
              >
                <Icon name={entry.icon} size={19} />
                {entry.label}
              </a>
            </li>
          ))}
        </ul>
      </div>
    )
  })
}

function Who({ name }: { name: string }) {
  const signOut = useSignOut()
  return (
    <div className="who">
      <span className="who-name" title={name}>
        {name}
      </span>
      <LookSwitch />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={SHELL.signOut}
        title={SHELL.signOut}
        loading={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        <Icon name="out" size={18} />
      </ActionIcon>
    </div>
  )
}

const BOTTOM = ['/', '/library/albums', '/library/playlists', '/search']

/** Where there is no room for a sidebar: the four places people go to most, and a sheet with all of them. */
function BottomBar({ entries, path, name }: { entries: readonly NavEntry[]; path: string; name: string }) {
  const [isSheetOpen, setSheetOpen] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving somewhere is what closes it
  useEffect(() => setSheetOpen(false), [path])
  const shown = entries.filter(({ to }) => BOTTOM.includes(to))
  return (
    <nav className="bottom-bar" aria-label={SHELL.pages}>
      {shown.map((entry) => (
        <a
          key={entry.to}
          className="bottom-link"
          aria-current={isOpen(entry, path) ? 'page' : undefined}
          {...linkTo(entry.to)}
        >
          <Icon name={entry.icon} />
          {entry.label}
        </a>
      ))}
      <button
        type="button"
        className="bottom-link"
        aria-expanded={isSheetOpen}
        aria-haspopup="dialog"
        onClick={() => setSheetOpen(true)}
      >
        <Icon name="menu" />
        {SHELL.more}
      </button>
      <Drawer
        opened={isSheetOpen}
        onClose={() => setSheetOpen(false)}
        position="bottom"
        size="auto"
        title={SHELL.allPages}
        closeButtonProps={{ 'aria-label': SHELL.close }}
      >
        <div className="sheet">
          <NavGroups entries={entries} path={path} />
          <Who name={name} />
        </div>
      </Drawer>
    </nav>
  )
}

function isFor(who: NavEntry['who'], { admin, usualShareDays }: Me): boolean {
  if (who === 'sharer') return admin || usualShareDays !== undefined
  return who === 'everybody' || admin
}

function isOpen({ to, also = [] }: NavEntry, path: string): boolean {
  return path === to || also.some((start) => path.startsWith(start))
}

/** After a link to another page, the keyboard and screen readers start at that page and not where the link was. */
function useFocusOnMove(path: string, main: React.RefObject<HTMLElement | null>) {
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    main.current?.focus({ preventScroll: true })
  }, [path, main])
}
