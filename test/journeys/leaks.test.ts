// A server that was used through every form of credential, rightly and wrongly, leaves no secret on disk: not in the
// database or its WAL, not in a backup, a report, the cache or the log at its most talkative. Looked at while it runs and
// after it has ended.
import { createHash } from 'node:crypto'
import { cpSync, createWriteStream, mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRecoveryToken } from '../../server/auth/recovery-links.ts'
import { createServer, type Server } from '../../server/index.ts'
import { createLog } from '../../server/log.ts'
import { openData } from '../../server/open-data.ts'
import { randomShareToken, randomToken } from '../../server/vault/tokens.ts'
import { createCommandLine } from '../support/command-line.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { filesBelow, findSecrets } from '../support/find-secrets.ts'
import { PEOPLE, preparedData, testSettings } from '../support/prepared-data.ts'
import { createSubsonicClient } from '../support/subsonic-client.ts'

/** As in testSettings. */
const MASTER_KEY = Buffer.from('0123456789abcdef'.repeat(4), 'hex')
const NEW_PASSWORD = 'räven & haren + 100 % natt'
const RECOVERED_PASSWORD = 'öppna, sade dörren / 42'
const SALT = 'a salt nobody else has'

let folder: string
let copy: string
const secrets: Record<string, string | Buffer> = { 'master key': MASTER_KEY }

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-leaks-')))
  const dataDir = join(folder, 'data')
  const prepared = await preparedData('fixture')
  cpSync(prepared.dataDir, dataDir, { recursive: true })
  const logFile = createWriteStream(join(folder, 'server.log'))
  const settings = testSettings(dataDir, { backupEveryHours: 0, authRequestLimit: 0 })
  const server = await createServer(settings, {
    log: createLog({ verbosity: 'trace', destination: logFile }),
  })
  try {
    await goThroughEverything(server, dataDir)
    copy = join(folder, 'copy while it runs')
    cpSync(dataDir, copy, { recursive: true })
  } finally {
    await server.close()
    await new Promise((resolve) => logFile.end(resolve))
  }
}, 120_000)

async function goThroughEverything(server: Server, dataDir: string) {
  const { owner, listener } = PEOPLE
  const music = server.musicUrls[0]!
  const mine = createConsoleClient(server.consoleUrl)

  // Right and wrong account passwords, at both doors, in every form
  remember('account password', owner.password)
  remember('other account password', listener.password)
  await mine.signIn(owner.user, owner.password)
  for (const form of ['clear', 'hex', 'token'] as const) {
    for (const password of [owner.password, mistyped(form)]) {
      const app = createSubsonicClient(music, { user: owner.user, password, form })
      await app.call('ping')
      await app.call('getAlbumList2', { type: 'newest' }, { form: true })
      await app.call('stream', { id: 'so-1' })
    }
  }
  const token = createHash('md5')
    .update(owner.password + SALT)
    .digest('hex')
  remember('token', token)
  remember('salt', SALT)
  const withToken = { u: owner.user, t: token, s: SALT }
  await createSubsonicClient(music, 'none').call('ping', {}, { common: withToken })
  const stranger = createConsoleClient(server.consoleUrl)
  await stranger.call('sessions.signIn', { username: owner.user, password: mistyped('console') })
  // The password in the field for the name.
  await stranger.call('sessions.signIn', { username: mistyped('name'), password: 'x' })
  await createSubsonicClient(music, { user: mistyped('u'), password: 'x' }).call('ping')

  // Devices of every kind, used, one of them revoked
  for (const kind of ['password', 'apikey'] as const) {
    for (const fate of ['kept', 'revoked']) {
      const { device, secret } = await mine.get('devices.create', { kind, name: `${kind}, ${fate}` })
      remember(`${kind} ${fate}`, secret)
      const login =
        kind === 'apikey'
          ? { apiKey: secret }
          : { user: owner.user, password: secret, form: 'clear' as const }
      const app = createSubsonicClient(music, login)
      expect((await app.json('ping')).status).toBe('ok')
      await app.call('stream', { id: 'so-1' })
      await app.call('nosuchmethod', { apiKey: secret, token: secret })
      if (fate === 'revoked') await mine.get('devices.revoke', { id: device.id })
      await app.call('ping')
    }
  }
  await createSubsonicClient(music, { apiKey: mistyped('key') }).call('ping')

  // Sessions, a new password, a recovery link, a ticket
  remember('session', sessionOf(mine))
  await mine.get('users.changePassword', { currentPassword: owner.password, newPassword: NEW_PASSWORD })
  remember('new password', NEW_PASSWORD)
  const beside = await openData(testSettings(dataDir))
  const link = makeRecoveryToken(
    { db: beside.db, clock: { now: () => Date.now() } },
    beside.users.getByName(listener.user).id,
  )
  beside.close()
  remember('recovery link', link)
  const recovered = createConsoleClient(server.consoleUrl)
  await recovered.call('sessions.useRecoveryLink', { token: mistyped('link'), password: 'xxxxxxxxxxxx' })
  await recovered.get('sessions.useRecoveryLink', { token: link, password: RECOVERED_PASSWORD })
  remember('recovered password', RECOVERED_PASSWORD)
  remember('session of a recovery link', sessionOf(recovered))
  const ticket = server.createTicket(owner.user)!
  remember('ticket', ticket)
  const window = createConsoleClient(server.consoleUrl)
  await window.get('sessions.useTicket', { ticket })
  remember('session of a ticket', sessionOf(window))
  await recovered.call('sessions.useTicket', { ticket: mistyped('ticket') })

  // Share links of the window and of an app, opened, and one that leads nowhere
  const made = await mine.get('shares.create', { items: ['so-1'], description: 'for a friend' })
  const listed = (await mine.get('shares.list', {})).find(({ id }) => id === made.id)!
  const ofApp = (
    await createSubsonicClient(music, { ...owner, password: NEW_PASSWORD }).json('createShare', {
      id: 'so-1',
    })
  )['shares'].share[0]
  const nowhere = randomShareToken()
  remember('link that leads nowhere', nowhere)
  for (const [name, url] of [
    ['share link of the window', listed.url!],
    ['share link of an app', ofApp.url],
  ]) {
    remember(name!, url!.slice(-32))
    for (const end of ['', '/songs/1', '/covers/1?size=160', '/songs/99', '/%2e%2e', '?token=1', '//']) {
      await (await fetch(url + end, { headers: { Referer: url! } })).arrayBuffer()
    }
    await fetch(url!, { method: 'POST', body: url! })
  }
  await fetch(`${music}/share/${nowhere}`)
  await fetch(`${music}/SHARE/${nowhere}`)
  await fetch(`${music}/some/share/${nowhere}`)
  await createSubsonicClient(music, { ...owner, password: NEW_PASSWORD }).json('updateShare', {
    id: ofApp.id,
  })
  await mine.get('shares.change', { share: made.id, description: 'changed' })
  await mine.get('shares.remove', { share: made.id })
  await createSubsonicClient(music, { ...owner, password: NEW_PASSWORD }).json('deleteShare', { id: nowhere })

  // The vault, a backup, reports
  const { recoveryKey } = await mine.get('vault.makeRecoveryKey', {})
  remember('recovery key', recoveryKey)
  remember('recovery key without blanks', recoveryKey.replace(/[\s-]/g, ''))
  await mine.call('vault.recover', { recoveryKey: mistyped('recovery key') })
  await mine.get('vault.rotate', {})
  await mine.get('backups.make', {})
  await mine.get('safety.doctor', {})
  await mine.get('audit.list', {})
  await mine.call('settings.set', { name: 'masterKey', value: mistyped('setting') })
}

