// The browser's side of passkeys. Its library is loaded when somebody uses one.
import { call } from './call.ts'

export type PasskeyPlace =
  | { readonly usable: true }
  /** `openInstead` is this server by a name for which browsers know passkeys. */
  | { readonly usable: false; readonly openInstead?: string }

/** Browsers know passkeys on HTTPS with a name and on localhost, not for bare addresses. */
export function passkeyPlace({ hostname, protocol, port, pathname } = location): PasskeyPlace {
  if (/^127\.|^\[::1\]$/.test(hostname)) {
    return { usable: false, openInstead: `${protocol}//localhost${port && `:${port}`}${pathname}` }
  }
  const isAddress = /^[\d.]+$|^\[/.test(hostname)
  return { usable: !isAddress && 'PublicKeyCredential' in window }
}

/** Asks the person through the browser. @throws an Error with words for them */
export async function signInWithPasskey() {
  const optionsJSON = await call('passkeys.beginSignIn', {})
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const response = await inWords(startAuthentication({ optionsJSON }))
  return call('passkeys.finishSignIn', { response })
}

/** As above. @param currentPassword where the server asks for it, by an error of that field */
export async function addPasskey(name: string, currentPassword?: string) {
  const optionsJSON = await call(
    'passkeys.beginRegistration',
    currentPassword === undefined ? {} : { currentPassword },
  )
  const { startRegistration } = await import('@simplewebauthn/browser')
  const response = await inWords(startRegistration({ optionsJSON }))
  return call('passkeys.finishRegistration', { name, response })
}

/** Browsers say hardly anything, so that a page cannot find out which passkeys there are. */
async function inWords<Value>(ceremony: Promise<Value>): Promise<Value> {
  try {
    return await ceremony
  } catch (error) {
    const { name } = error as Error
    if (name === 'InvalidStateError') throw new Error('This device has a passkey for you already.')
    if (name === 'NotAllowedError' || name === 'AbortError') {
      throw new Error('The browser used no passkey: it was cancelled, or there is none here.')
    }
    throw new Error('The browser could not use a passkey here.')
  }
}
