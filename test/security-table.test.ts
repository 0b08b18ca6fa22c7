// SECURITY.md names a test for each published mistake: it has to be there.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const rows = [...readFileSync(join(ROOT, 'SECURITY.md'), 'utf8').matchAll(/\| `(test\/\S+)` › (.+) \|$/gm)]

test('SECURITY.md names a test for every mistake', () => {
  expect(rows.length).toBeGreaterThanOrEqual(15)
})

test.each(rows.map(([, file, name]) => ({ file: file!, name: name! })))(
  '$file has "$name"',
  ({ file, name }) => {
    expect(existsSync(join(ROOT, file))).toBe(true)
    const source = readFileSync(join(ROOT, file), 'utf8')
    expect(source.includes(`'${name}`) || source.includes(`"${name}`)).toBe(true)
  },
)
