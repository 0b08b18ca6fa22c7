// How things stand, in one value: the tray, its icon and the notifications are drawn from it and ask nobody else.

import { isDeepStrictEqual } from 'node:util'
import type { UpdateState } from '../server/contract/desktop.ts'

export interface DesktopState {
  readonly server:
    | 'starting'
    | 'running'
    /** Runs, but its vault is shut: only API keys work. */
    | 'sealed'
    | 'waiting for keyring'
    /** A passphrase is missing, or a place for the first key. */
    | 'needs its key'
    | 'failed'
    | 'stopping'
  /** Why, where it does not simply run; a whole sentence. */
  readonly sentence?: string
  /** As a music app types it; absent while nothing answers. */
  readonly musicUrl?: string
  readonly door: 'this computer' | 'this network' | 'elsewhere'
  /** UTC milliseconds. */
  readonly doorClosesAt?: number
  /** Present while a scan runs. `percent` once it is known how much there is to do. */
  readonly scan?: { readonly seen: number; readonly percent?: number }
  readonly readOnly: boolean
  readonly update: UpdateState
  /** Undefined where the system cannot. */
  readonly startAtLogin: boolean | undefined
}

export interface StateStore {
  now(): DesktopState
  /** What is left out stays; a value of undefined takes it away. Tells listeners only of what differs. */
  change(part: { readonly [Key in keyof DesktopState]?: DesktopState[Key] | undefined }): void
  /** @returns what ends it */
  onChange(listener: (now: DesktopState, before: DesktopState) => void): () => void
}

/** As at the start of the app. */
export function createStateStore(): StateStore {
  let state: DesktopState = {
    server: 'starting',
    door: 'this computer',
    readOnly: false,
    update: { state: 'off' },
    startAtLogin: undefined,
  }
  const listeners = new Set<(now: DesktopState, before: DesktopState) => void>()
  return {
    now: () => state,
    change(part) {
      const before = state
      const next = Object.fromEntries(
        Object.entries({ ...before, ...part }).filter(([, value]) => value !== undefined),
      ) as unknown as DesktopState
      if (isDeepStrictEqual(next, before)) return
      state = next
      for (const listener of listeners) listener(next, before)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
