import { ADVERTISED } from '../extensions.ts'
import type { Payload, SubsonicRequest } from '../types.ts'

export function ping(): Payload {
  return {}
}

/** There is nothing to buy. */
export function getLicense({ user }: SubsonicRequest): Payload {
  return { license: { valid: true, email: user.email } }
}

export function getOpenSubsonicExtensions(): Payload {
  return { openSubsonicExtensions: ADVERTISED.map(({ name, versions }) => ({ name, versions })) }
}

export function tokenInfo({ user }: SubsonicRequest): Payload {
  return { tokenInfo: { username: user.name } }
}
