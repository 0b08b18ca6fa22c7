// Which of the states there is, each with its own words and what can be done.
import { Button, Loader } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import type { StartState } from '../../server/contract/desktop.ts'
import iconUrl from '../public/icon.svg'
import { DESKTOP } from '../text/desktop.ts'
import { ask, desktop, useStartState } from './bridge.ts'
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
    case 'running':
      return (
        <div className="start-wait">
          <Head {...WORDS[start.state]} />
          <Loader type="bars" size="sm" aria-hidden />
        </div>
      )
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
