import { keyIdOf } from '../vault/seal.ts'

/** Whether a stored text is a secret nobody has sealed, rather than a sealed value that somebody damaged. */
export function isInTheClear(stored: string): boolean {
  return keyIdOf(stored) === undefined && !/^.{0,3}[\w-]{0,33}.[\w-]{30,}/.test(stored)
}
