// Around every page of a signed-in person: where they can go, who they are, the way out.
import { Button, Group, NavLink, Text } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { linkTo } from './client/route.ts'
import { useSignOut } from './client/session.ts'
import { TEXT } from './text.ts'

const WORDS = TEXT.shell

const PAGES = [
  { path: '/', label: WORDS.connect },
  { path: '/you', label: WORDS.you },
] as const

interface ShellProps {
  readonly path: string
  readonly name: string
  readonly children: ReactNode
}

export function Shell({ path, name, children }: ShellProps) {
  const signOut = useSignOut()
  const page = PAGES.find((each) => each.path === path) ?? PAGES[0]
  useEffect(() => {
    document.title = `${page.label} – Lockgroove`
    return () => {
      document.title = 'Lockgroove'
    }
  }, [page.label])

  return (
    <div className="page page-wide">
      <header className="bar">
        <div className="brand">
          <img src="/icon.svg" alt="" width={32} height={32} />
          <span>Lockgroove</span>
        </div>
        <Group gap="xs" wrap="nowrap" className="who">
          <Text size="sm" c="dimmed" truncate>
            {WORDS.signedInAs(name)}
          </Text>
          <Button size="xs" variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
            {WORDS.signOut}
          </Button>
        </Group>
      </header>
      <nav aria-label={WORDS.pages} className="pages">
        {PAGES.map((each) => (
          <NavLink
            key={each.path}
            label={each.label}
            active={each === page}
            aria-current={each === page ? 'page' : undefined}
            {...linkTo(each.path)}
          />
        ))}
      </nav>
      <main>{children}</main>
    </div>
  )
}