function remember(name: string, secret: string | Buffer) {
  expect(secret.length).toBeGreaterThan(9)
  secrets[name] = secret
}

/** What somebody typed in the wrong place or wrongly may be their password elsewhere. */
function mistyped(where: string): string {
  const text = `typo-${randomToken()}`
  secrets[`typed wrongly: ${where}`] = text
  return text
}

function sessionOf(client: { cookies: Map<string, string> }): string {
  return [...client.cookies.values()][0]!
}

describe('a server that was used through every form of credential', () => {
  test('leaves no secret in the data folder, its WAL, backups and cache while it runs', () => {
    const files = filesBelow(copy)
    expect(files.some((file) => file.endsWith('.db-wal'))).toBe(true)
    expect(files.some((file) => file.endsWith('.lgbackup'))).toBe(true)
    expect(findSecrets([copy], secrets)).toEqual([])
  })

  test('leaves none there after it has ended', () => {
    expect(findSecrets([join(folder, 'data')], secrets)).toEqual([])
  })

  test('writes none into the most talkative log', () => {
    const [log] = filesBelow(folder).filter((file) => file.endsWith('server.log'))
    expect(log).toBeDefined()
    expect(findSecrets([folder], secrets)).toEqual([])
  })
})

describe('the command line', () => {
  const cli = createCommandLine()
  afterAll(() => cli.close())

  test('leaves no secret in its folders, nor in what it prints but the one that is to be shown', async () => {
    const password = 'typed on a terminal, once'
    const typed: Record<string, string> = { password }
    const added = await cli.run(['user', 'add', 'anna', '--admin', '--password-stdin'], { input: password })
    expect(added.code).toBe(0)
    for (const kind of ['password', 'apikey']) {
      const { code, out } = await cli.run(['device', 'add', 'anna', '--name', kind, '--kind', kind, '--json'])
      expect(code).toBe(0)
      typed[kind] = JSON.parse(out).secret
    }
    const { out: recovery } = await cli.run(['key', 'recovery'])
    typed['recovery key'] = /(?:[0-9A-Z]{4,}-){3,}[0-9A-Z]+/.exec(recovery)![0]
    const { out: link } = await cli.run(['user', 'recovery-link', 'anna'])
    typed['recovery link'] = /#(\S+)/.exec(link)![1]!
    let printed = ''
    for (const command of [
      ['doctor'],
      ['audit', 'show'],
      ['key', 'status'],
      ['device', 'list'],
      ['session', 'list'],
    ]) {
      for (const json of [[], ['--json']]) {
        const { out, err } = await cli.run([...command, ...json])
        printed += out + err
      }
    }
    await cli.run(['key', 'rotate'])
    expect((await cli.run(['backup', 'make'])).code).toBe(0)

    expect(findSecrets([cli.folder], typed)).toEqual([])
    expect(Object.values(typed).filter((secret) => printed.includes(secret))).toEqual([])
  }, 120_000)
})
