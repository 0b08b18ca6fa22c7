// Which function answers which method of the contract, and everything those functions need.
import type { InputOf, MethodName, OutputOf } from '../contract/methods.ts'
import type { Log } from '../log.ts'
import type { Caller, CallerDeps } from './caller.ts'
import { type AuditHandlerDeps, listEntries, verifyEntries } from './handlers/audit.ts'
import { type BackupHandlerDeps, listBackups, makeBackup, verifyBackup } from './handlers/backups.ts'
import { createDevice, type DeviceHandlerDeps, listDevices, revokeDevice } from './handlers/devices.ts'
import { type DoorDeps, doorStatus, openDoor } from './handlers/doors.ts'
import * as library from './handlers/library.ts'
import * as passkeys from './handlers/passkeys.ts'
import { type PlayDeps, playsOverTime, recentPlays } from './handlers/plays.ts'
import { examineServer, raiseAlarm, type SafetyDeps, setReadOnly } from './handlers/safety.ts'
import { type ScanDeps, scanState, startScan, stopScan } from './handlers/scan.ts'
import * as sessions from './handlers/sessions.ts'
import { listSettings, resetSetting, type SettingsDeps, setSetting } from './handlers/settings.ts'
import { createOwner, noteSetup, type SetupDeps, setupProgress } from './handlers/setup.ts'
import * as shares from './handlers/shares.ts'
import { type StatusDeps, serverStatus } from './handlers/status.ts'
import * as users from './handlers/users.ts'
import * as vault from './handlers/vault.ts'

export type ConsoleDeps = SetupDeps &
  StatusDeps &
  passkeys.PasskeyHandlerDeps &
  users.UserHandlerDeps &
  vault.VaultHandlerDeps &
  DeviceHandlerDeps &
  DoorDeps &
  AuditHandlerDeps &
  BackupHandlerDeps &
  SafetyDeps &
  library.LibraryDeps &
  ScanDeps &
  PlayDeps &
  shares.ShareHandlerDeps &
  CallerDeps &
  SettingsDeps & { readonly log: Log }

export type Handler<Name extends MethodName> = (
  input: InputOf<Name>,
  deps: ConsoleDeps,
  caller: Caller,
) => OutputOf<Name> | Promise<OutputOf<Name>>

type Handlers = { readonly [Name in MethodName]?: Handler<Name> }

export const HANDLERS: Handlers = {
  'server.status': serverStatus,
  'setup.createOwner': createOwner,
  'setup.progress': setupProgress,
  'setup.note': noteSetup,
  'audit.list': listEntries,
  'audit.verify': verifyEntries,
  'backups.list': listBackups,
  'backups.make': makeBackup,
  'backups.verify': verifyBackup,
  'safety.setReadOnly': setReadOnly,
  'safety.panic': raiseAlarm,
  'safety.doctor': examineServer,
  'library.summary': library.librarySummary,
  'library.problems': library.listProblems,
  'library.songDetail': library.songDetail,
  'library.folders': library.listFolders,
  'library.addFolder': library.addFolder,
  'library.changeFolder': library.changeFolder,
  'library.removeFolder': library.removeFolder,
  'library.browseDirs': library.browseDirs,
  'scan.status': scanState,
  'scan.start': startScan,
  'scan.stop': stopScan,
  'plays.overTime': playsOverTime,
  'plays.recent': recentPlays,
  'shares.list': shares.listShares,
  'shares.create': shares.createShare,
  'shares.change': shares.changeShare,
  'shares.remove': shares.removeShare,
  'settings.list': listSettings,
  'settings.set': setSetting,
  'settings.reset': resetSetting,
  'users.list': users.listUsers,
  'users.create': users.createUser,
  'users.update': users.updateUser,
  'users.belongings': users.belongingsOfUser,
  'users.remove': users.removeUser,
  'users.setPassword': users.setPassword,
  'users.changePassword': users.changePassword,
  'users.setPasswordForApps': users.setPasswordForApps,
  'users.passwordStrength': users.passwordStrength,
  'devices.list': listDevices,
  'devices.create': createDevice,
  'devices.revoke': revokeDevice,
  'doors.status': doorStatus,
  'doors.open': openDoor,
  'sessions.signIn': sessions.signIn,
  'sessions.signOut': sessions.signOut,
  'sessions.current': sessions.currentSession,
  'sessions.list': sessions.listOwnSessions,
  'sessions.revoke': sessions.revokeSession,
  'sessions.revokeAll': sessions.revokeAllSessions,
  'sessions.useTicket': sessions.signInWithTicket,
  'sessions.useRecoveryLink': sessions.useRecoveryLink,
  'passkeys.list': passkeys.listOwnPasskeys,
  'passkeys.beginRegistration': passkeys.beginRegistration,
  'passkeys.finishRegistration': passkeys.finishRegistration,
  'passkeys.rename': passkeys.rename,
  'passkeys.remove': passkeys.remove,
  'passkeys.beginSignIn': passkeys.beginSignIn,
  'passkeys.finishSignIn': passkeys.finishSignIn,
  'vault.status': vault.vaultStatus,
  'vault.tryAgain': vault.tryAgain,
  'vault.recover': vault.recover,
  'vault.rotate': vault.rotate,
  'vault.rewrap': vault.rewrap,
  'vault.makeRecoveryKey': vault.makeRecoveryKey,
}
