// What only a desktop can do: the second, tiny contract. `electron/preload.ts` puts these functions, and nothing else, into
// the pages of the desktop app as `window.lockgrooveDesktop`; in a browser it is absent. Each call does one thing.

import type { PasswordStrength } from './users.ts'

export type DesktopReply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string }

/** Why there is no window of the server yet, for the start page; and what can be done about it. */
export type StartState =
  | { readonly state: 'starting' }
  /** The server answers: the page is about to be replaced by its window. */
  | { readonly state: 'running' }
  /** The keyring is locked, and the vault has no other key. */
  | { readonly state: 'waiting for keyring'; readonly sentence: string; readonly hasVault: true }
  /** As above at a first start, which may as well go on with a passphrase or a key file. */
  | {
      readonly state: 'waiting for keyring'
      readonly sentence: string
      readonly hasVault: false
      readonly keyFilePath: string
    }
  /** There is no keychain: a first vault, or one that was recovered, needs a passphrase or a key file, chosen by the owner. */
  | { readonly state: 'needs a place for its key'; readonly sentence: string; readonly keyFilePath: string }
  /** The vault was made with a passphrase. */
  | { readonly state: 'needs its passphrase'; readonly sentence: string }
  | {
      readonly state: 'failed'
      /** What went wrong and what to do. */
      readonly sentence: string
      /** The port that somebody else uses; `useAnotherPort` helps. */
      readonly takenPort?: number
      /** UTC milliseconds of the next try by itself; none when only the owner can mend it. */
      readonly nextTryAt?: number
    }

export type UpdateState =
  | { readonly state: 'off' | 'none' | 'looking' | 'unsupported' }
  | { readonly state: 'offered' | 'ready'; readonly version: string }
  | { readonly state: 'loading'; readonly version: string; readonly percent: number }
  | { readonly state: 'failed'; readonly sentence: string }

export interface DesktopAbout {
  readonly version: string
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** Undefined where the system cannot. */
  readonly startAtLogin: boolean | undefined
  /** Whether starting at login was asked before: it is asked once. */
  readonly startAtLoginAsked: boolean
  readonly update: UpdateState
}

export interface DesktopCalls {
  about(): DesktopAbout
  /** The system's own dialog for a folder; undefined when it was closed. */
  pickFolder(): string | undefined
  /** The app's own one, in the system's file manager. */
  openLogFolder(): void
  setStartAtLogin(on: boolean): void
  lookForUpdate(): UpdateState
  installUpdate(): void
  startState(): StartState
  tryAgain(): void
  useRecoveryKey(recoveryKey: string): void
  usePassphrase(passphrase: string): void
  /** For the meter beside a new passphrase; nothing is kept. */
  passphraseStrength(passphrase: string): PasswordStrength
  /** Makes the key file at the path that `startState` said. */
  useKeyFile(): void
  useAnotherPort(): void
  quit(): void
}

export type DesktopCall = keyof DesktopCalls

/** A table, so that none can be missing. */
const CALLS: Readonly<Record<DesktopCall, true>> = {
  about: true,
  pickFolder: true,
  openLogFolder: true,
  setStartAtLogin: true,
  lookForUpdate: true,
  installUpdate: true,
  startState: true,
  tryAgain: true,
  useRecoveryKey: true,
  usePassphrase: true,
  passphraseStrength: true,
  useKeyFile: true,
  useAnotherPort: true,
  quit: true,
}

export const DESKTOP_CALLS = Object.keys(CALLS) as readonly DesktopCall[]

/** The calls, from a page. */
export type AskedOfDesktop = {
  readonly [Call in DesktopCall]: (
    ...input: Parameters<DesktopCalls[Call]>
  ) => Promise<DesktopReply<ReturnType<DesktopCalls[Call]>>>
}

/** As it stands in `window.lockgrooveDesktop`. */
export type DesktopBridge = AskedOfDesktop & {
  /** @returns what ends it */
  onStartState(listener: (state: StartState) => void): () => void
  /** A link or a notification leads to this path of the window. @returns what ends it */
  onOpenPage(listener: (path: string) => void): () => void
}
