// systemd's own tools read the unit where they are installed; what the unit promises is asserted everywhere.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFINITIONS } from '../../server/settings/definitions.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const unit = readFileSync(join(ROOT, 'build', 'linux', 'lockgroove.service'), 'utf8')
const lines = unit.split('\n').filter((line) => /^[A-Z]\w+=/.test(line))
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

test.each([
  'DynamicUser=yes',
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'ProtectSystem=strict',
  'ProtectHome=tmpfs',
  'BindReadOnlyPaths=-/srv/music',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'MemoryMax=1G',
  'TasksMax=128',
  'IPAddressDeny=any',
  'RestrictSUIDSGID=yes',
  'LoadCredential=master.key:/etc/lockgroove/master.key',
])('the service has %s', (line) => {
  expect(lines).toContain(line)
})

test('the service writes to its own two folders and knows settings that exist', () => {
  expect(lines.filter((line) => /^(?:ReadWritePaths|BindPaths)=/.test(line))).toEqual([])
  const known = new Set<string>(Object.values(DEFINITIONS).map(({ environment }) => environment))
  const set = lines.flatMap((line) => line.match(/LOCKGROOVE_\w+(?==)/g) ?? [])
  expect(set.length).toBeGreaterThan(4)
  for (const name of set) expect(known).toContain(name)
})

describe.skipIf(!hasSystemd)('systemd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-unit-'))
  const path = join(folder, 'lockgroove.service')
  beforeAll(() =>
    writeFileSync(path, unit.replaceAll('/opt/lockgroove/node_modules/.bin/node', process.execPath)),
  )
  afterAll(() => rmSync(folder, { recursive: true }))

  test('finds nothing wrong with the unit', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' })
    expect({ status, stderr: stderr.split('\n').filter((line) => line.includes('lockgroove')) }).toEqual({
      status: 0,
      stderr: [],
    })
  })

  test('calls its exposure small', () => {
    // Of 10, in tenths; a unit that says nothing has 9.6.
    const asked = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=15', path], {
      encoding: 'utf8',
    })
    expect({ status: asked.status, said: asked.stdout.split('\n').at(-2) ?? asked.stderr }).toMatchObject({
      status: 0,
    })
  })
})
