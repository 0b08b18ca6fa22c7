// Looks for secrets in bytes, in whatever form somebody may have written them down.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a secret looks like when it is written as text, hex, base64 (at any place in a longer text) or in a URL. */
export function formsOf(secret: string | Buffer): Buffer[] {
  const bytes = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret
  const hex = bytes.toString('hex')
  const texts = [hex, hex.toUpperCase(), ...base64Forms(bytes)]
  if (typeof secret === 'string') {
    const encoded = encodeURIComponent(secret)
    const everyByte = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
    texts.push(
      encoded,
      encoded.toLowerCase(),
      encoded.replaceAll('%20', '+'),
      everyByte,
      everyByte.toUpperCase(),
    )
    texts.push(JSON.stringify(secret).slice(1, -1))
  }
  const utf16 = typeof secret === 'string' ? [Buffer.from(secret, 'utf16le')] : []
  return [bytes, ...utf16, ...texts.map((text) => Buffer.from(text, 'latin1'))]
}

/** The letters of base64 that depend on nothing but these bytes, wherever in a group of three they begin. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const first = before === 0 ? 0 : before + 1
    const last = (before + bytes.length) % 3 === 0 ? text.length : text.length - 1
    const sure = text.slice(first, last)
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

export interface Leak {
  readonly secret: string
  readonly file: string
}

/** Every file below the folders that holds one of the secrets in one of its forms. Secrets are named, never shown. */
export function findSecrets(
  folders: readonly string[],
  secrets: Readonly<Record<string, string | Buffer>>,
): Leak[] {
  const wanted = Object.entries(secrets).map(([name, secret]) => ({ name, forms: formsOf(secret) }))
  return folders.flatMap((folder) =>
    filesBelow(folder).flatMap((file) => {
      const bytes = readFileSync(file)
      return wanted
        .filter(({ forms }) => forms.some((form) => bytes.includes(form)))
        .map(({ name }) => ({ secret: name, file: file.slice(folder.length + 1) }))
    }),
  )
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
