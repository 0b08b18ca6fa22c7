import type { FolderScope } from '../../folder-scope.ts'
import { countSongs } from '../../library/songs.ts'
import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

/** Polled once a second by some clients: no counting (CONTRACT.md SCAN-1). */
export function getScanStatus({ user }: SubsonicRequest, deps: SubsonicDeps): Payload {
  return { scanStatus: scanStatusFor(user.scope, deps) }
}

/** `fullScan=true`, a common addition, reads every file's tags again. A scan that runs already goes on as it is. */
export function startScan({ optional, user }: SubsonicRequest, deps: SubsonicDeps): Payload {
  deps.scanner.start({ full: optional.boolean('fullScan') ?? false })
  return { scanStatus: scanStatusFor(user.scope, deps) }
}

/** Who may not use every folder is told how much music is in his, and nothing of the others (CONTRACT.md IDS-3). */
function scanStatusFor(scope: FolderScope, { db, scanner }: SubsonicDeps) {
  const { scanning, count, folderCount, lastScanAt } = scanner.status()
  const lastScan = lastScanAt === undefined ? undefined : new Date(lastScanAt).toISOString()
  if (!scope.all) return { scanning, count: countSongs(db, scope), lastScan }
  return { scanning, count, folderCount, lastScan }
}
