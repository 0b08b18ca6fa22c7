import { StartProblem } from '../errors.ts'

/**
 * Why the vault stays shut. `locked`: the keychain may hold the key but does not give it now, so waiting and asking
 * again makes sense; the others need the owner's hand. `no place`: there is no vault yet, and none is made before the owner
 * said where its key is to be.
 */
export type VaultTrouble =
  | 'no key'
  | 'no passphrase'
  | 'no place'
  | 'locked'
  | 'bad key'
  | 'wrong key'
  | 'damaged'

export class VaultProblem extends StartProblem {
  readonly trouble: VaultTrouble
  /** What each place said where a key was looked for, as a part of the sentence. */
  readonly looked: string | undefined
  constructor(
    trouble: VaultTrouble,
    message: string,
    { looked, ...options }: ErrorOptions & { readonly looked?: string } = {},
  ) {
    super(message, options)
    this.name = 'VaultProblem'
    this.trouble = trouble
    this.looked = looked
  }
}

/** Something needs a sealed value while the vault is shut. The sentence is for the owner, not for strangers. */
export class VaultSealed extends Error {
  readonly sentence: string
  constructor(sentence: string) {
    super('The server is sealed: its master key is not here')
    this.name = 'VaultSealed'
    this.sentence = sentence
  }
}

/** For a vault whose values open, but whose master key is needed and not here. */
export const NO_MASTER_KEY =
  'The master key is not here: the vault was opened with its recovery key, or another process changed it. Give the vault a new master key, or look for the changed one again.'
