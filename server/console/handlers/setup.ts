// The first owner: whoever has the code from the terminal, and nobody else.
import { resolve } from 'node:path'
import type { Audit } from '../../auth/audit.ts'
import { makeFirstRecoveryKey } from '../../auth/recovery-key.ts'
import type { SealOnSight } from '../../auth/seal-on-sight.ts'
import { endSetUp, findSetUp, storeSetUp } from '../../auth/set-up-progress.ts'
import type { SetupCode } from '../../auth/setup-code.ts'
import { ALL_ROLES, type Users } from '../../auth/users.ts'
import type { Clock } from '../../clock.ts'
import type { InputOf, OutputOf } from '../../contract/methods.ts'
import type { WriteDb } from '../../db/open.ts'
import { addMusicFolder, checkMusicFolder, listMusicFolders } from '../../library/music-folders.ts'
import type { Scanner } from '../../scan/scanner.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Caller } from '../caller.ts'
import { startSession } from './sessions.ts'

export interface SetupDeps {
  readonly db: WriteDb
  readonly clock: Clock
  readonly users: Users
  readonly setupCode: SetupCode
  readonly scanner: Scanner
  readonly audit: Audit
  readonly vault: Vault
  readonly sealOnSight: SealOnSight
}

/** @throws NotAllowed, Busy, Conflict for the code; InvalidInput for a name or folder, which leaves the code usable */
export function createOwner(
  input: InputOf<'setup.createOwner'>,
  deps: SetupDeps,
  caller: Caller,
): Promise<OutputOf<'setup.createOwner'>> {
  const { db, clock, users, setupCode, scanner, audit } = deps
  return setupCode.use(input.code, caller.address, async () => {
    const known = new Set(listMusicFolders(db).map(({ path }) => path))
    const newFolders = input.musicFolders.filter((path) => !known.has(resolve(path)))
    for (const path of newFolders) checkMusicFolder(db, path, 'musicFolders')
    const owner = await users.create({ name: input.username, password: input.password, roles: ALL_ROLES })
    audit.record({
      event: 'user.created',
      actor: owner.name,
      address: caller.address,
      subject: owner.name,
      detail: { admin: true },
    })
    for (const path of newFolders) addMusicFolder(db, path, clock)
    if (newFolders.length > 0) scanner.start()
    startSession(owner, 'password', deps, caller)
    const recoveryKey = makeFirstRecoveryKey(deps, { actor: owner.name, address: caller.address })
    storeSetUp(db, { isRecoveryKeyKept: recoveryKey === undefined })
    return { name: owner.name, ...(recoveryKey !== undefined && { recoveryKey }) }
  })
}

export function setupProgress(_input: unknown, { db }: Pick<SetupDeps, 'db'>): OutputOf<'setup.progress'> {
  const progress = findSetUp(db)
  return {
    finished: progress === undefined,
    recoveryKeyKept: progress?.isRecoveryKeyKept ?? true,
    musicFolderCount: listMusicFolders(db).length,
  }
}

export function noteSetup(
  { step }: InputOf<'setup.note'>,
  deps: Pick<SetupDeps, 'db'>,
): OutputOf<'setup.note'> {
  if (step === 'finished') endSetUp(deps.db)
  // What is over does not begin again.
  else if (findSetUp(deps.db)) storeSetUp(deps.db, { isRecoveryKeyKept: true })
  return setupProgress({}, deps)
}
