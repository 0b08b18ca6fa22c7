import type { ScanStatus } from '../../scan/scanner.ts'
import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

/** Polled once a second by some clients: no SQL (CONTRACT.md SCAN-1). */
export function getScanStatus(_request: SubsonicRequest, { scanner }: SubsonicDeps): Payload {
  return { scanStatus: toScanStatus(scanner.status()) }
}

/** `fullScan=true`, a common addition, reads every file's tags again. A scan that runs already goes on as it is. */
export function startScan({ optional }: SubsonicRequest, { scanner }: SubsonicDeps): Payload {
  scanner.start({ full: optional.boolean('fullScan') ?? false })
  return { scanStatus: toScanStatus(scanner.status()) }
}

function toScanStatus({ scanning, count, folderCount, lastScanAt }: ScanStatus) {
  return {
    scanning,
    count,
    folderCount,
    lastScan: lastScanAt === undefined ? undefined : new Date(lastScanAt).toISOString(),
  }
}
