// The entries of the audit log in words. What is not known here is shown as it was written.
import type { AuditRecord } from '../../server/contract/audit.ts'
import { SETTING_NAMES } from './settings.ts'

const some = (count: number, one: string, many: string) =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`

type Detail = AuditRecord['detail']
type Tone = 'usual' | 'notable' | 'alarming'

export interface EventWords {
  readonly sentence: string
  /** Beneath it, where there is more to say. */
  readonly more?: string
  readonly tone: Tone
}

const METHODS: Readonly<Record<string, string>> = {
  password: 'with a password',
  passkey: 'with a passkey',
  proxy: 'through the proxy',
  ticket: 'in the app on the server',
  recovery: 'with a recovery link',
}

const DOOR_REASONS: Readonly<Record<string, string>> = {
  setting: 'by the settings',
  time: 'its time was over',
  'another network': 'this computer came into another network',
  panic: 'in a panic',
}

const KINDS: Readonly<Record<string, string>> = {
  password: 'the app password',
  apikey: 'the API key',
}

/** An entry of the log as a person would tell it. Names are text of strangers: whoever shows this shows it as text. */
export function eventWords(record: AuditRecord): EventWords {
  const { event, detail } = record
  const known = WORDS[event]
  if (known) return known(record)
  const rest = restOf(detail, [])
  return { sentence: `${who(record)}: ${event}`, tone: 'usual', ...(rest !== '' && { more: rest }) }
}

type Tell = (record: AuditRecord) => EventWords

const usual = (sentence: string, more?: string): EventWords => words('usual', sentence, more)
const notable = (sentence: string, more?: string): EventWords => words('notable', sentence, more)
const alarming = (sentence: string, more?: string): EventWords => words('alarming', sentence, more)

const WORDS: Readonly<Record<string, Tell>> = {
  'login.succeeded': (record) =>
    record.detail['door'] === 'music'
      ? usual(`${who(record)} let in ${text(record.detail['client']) || 'a music app'}`)
      : usual(`${who(record)} signed in ${METHODS[text(record.detail['method'])] ?? ''}`.trimEnd()),
  'login.failed': ({ subject, detail }) => {
    if (detail['moreNotWritten'] !== undefined) {
      return alarming(`${Number(detail['moreNotWritten']).toLocaleString()} more failed logins of music apps`)
    }
    const asWhom = subject === undefined || subject === '' ? 'Somebody' : `Somebody as ${subject}`
    if (detail['expired'] === true)
      return notable(`${asWhom} came with a password that has expired`, client(detail))
    return detail['door'] === 'music'
      ? notable(`${asWhom} did not get in with a music app`)
      : notable(
          `${asWhom} did not get in ${METHODS[text(detail['method'])] ?? ''}`.trimEnd(),
          text(detail['reason']),
        )
  },
  'session.ended': (record) => {
    const { subject, actor, detail } = record
    const more = [text(detail['device']), text(detail['reason'])].filter(Boolean).join(', ')
    if (detail['ended'] !== undefined) {
      return usual(
        `${who(record)} ended ${some(Number(detail['ended']), 'session', 'sessions')} of ${subject ?? 'everybody'}`,
      )
    }
    return subject === actor && more === ''
      ? usual(`${who(record)} signed out`)
      : usual(`${who(record)} ended a session of ${subject ?? 'somebody'}`, more)
  },
  'user.created': (record) =>
    notable(`${who(record)} made the account of ${whom(record)}`, rights(record.detail)),
  'user.changed': (record) =>
    usual(`${who(record)} changed the account of ${whom(record)}`, rights(record.detail)),
  'user.removed': (record) => notable(`${who(record)} removed the account of ${whom(record)}`),
  'user.password-changed': (record) =>
    record.actor === record.subject
      ? usual(`${who(record)} changed the own password`, revoked(record.detail))
      : notable(`${who(record)} gave ${whom(record)} a new password`, revoked(record.detail)),
  'device.created': (record) => usual(`${who(record)} made ${credential(record.detail)} for ${whom(record)}`),
  'device.revoked': (record) => usual(`${who(record)} ended ${credential(record.detail)} of ${whom(record)}`),
  'device.sealed': (record) => usual(`A password of ${whom(record)} that lay in the clear is sealed now`),
  'share.created': (record) =>
    notable(
      `${who(record)} made a link to ${quoted(record.detail['name'])}`,
      record.detail['device'] === undefined
        ? ''
        : `in an app, with password or key ${record.detail['device']}`,
    ),
  'share.changed': (record) => usual(`${who(record)} changed the link to ${quoted(record.detail['name'])}`),
  'share.ended': (record) =>
    usual(
      `${who(record)} ended the link to ${quoted(record.detail['name'])}`,
      record.subject === undefined || record.subject === record.actor ? '' : `of ${record.subject}`,
    ),
  'passkey.added': (record) => usual(`${who(record)} added the passkey ${quoted(record.detail['name'])}`),
  'passkey.removed': (record) =>
    usual(`${who(record)} removed the passkey ${quoted(record.detail['name'])} of ${whom(record)}`),
  'recovery-link.made': (record) => notable(`${who(record)} made a recovery link for ${whom(record)}`),
  'recovery-link.used': (record) => notable(`${whom(record)} chose a new password with a recovery link`),
  'vault.opened': ({ detail }) => usual('The vault was opened', source(detail)),
  'vault.sealed': ({ detail }) => alarming('The vault stayed sealed', text(detail['trouble'])),
  'vault.rotated': (record) =>
    notable(
      `${who(record)} made a new data key`,
      `${some(Number(record.detail['resealed'] ?? 0), 'value', 'values')} sealed anew`,
    ),
  'vault.rewrapped': (record) => notable(`${who(record)} made a new master key`, source(record.detail)),
  'vault.recovered': (record) =>
    alarming(`${who(record)} opened the vault with the recovery key`, source(record.detail)),
  'vault.started-over': (record) =>
    alarming(
      `${who(record)} made the vault anew, without its old keys`,
      `${some(Number(record.detail['lost'] ?? 0), 'sealed value', 'sealed values')} given up`,
    ),
  'recovery-key.made': (record) => notable(`${who(record)} made a new recovery key`),
  'door.opened': (record) => notable(`${who(record)} opened the door: ${record.subject ?? ''}`),
  'door.closed': (record) =>
    usual(
      `The door closed: ${record.subject ?? ''}`,
      [
        DOOR_REASONS[text(record.detail['reason'])] ?? '',
        record.actor === 'server' ? '' : `by ${inSentence(record.actor)}`,
      ]
        .filter(Boolean)
        .join(', '),
    ),
  'setting.changed': (record) =>
    record.detail['reset'] === true
      ? usual(`${who(record)} put ${settingName(record)} back to its default`)
      : usual(
          `${who(record)} changed ${settingName(record)}`,
          record.detail['value'] === undefined ? '' : `now ${text(record.detail['value']) || 'empty'}`,
        ),
  'folder.added': (record) => notable(`${who(record)} added a music folder`, record.subject),
  'folder.changed': (record) => {
    const { path, nameBefore } = record.detail
    return notable(
      `${who(record)} ${path === undefined ? 'renamed' : 'moved'} a music folder`,
      nameBefore === undefined ? record.subject : `${text(nameBefore)} is ${record.subject} now`,
    )
  },
  'folder.removed': (record) => notable(`${who(record)} removed a music folder`, record.subject),
  'backup.made': ({ actor, subject, detail }) =>
    detail['ok'] === false
      ? alarming('A backup did not pass its check', subject)
      : usual(actor === 'server' ? 'A backup made itself' : `${actor} made a backup`, subject),
  'backup.restored': (record) => alarming(`${who(record)} brought back a backup`, record.subject),
  panic: (record) =>
    alarming(
      `${who(record)} took every key away`,
      Number(record.detail['failed'] ?? 0) > 0 ? `${text(record.detail['failed'])} steps failed` : '',
    ),
  'audit.begun': () => usual('The log is bound together from here on'),
  'audit.broken': ({ detail }) => alarming('The log is not as it was written', text(detail['sentence'])),
}

function words(tone: Tone, sentence: string, more = ''): EventWords {
  return { tone, sentence, ...(more !== '' && { more }) }
}

function who({ actor }: AuditRecord): string {
  if (actor === '') return 'A stranger'
  if (actor === 'server') return 'The server'
  return isProgram(actor) ? `The ${actor}` : actor
}

function inSentence(actor: string): string {
  return isProgram(actor) ? `the ${actor}` : actor
}

function isProgram(actor: string): boolean {
  return actor === 'command line' || actor === 'desktop app'
}

function whom({ subject }: AuditRecord): string {
  return subject === undefined || subject === '' ? 'somebody' : subject
}

function text(value: Detail[string] | undefined): string {
  return value === undefined ? '' : String(value)
}

function quoted(value: Detail[string] | undefined): string {
  return `“${text(value)}”`
}

function client(detail: Detail): string {
  return text(detail['client'])
}

function source(detail: Detail): string {
  return detail['source'] === undefined ? '' : `key from: ${text(detail['source'])}`
}

function credential(detail: Detail): string {
  return `${KINDS[text(detail['kind'])] ?? 'a password or key'} ${quoted(detail['name'])}`
}

function revoked(detail: Detail): string {
  return detail['revokeDevices'] === true ? 'and ended all app passwords and keys' : ''
}

function settingName({ subject }: AuditRecord): string {
  return `the setting “${SETTING_NAMES[subject ?? ''] ?? subject ?? ''}”`
}

function rights(detail: Detail): string {
  const parts: [string, string][] = [
    ['rolesGiven', 'may now'],
    ['rolesTaken', 'may no longer'],
    ['musicFolders', 'music folders'],
    ['others', 'changed'],
    ['by', 'by'],
  ]
  const said = parts.flatMap(([name, label]) =>
    detail[name] === undefined ? [] : [`${label}: ${text(detail[name])}`],
  )
  if (text(detail['disabled']) === 'true') said.push('may not sign in any more')
  if (text(detail['disabled']) === 'false') said.push('may sign in again')
  if (detail['passwordForApps'] === true) said.push('music apps may use the account password')
  if (detail['passwordForApps'] === false) said.push('music apps may not use the account password')
  if (detail['admin'] === true) said.push('as administrator')
  return said.join('; ')
}

function restOf(detail: Detail, known: readonly string[]): string {
  return Object.entries(detail)
    .filter(([name]) => !known.includes(name))
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
}
