// Device passwords and API keys: one's own, or anybody's for an administrator. Others do not learn that they exist.
import type { Audit } from '../../auth/audit.ts'
import {
  checkDeviceFolders,
  createDeviceCredential,
  type DeviceCredential,
  getDeviceCredential,
  listDeviceCredentials,
  revokeDeviceCredential,
} from '../../auth/device-credentials.ts'
import type { Users } from '../../auth/users.ts'
import type { Clock } from '../../clock.ts'
import type { DeviceInfo } from '../../contract/devices.ts'
import type { InputOf, OutputOf } from '../../contract/methods.ts'
import type { WriteDb } from '../../db/open.ts'
import { NotAllowed } from '../../errors.ts'
import type { Vault } from '../../vault/vault.ts'
import { type Caller, userOf, whom } from '../caller.ts'

export interface DeviceHandlerDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly clock: Clock
  readonly users: Users
  readonly audit: Audit
}

/** @throws NotFound, NotAllowed */
export function listDevices(
  { username, everybody }: InputOf<'devices.list'>,
  { db, users }: DeviceHandlerDeps,
  caller: Caller,
): readonly DeviceInfo[] {
  if (everybody && username === undefined) {
    if (!userOf(caller).roles.admin) throw new NotAllowed('Only an administrator may do that')
    return listDeviceCredentials(db).map(toDeviceInfo)
  }
  return listDeviceCredentials(db, whom(username, users, caller).id).map(toDeviceInfo)
}

/** @throws NotFound, InvalidInput, Conflict */
export function createDevice(
  { username, musicFolders, ...device }: InputOf<'devices.create'>,
  { db, vault, clock, users, audit }: DeviceHandlerDeps,
  caller: Caller,
): OutputOf<'devices.create'> {
  const user = whom(username, users, caller)
  checkDeviceFolders(user.scope, musicFolders)
  const { id, plainSecret } = createDeviceCredential(
    { db, vault, clock },
    { ...device, userId: user.id, folders: musicFolders },
  )
  const made = getDeviceCredential(db, id)
  audit.record({ event: 'device.created', ...by(caller), subject: user.name, detail: inWords(made) })
  return { device: toDeviceInfo(made), secret: plainSecret }
}

/** @throws NotFound, for somebody else's as for none */
export function revokeDevice(
  { id }: InputOf<'devices.revoke'>,
  { db, clock, audit }: DeviceHandlerDeps,
  caller: Caller,
): null {
  const user = userOf(caller)
  const owner = user.roles.admin ? undefined : user.id
  const device = getDeviceCredential(db, id, owner)
  if (!revokeDeviceCredential(db, id, clock, owner)) return null
  audit.record({
    event: 'device.revoked',
    ...by(caller),
    subject: device.userName,
    detail: inWords(device),
  })
  return null
}

function by(caller: Caller) {
  return { actor: userOf(caller).name, address: caller.address }
}

function inWords({ id, kind, name, scope }: DeviceCredential) {
  return { id, kind, name, scope }
}

function toDeviceInfo({ userId: _, folders, ...device }: DeviceCredential): DeviceInfo {
  return { ...device, musicFolders: folders }
}
