// `node build/update-key.ts make`             makes the key that signs releases; once, by whoever releases
// `node build/update-key.ts sign latest*.yml`  signs what announces a release, with the key in LOCKGROOVE_UPDATE_KEY
// See [Note: updates bear our signature].
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js'
import { type Announcement, isSignedWith, signedText, UPDATE_KEY } from '../electron/update-signature.ts'

/** As the app reads it, so that both mean the same. */
export function readAnnouncement(path: string): Announcement {
  return parseUpdateInfo(readFileSync(path, 'utf8'), basename(path), new URL(`file:///${basename(path)}`))
}

export function makeUpdateKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: publicText(publicKey),
  }
}

/**
 * Adds the signature to each file.
 * @param publicKey the one in the app
 * @throws where the key is not the one the apps out there know, or is missing although they know one
 */
export function signAnnouncements(
  paths: readonly string[],
  privateText: string,
  publicKey = UPDATE_KEY,
): string {
  if (privateText === '' && publicKey === '') {
    return 'There is no key for updates: apps say that there is a new version, and do not install it.'
  }
  if (privateText === '')
    throw new Error('LOCKGROOVE_UPDATE_KEY is missing, and the app expects its signature')
  const key = createPrivateKey({ key: Buffer.from(privateText, 'base64'), format: 'der', type: 'pkcs8' })
  if (publicText(createPublicKey(key)) !== publicKey) {
    throw new Error('LOCKGROOVE_UPDATE_KEY is not the key that electron/update-signature.ts expects')
  }
  if (paths.length === 0) throw new Error('expected latest*.yml, got no file')
  for (const path of paths) signOne(path, key, publicKey)
  return `Signed: ${paths.map((path) => basename(path)).join(', ')}.`
}

function signOne(path: string, key: KeyObject, publicKey: string): void {
  const text = readFileSync(path, 'utf8').replace(/^signature:.*\n/gm, '')
  const signature = sign(null, Buffer.from(signedText(readAnnouncement(path))), key).toString('base64')
  writeFileSync(path, `${text.trimEnd()}\nsignature: ${signature}\n`)
  if (!isSignedWith(publicKey, readAnnouncement(path)))
    throw new Error(`${path}: the signature does not hold`)
}

function publicText(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64')
}

if (import.meta.main) {
  const [command, ...paths] = process.argv.slice(2)
  if (command === 'make') {
    const { privateKey, publicKey } = makeUpdateKey()
    process.stdout.write(`UPDATE_KEY in electron/update-signature.ts:\n  ${publicKey}\n\n`)
    process.stdout.write(
      `The secret LOCKGROOVE_UPDATE_KEY; keep a copy where nobody gets at it:\n  ${privateKey}\n`,
    )
  } else if (command === 'sign') {
    process.stdout.write(`${signAnnouncements(paths, process.env['LOCKGROOVE_UPDATE_KEY'] ?? '')}\n`)
  } else {
    process.stderr.write('expected make, or sign and files\n')
    process.exitCode = 2
  }
}
