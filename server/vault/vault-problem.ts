import { StartProblem } from '../errors.ts'

/**
 * Why the vault stays shut. `locked`: the keychain may hold the key but does not give it now, so waiting and asking
 * again makes sense; the others need the owner's hand.
 */
export type VaultTrouble = 'no key' | 'locked' | 'bad key' | 'wrong key' | 'damaged'

export class VaultProblem extends StartProblem {
  readonly trouble: VaultTrouble
  constructor(trouble: VaultTrouble, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'VaultProblem'
    this.trouble = trouble
  }
}
