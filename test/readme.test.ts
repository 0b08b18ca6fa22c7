// The README names every setting and every command.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../server/cli.ts'
import { DEFINITIONS } from '../server/settings/definitions.ts'

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')

test.each(Object.values(DEFINITIONS))('the README has $environment', (definition) => {
  expect(readme).toContain(`\`${definition.environment}\``)
  if ('flag' in definition) expect(readme).toContain(`\`--${definition.flag}\``)
})

test('the README has every command', async () => {
  let help = ''
  const write = process.stdout.write
  process.stdout.write = (text: string | Uint8Array) => {
    help += text
    return true
  }
  try {
    await run(['--help'])
  } finally {
    process.stdout.write = write
  }
  const commands = [...help.matchAll(/^ {2}lockgroove (\S+)/gm)].map(([, name]) => name)
  expect(commands.length).toBeGreaterThan(9)
  expect(
    commands.filter((name) => !new RegExp(`npm run (?:lockgroove -- )?${name}\\b`).test(readme)),
  ).toEqual([])
})
