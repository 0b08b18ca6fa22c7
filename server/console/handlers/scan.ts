import type { InputOf } from '../../contract/methods.ts'
import type { ScanState } from '../../contract/scan.ts'
import type { Scanner } from '../../scan/scanner.ts'
import { type Caller, userOf } from '../caller.ts'

export interface ScanDeps {
  readonly scanner: Scanner
}

/** How much is scanned, and where, is for administrators: there may be folders that others do not know of. */
export function scanState(_input: unknown, { scanner }: ScanDeps, caller: Caller): ScanState {
  const { scanning, lastScanAt, progress } = scanner.status()
  const known = { scanning, ...(lastScanAt !== undefined && { lastScanAt }) }
  if (!userOf(caller).roles.admin) return known
  const last = scanner.lastSummary()
  return { ...known, ...(progress && { progress }), ...(last && { last }) }
}

export function startScan({ full }: InputOf<'scan.start'>, deps: ScanDeps, caller: Caller): ScanState {
  deps.scanner.start({ full })
  return scanState({}, deps, caller)
}

export function stopScan(_input: unknown, { scanner }: ScanDeps): null {
  scanner.stop()
  return null
}
