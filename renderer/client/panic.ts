// The alarm, while it is raised and until its report has been read. It outlives the session it was raised under, and the page
// with the button: the server signs everybody out before it answers.
import { useSyncExternalStore } from 'react'
import type { PanicReport } from '../../server/contract/safety.ts'
import { call } from './call.ts'

export type Alarm =
  | { readonly state: 'none' }
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly report: PanicReport }
  | { readonly state: 'failed'; readonly error: Error }

const NONE: Alarm = { state: 'none' }
let alarm: Alarm = NONE
const watchers = new Set<() => void>()

export function useAlarm(): Alarm {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    () => alarm,
  )
}

export async function raiseAlarm(): Promise<void> {
  if (alarm.state === 'running') return
  set({ state: 'running' })
  try {
    set({ state: 'done', report: await call('safety.panic', { confirm: 'panic' }) })
  } catch (error) {
    set({ state: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
  }
}

export function endAlarm(): void {
  set(NONE)
}

function set(next: Alarm) {
  alarm = next
  for (const watcher of watchers) watcher()
}
