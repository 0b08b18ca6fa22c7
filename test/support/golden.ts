// Golden answers: test/subsonic/golden/<endpoint>.<case>.json and .xml. LOCKGROOVE_GOLDEN=write (npm run golden) writes
// them anew; read the diff before committing it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'

const FOLDER = join(import.meta.dirname, '..', 'subsonic', 'golden')

/** Values that differ from run to run, and what stands for them in the file. */
export type Volatile = readonly (readonly [RegExp, string])[]

const ALWAYS_VOLATILE: Volatile = [
  [/("serverVersion": ?"|serverVersion=")[^"]*/g, '$1VERSION'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'DATE'],
  [/(?<name>"lastModified": ?|lastModified=")\d+/g, '$<name>0'],
  // The end of a cover id changes with the picture's file.
  [/(coverArt"?[=:] ?"[a-z]{2}-\d+_)[0-9a-z]+/g, '$1STAMP'],
  [/\(incident [0-9a-f]{8}\)/g, '(incident NUMBER)'],
  [/(\/\/(?:127\.0\.0\.1|localhost):)\d+/g, '$1PORT'],
]

/**
 * Compares an answer with its file, both laid out to be read.
 * @param name `getAlbum.full`
 */
export function expectGolden(
  name: string,
  format: 'json' | 'xml',
  answer: string,
  more: Volatile = [],
): void {
  const laidOut = format === 'json' ? `${JSON.stringify(JSON.parse(answer), null, 2)}\n` : indentXml(answer)
  const stable = [...ALWAYS_VOLATILE, ...more].reduce(
    (text, [value, name]) => text.replace(value, name),
    laidOut,
  )
  const path = join(FOLDER, `${name}.${format}`)

  if (process.env['LOCKGROOVE_GOLDEN'] === 'write') {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(path, stable)
    return
  }
  if (!existsSync(path))
    throw new Error(`There is no golden answer ${name}.${format} yet: npm run golden writes it.`)
  expect(stable).toBe(readFileSync(path, 'utf8'))
}

/** One element per line. Our writer puts no blanks between elements, so none is lost here. */
function indentXml(xml: string): string {
  let depth = 0
  const lines = xml.replace(/>\n?</g, '>\n<').split('\n')
  return `${lines
    .map((line) => {
      if (line.startsWith('</')) depth--
      const laidOut = '  '.repeat(Math.max(0, depth)) + line
      const opens = /^<[^?/]/.test(line) && !line.endsWith('/>') && !line.includes('</')
      if (opens) depth++
      return laidOut
    })
    .join('\n')}\n`
}
