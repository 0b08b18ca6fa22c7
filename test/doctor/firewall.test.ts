import { describe, expect, test } from 'vitest'
import { type FirewallDeps, findFirewall } from '../../server/doctor/firewall.ts'

/** Answers by the command's name; every other command is not there. */
const says =
  (answers: Record<string, string>): FirewallDeps['run'] =>
  async (command) =>
    answers[command]
const noFile = () => undefined

const INPUT_DROP = 'table inet filter {\n chain input { type filter hook input priority 0; policy drop; } }'

describe('findFirewall', () => {
  test.each<[string, FirewallDeps, boolean | 'unknown']>([
    ['ufw', { platform: 'linux', run: says({}), readFile: () => 'LOGLEVEL=low\nENABLED=yes\n' }, true],
    ['a ufw that is off', { platform: 'linux', run: says({}), readFile: () => 'ENABLED=no\n' }, 'unknown'],
    ['firewalld', { platform: 'linux', run: says({ systemctl: 'active\n' }), readFile: noFile }, true],
    ['nftables that drop', { platform: 'linux', run: says({ nft: INPUT_DROP }), readFile: noFile }, true],
    ['no rules of nftables, as root', { platform: 'linux', run: says({ nft: '' }), readFile: noFile }, false],
    [
      'iptables that drop',
      {
        platform: 'linux',
        run: says({ iptables: '-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n' }),
        readFile: noFile,
      },
      true,
    ],
    ['nothing that answers', { platform: 'linux', run: says({}), readFile: noFile }, 'unknown'],
    ['the Windows firewall', { platform: 'win32', run: says({ reg: 'EnableFirewall REG_DWORD 0x1' }) }, true],
    ['no Windows firewall', { platform: 'win32', run: says({ reg: 'EnableFirewall REG_DWORD 0x0' }) }, false],
    ['a Windows that does not answer', { platform: 'win32', run: says({}) }, 'unknown'],
    [
      'the macOS firewall',
      {
        platform: 'darwin',
        run: says({ '/usr/libexec/ApplicationFirewall/socketfilterfw': 'Firewall is enabled. (State = 1)' }),
      },
      true,
    ],
    ['a macOS that does not answer', { platform: 'darwin', run: says({}) }, 'unknown'],
  ])('recognizes %s', async (_what, deps, on) => {
    const state = await findFirewall(deps)
    expect(state.on).toBe(on)
    expect(state.sentence.includes('cannot tell')).toBe(on === 'unknown')
  })

  test('asks the system it runs on without an error', async () => {
    expect((await findFirewall()).sentence).not.toBe('')
  })
})
