// What the page asks of the desktop, and what it is told.
import { useEffect, useState } from 'react'
import type {
  AskedOfDesktop,
  DesktopAbout,
  DesktopCall,
  DesktopCalls,
  StartState,
} from '../../server/contract/desktop.ts'
import { desktop, fromDesktop } from '../client/desktop.ts'

/** @throws Error with the sentence for the person */
export async function ask<Call extends DesktopCall>(
  call: Call,
  ...input: Parameters<DesktopCalls[Call]>
): Promise<ReturnType<DesktopCalls[Call]>> {
  if (!desktop) throw new Error('There is no desktop')
  const asked: AskedOfDesktop = desktop
  return fromDesktop(asked[call](...input))
}

/** What the desktop says by itself comes later than what it is asked for, and counts. */
export function useStartState(): StartState {
  const [state, setState] = useState<StartState>({ state: 'starting' })
  useEffect(() => {
    let isTold = false
    const end = desktop?.onStartState((next) => {
      isTold = true
      setState(next)
    })
    ask('startState').then(
      (first) => !isTold && setState(first),
      () => {},
    )
    return end
  }, [])
  return state
}

export type Platform = DesktopAbout['platform']

export function usePlatform(): Platform {
  const [platform, setPlatform] = useState<Platform>(guessPlatform)
  useEffect(() => {
    ask('about').then(
      (about) => setPlatform(about.platform),
      () => {},
    )
  }, [])
  return platform
}

function guessPlatform(): Platform {
  if (/Mac/.test(navigator.userAgent)) return 'darwin'
  return /Windows/.test(navigator.userAgent) ? 'win32' : 'linux'
}
