// Folders: may others look into them, is there room.
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { listExposed } from '../private-folder.ts'
import { type Finding, fine, look, someOf, wrong } from './finding.ts'
import type { Patient } from './patient.ts'

const MEBIBYTE = 2 ** 20
const LEAST_FREE_BYTES = 200 * MEBIBYTE
const LITTLE_FREE_BYTES = 1024 * MEBIBYTE

export function examineFiles(patient: Patient): Finding[] {
  const [data, cache] = [patient.get('data'), patient.get('cache')]
  return [folder('data folder', data), folder('cache folder', cache), permissions(data)]
}

function folder(about: string, path: string): Finding {
  if (!existsSync(path)) return look(about, `${path} is not there yet; the first start makes it`)
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
  } catch {
    return wrong(about, `${path} cannot be read and written by this user`)
  }
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  const room = `${path} has ${Math.round(free / MEBIBYTE)} MiB free`
  if (free < LEAST_FREE_BYTES)
    return wrong(about, room, 'Make room: a full disk stops scans, backups and the audit log.')
  if (free < LITTLE_FREE_BYTES) return look(about, room)
  const owner = statSync(path).uid
  if (process.getuid && owner !== process.getuid()) {
    return look(about, `${path} belongs to another account (number ${owner})`)
  }
  return fine(about, path)
}

function permissions(dataDir: string): Finding {
  if (process.platform === 'win32') return fine('permissions', 'those of the Windows profile')
  const exposed = listExposed(dataDir)
  if (exposed.length === 0) return fine('permissions', "data, keys and backups are their owner's alone")
  return wrong(
    'permissions',
    `other accounts of this computer may read or change: ${someOf(exposed)}`,
    'The next start mends it; or now: chmod 700 for folders, chmod 600 for files.',
  )
}
