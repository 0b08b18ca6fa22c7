// [Note: updates bear our signature] Checksums in latest*.yml are worth what the place they come from is worth: who can write
// there can announce anything. So a release signs what it announces with a key that lies nowhere near that place, and the
// app installs nothing whose announcement is not signed. electron-updater then holds the file against the checksum.
import { createPublicKey, verify } from 'node:crypto'

/**
 * The public half, made by `node build/update-key.ts make`: base64 of an Ed25519 key. Empty: nothing is installed by the app,
 * it only says that there is something new.
 */
export const UPDATE_KEY = ''

/** What electron-updater acts on, of latest*.yml. */
export interface Announcement {
  readonly version: string
  readonly files: readonly { readonly url: string; readonly sha512: string }[]
  /** Base64; beside what electron-builder writes. */
  readonly signature?: unknown
}

/** @throws where something is missing or could be read in two ways */
export function signedText({ version, files }: Announcement): string {
  const words = [version, ...files.flatMap(({ url, sha512 }) => [url, sha512])]
  if (files.length === 0 || words.some((word) => typeof word !== 'string' || !/^[\x21-\x7e]+$/.test(word))) {
    throw new Error('expected a version and files with their names and checksums')
  }
  const lines = files.map(({ url, sha512 }) => `file ${url} ${sha512}`).sort()
  return ['lockgroove update 1', `version ${version}`, ...lines, ''].join('\n')
}

export function isSignedWith(publicKey: string, announcement: Announcement): boolean {
  const { signature } = announcement
  if (publicKey === '' || typeof signature !== 'string') return false
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return verify(null, Buffer.from(signedText(announcement)), key, Buffer.from(signature, 'base64'))
  } catch {
    // A key or an announcement that is none: not signed.
    return false
  }
}
