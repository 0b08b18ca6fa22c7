// What a domain's error is for somebody at a terminal: flags instead of the fields of an API, and where to look.
import { InvalidInput, NotFound } from '../errors.ts'

const WHERE_TO_LOOK: Readonly<Record<string, string>> = {
  user: 'user list',
  'device credential': 'device list',
  session: 'session list',
  backup: 'backup list',
}

const AS_TYPED: Readonly<Record<string, string>> = {
  expiresAt: '--expires',
  musicFolders: '--folders',
  recoveryKey: 'recovery key',
}

export function problemWords(error: Error): string {
  if (error instanceof NotFound && Object.hasOwn(WHERE_TO_LOOK, error.kind)) {
    return `There is no such ${error.kind}: "lockgroove ${WHERE_TO_LOOK[error.kind]}" shows which there are.`
  }
  if (error instanceof InvalidInput && error.expected !== undefined) {
    const field = Object.hasOwn(AS_TYPED, error.field) ? AS_TYPED[error.field] : error.field
    return `${field}: expected ${error.expected}`
  }
  return error.message
}
