// Whether a firewall is on, as far as that can be seen without rights. What cannot be seen is said to be unknown: a guess
// would be believed.
import { readFileSync } from 'node:fs'
import { type CommandRunner, runCommand } from './run-command.ts'

export interface FirewallState {
  readonly on: boolean | 'unknown'
  readonly sentence: string
}

export interface FirewallDeps {
  readonly platform?: NodeJS.Platform
  readonly run?: CommandRunner | undefined
  readonly readFile?: (path: string) => string | undefined
}

export async function findFirewall({
  platform = process.platform,
  run = runCommand,
  readFile = readIfThere,
}: FirewallDeps = {}): Promise<FirewallState> {
  if (platform === 'win32') return onWindows(run)
  if (platform === 'darwin') return onMac(run)
  return onLinux(run, readFile)
}

async function onLinux(
  run: CommandRunner,
  readFile: (path: string) => string | undefined,
): Promise<FirewallState> {
  if (/^ENABLED=yes$/im.test(readFile('/etc/ufw/ufw.conf') ?? '')) return on('ufw')
  if ((await run('systemctl', ['is-active', 'firewalld']))?.trim() === 'active') return on('firewalld')
  // Only root may ask these two.
  const tables = await run('nft', ['list', 'ruleset'])
  if (
    tables !== undefined &&
    /hook input[^;]*;[^}]*policy drop|hook input[\s\S]*\b(?:drop|reject)\b/.test(tables)
  )
    return on('nftables')
  const rules = await run('iptables', ['-S', 'INPUT'])
  if (rules !== undefined && /^-P INPUT DROP|-j (?:DROP|REJECT)/m.test(rules)) return on('iptables')
  if (tables !== undefined || rules !== undefined) {
    return { on: false, sentence: 'no rule of nftables or iptables refuses anything' }
  }
  return {
    on: 'unknown',
    sentence: 'neither ufw nor firewalld is on; other rules only root can see, so this cannot tell',
  }
}

async function onWindows(run: CommandRunner): Promise<FirewallState> {
  const base = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy'
  const profiles = ['StandardProfile', 'PublicProfile']
  const answers = await Promise.all(
    profiles.map((profile) => run('reg', ['query', `${base}\\${profile}`, '/v', 'EnableFirewall'])),
  )
  if (answers.some((answer) => answer === undefined)) return cannotTell('the Windows firewall')
  if (answers.every((answer) => /0x1\b/.test(answer!))) return on('the Windows firewall')
  return { on: false, sentence: 'the Windows firewall is off for private or public networks' }
}

async function onMac(run: CommandRunner): Promise<FirewallState> {
  const answer = await run('/usr/libexec/ApplicationFirewall/socketfilterfw', ['--getglobalstate'])
  if (answer === undefined) return cannotTell('the macOS firewall')
  if (/State = [12]/.test(answer)) return on('the macOS firewall')
  return /State = 0/.test(answer)
    ? { on: false, sentence: 'the macOS firewall is off' }
    : cannotTell('the macOS firewall')
}

function on(name: string): FirewallState {
  return { on: true, sentence: `${name} is on` }
}

function cannotTell(name: string): FirewallState {
  return { on: 'unknown', sentence: `${name} does not answer, so this cannot tell` }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
