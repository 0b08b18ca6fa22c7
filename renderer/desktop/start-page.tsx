// Which of the states there is, each with its own words and what can be done.
import { Button, Loader } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { StartState } from '../../server/contract/desktop.ts'
import { desktop } from '../client/desktop.ts'
import iconUrl from '../public/icon.svg'
import { DESKTOP } from '../text/desktop.ts'
import { ask, usePlatform, useStartState } from './bridge.ts'
import { ChoosePlace } from './choose-place.tsx'
import { Failed } from './failed.tsx'
import { Head } from './head.tsx'
import { TypePassphrase } from './passphrase.tsx'
import { WaitForKeyring } from './wait-for-keyring.tsx'

const WORDS = DESKTOP

export function StartPage() {
  const state = useStartState()
  return <Frame of={state.state}>{desktop ? <Content start={state} /> : <Head {...WORDS.browser} />}</Frame>
}

function Content({ start }: { start: StartState }) {
  switch (start.state) {
    case 'starting':
      return <Starting />
    case 'running':
      return <Wait {...WORDS.running} />
    case 'waiting for keyring':
      return <WaitForKeyring start={start} />
    case 'needs a place for its key':
      return <ChoosePlace {...start} />
    case 'needs its passphrase':
      return <TypePassphrase sentence={start.sentence} />
    case 'failed':
      return <Failed {...start} />
    default:
      return start satisfies never
  }
}

/** What takes long is an update of the database, or a keyring that waits for somebody. */
const SLOW_MS = 3000

function Starting() {
  const keyring = WORDS.keyring(usePlatform())
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Wait
      title={WORDS.starting.title}
      words={isSlow ? WORDS.startingSlowly(keyring) : WORDS.starting.words}
    />
  )
}

function Wait({ title, words }: { title: string; words: string }) {
  return (
    <div className="start-wait">
      <Head title={title} words={words} />
      <Loader type="bars" size="sm" aria-hidden />
    </div>
  )
}

/** A state that comes by itself is read out, and the keyboard starts at it. */
function Frame({ of, children }: { of: string; children: ReactNode }) {
  const main = useRef<HTMLElement>(null)
  const before = useRef(of)
  const quit = useMutation({ mutationFn: () => ask('quit') })
  useEffect(() => {
    if (before.current === of) return
    before.current = of
    if (document.activeElement === document.body) main.current?.querySelector('h1')?.focus()
  }, [of])
  return (
    <div className="start-page">
      <header className="brand">
        <img src={iconUrl} alt="" width={40} height={40} />
        <span>Lockgroove</span>
      </header>
      <main ref={main} aria-live="polite">
        {children}
      </main>
      {desktop && (
        <footer>
          <Button variant="subtle" color="gray" c="dimmed" size="compact-sm" onClick={() => quit.mutate()}>
            {WORDS.quit}
          </Button>
        </footer>
      )}
    </div>
  )
}
