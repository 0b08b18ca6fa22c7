// What the page asks of the desktop, and what it is told.
import { useEffect, useState } from 'react'
import type {
  DesktopAbout,
  DesktopBridge,
  DesktopCall,
  DesktopCalls,
  DesktopReply,
  StartState,
} from '../../server/contract/desktop.ts'

/** Absent in a browser, where this page has nothing to say. */
export const desktop = (globalThis as { lockgrooveDesktop?: DesktopBridge }).lockgrooveDesktop

type Calls = {
  readonly [Call in DesktopCall]: (
    ...input: Parameters<DesktopCalls[Call]>
  ) => Promise<DesktopReply<ReturnType<DesktopCalls[Call]>>>
}

/** @throws Error with the sentence for the person */
export async function ask<Call extends DesktopCall>(
  call: Call,
  ...input: Parameters<DesktopCalls[Call]>
): Promise<ReturnType<DesktopCalls[Call]>> {
  if (!desktop) throw new Error('There is no desktop')
  const calls: Calls = desktop
  const reply = await calls[call](...input)
  if (!reply.ok) throw new Error(reply.message)
  return reply.value
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
