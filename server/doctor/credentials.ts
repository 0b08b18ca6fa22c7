// What lets people in: is it whole, is it sealed, is it strong. Names whose credential it is, never what it is.
import { checkCredentials } from '../auth/check-credentials.ts'
import { prepare } from '../db/statements.ts'
import { DEFINITIONS } from '../settings/definitions.ts'
import { checkSealedValues, nameOfPlace } from '../vault/sealed-places.ts'
import { isReadableOnTheWay } from './exposure.ts'
import { type Finding, fine, look, someOf, wrong } from './finding.ts'
import type { Patient, PatientData } from './patient.ts'

const YEAR_MS = 365 * 86_400_000
/** What verifying one of our own hashes costs at least, in memory. */
const STRONG_COST = 2 ** 17 * 8

export function examineCredentials(patient: Patient, data: PatientData): Finding[] {
  return [...condition(data), ...people(data), ...unused(patient, data), ...strength(patient, data)]
}

function condition({ db, vault }: PatientData): Finding[] {
  const { damaged, inTheClear, unchecked } = checkCredentials(db, vault)
  const findings: Finding[] = []
  if (damaged.length > 0) {
    findings.push(
      wrong(
        'credentials',
        `damaged or moved, so that they do not work: ${someOf(damaged)}`,
        'Give these people new ones: lockgroove user password NAME, lockgroove device revoke and add. If nobody edited the database, see "If you suspect that somebody got in" in SECURITY.md.',
      ),
    )
  }
  if (inTheClear.length > 0) {
    findings.push(
      wrong(
        'credentials',
        `in the clear in the database: ${someOf(inTheClear)}`,
        'They are sealed when their user next signs in, or now: lockgroove key rotate.',
      ),
    )
  }
  findings.push(...ownSecrets(db, vault))
  if (unchecked > 0) findings.push(look('credentials', `${unchecked} could not be looked into while sealed`))
  return findings.length > 0 ? findings : [fine('credentials', 'none damaged, none in the clear')]
}

/** What the server keeps sealed for itself: the key of its certificate, of the audit log, the public recovery key. */
function ownSecrets(db: PatientData['db'], vault: PatientData['vault']): Finding[] {
  if (!vault.state().open) return []
  const damaged = checkSealedValues(db, vault)
    .damaged.filter(({ table }) => table !== 'users' && table !== 'device_credentials')
    .map(nameOfPlace)
  if (damaged.length === 0) return []
  return [
    wrong(
      'vault',
      `sealed values of the server itself that do not open: ${someOf(damaged)}`,
      'Restore a backup: lockgroove backup restore FILE.',
    ),
  ]
}

function people({ db }: PatientData): Finding[] {
  const { count, admins } = prepare<[], { count: number; admins: number }>(
    db,
    `SELECT count(*) AS count, coalesce(sum(admin_role <> 0 AND disabled_at IS NULL), 0) AS admins FROM users`,
  ).get()!
  if (count === 0)
    return [look('people', 'nobody yet', 'Set up in the window, or: lockgroove user add NAME --admin')]
  if (admins === 0)
    return [wrong('people', 'nobody who may sign in is an administrator', 'lockgroove user add NAME --admin')]
  return [fine('people', `${count}, of whom ${admins} may administer the server`)]
}

function unused({ now }: Patient, { db }: PatientData): Finding[] {
  const names = prepare<[number, number], string>(
    db,
    `SELECT '"' || d.name || '" of ' || u.name FROM device_credentials d JOIN users u ON u.id = d.user_id
     WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?) AND coalesce(last_used_at, d.created_at) < ?
     ORDER BY d.id`,
  )
    .pluck()
    .all(now, now - YEAR_MS) as string[]
  if (names.length === 0) return []
  return [
    look(
      'devices',
      `not used for a year: ${someOf(names)}`,
      'lockgroove device revoke NUMBER, see lockgroove device list',
    ),
  ]
}

function strength(patient: Patient, { db }: PatientData): Finding[] {
  const findings: Finding[] = []
  const hashes = prepare<[], { name: string; hash: string }>(
    db,
    'SELECT name, password_hash AS hash FROM users WHERE disabled_at IS NULL ORDER BY name_key',
  ).all()
  const weak = hashes.filter(({ hash }) => isWeakHash(hash)).map(({ name }) => name)
  if (weak.length > 0) {
    findings.push(
      look(
        'passwords',
        `stored with a weaker hash than today's: ${someOf(weak)}`,
        'Set them anew: lockgroove user password NAME',
      ),
    )
  }
  const byDefault = DEFINITIONS.passwordMinLength.initial(process.env, process.platform)
  if (patient.get('passwordMinLength') < byDefault) {
    findings.push(
      look(
        'passwords',
        `may have ${patient.get('passwordMinLength')} characters; ${byDefault} are the default`,
      ),
    )
  }
  if (patient.get('authRequestLimit') === 0 || patient.get('authWindowSec') === 0) {
    findings.push(
      wrong(
        'passwords',
        'may be guessed without a limit',
        'Do not set LOCKGROOVE_AUTH_REQUEST_LIMIT or LOCKGROOVE_AUTH_WINDOW to 0.',
      ),
    )
  }
  const inApps = prepare<[], string>(
    db,
    "SELECT name FROM users WHERE sealed_password <> '' AND disabled_at IS NULL ORDER BY name_key",
  )
    .pluck()
    .all() as string[]
  if (inApps.length > 0 && isReadableOnTheWay(patient)) {
    findings.push(
      look(
        'passwords',
        `account passwords travel through a network without HTTPS, because music apps may use them: ${someOf(inApps)}`,
        'Turn HTTPS on, or give apps passwords of their own (lockgroove device add) and take the account password from them in the window.',
      ),
    )
  }
  return findings
}

function isWeakHash(hash: string): boolean {
  const [, ln, r] = /^\$scrypt\$ln=(\d+),r=(\d+),/.exec(hash) ?? []
  return ln !== undefined && 2 ** Number(ln) * Number(r) < STRONG_COST
}
