import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ACTIVITY } from '../../../renderer/text/activity.ts'
import { eventWords } from '../../../renderer/text/audit-events.ts'
import { SETTING_NAMES } from '../../../renderer/text/settings.ts'
import type { AuditRecord } from '../../../server/contract/audit.ts'
import { DEFINITIONS } from '../../../server/settings/definitions.ts'

/** Read as text: a union of types cannot be listed. */
const EVENTS = [
  ...readFileSync(join(import.meta.dirname, '../../../server/auth/audit.ts'), 'utf8').matchAll(
    /^ {2}\| '([a-z.-]+)'/gm,
  ),
].map(([, event]) => event!)

const record = (event: string, more: Partial<AuditRecord> = {}): AuditRecord => ({
  id: 1,
  at: 0,
  event,
  actor: 'anna',
  subject: 'bo',
  detail: {},
  ...more,
})
const say = (event: string, more: Partial<AuditRecord> = {}) => eventWords(record(event, more)).sentence

describe('an entry of the audit log', () => {
  test('names a program as one', () => {
    expect(say('door.opened', { actor: 'desktop app', subject: 'network' })).toMatch(
      /^The desktop app opened/,
    )
    expect(say('door.opened', { actor: 'command line' })).toMatch(/^The command line opened/)
    expect(eventWords(record('door.closed', { actor: 'desktop app' })).more).toBe('by the desktop app')
  })

  test('is told in words, whatever the server writes, and can be filtered by its kind', () => {
    expect(EVENTS.length).toBeGreaterThan(25)
    for (const event of EVENTS) {
      expect(say(event), event).not.toContain(event.includes('.') ? event : '\0')
      expect(say(event), event).not.toMatch(/undefined|NaN|\s$/)
      expect(Object.keys(ACTIVITY.log.kinds), event).toContain(event.split('.')[0])
    }
  })

  test('of a link says which password or key it was made with, which may be revoked', () => {
    const more = (detail: AuditRecord['detail']) => eventWords(record('share.created', { detail })).more
    expect(more({ name: 'Tides', device: 3 })).toBe('in an app, with password or key 3')
    expect(more({ name: 'Tides' })).toBeFalsy()
  })

  test('of a kind that is not known is shown as it was written', () => {
    expect(eventWords(record('share.made', { detail: { name: 'x', count: 2 } }))).toEqual({
      sentence: 'anna: share.made',
      more: 'name: x, count: 2',
      tone: 'usual',
    })
  })

  test('tells a sign-in from an app that was let in, and whose session was ended by whom', () => {
    expect(say('login.succeeded', { detail: { method: 'passkey' } })).toBe('anna signed in with a passkey')
    expect(say('login.succeeded', { detail: { door: 'music', client: 'Symfonium' } })).toBe(
      'anna let in Symfonium',
    )
    expect(say('session.ended', { subject: 'anna' })).toBe('anna signed out')
    expect(say('session.ended', { detail: { device: 'Firefox' } })).toBe('anna ended a session of bo')
    expect(say('login.failed', { actor: '', detail: { method: 'password' } })).toBe(
      'Somebody as bo did not get in with a password',
    )
    expect(say('login.failed', { actor: '', detail: { moreNotWritten: 12 } })).toBe(
      '12 more failed logins of music apps',
    )
  })

  test('calls settings as the settings page does', () => {
    expect(say('setting.changed', { subject: 'backupKeepDays', detail: { value: '60' } })).toBe(
      'anna changed the setting “Days to keep them”',
    )
    expect(Object.keys(SETTING_NAMES).sort()).toEqual(Object.keys(DEFINITIONS).sort())
  })
})
