import { randomBytes } from 'node:crypto'
import type { Log } from '../log.ts'

/**
 * Logs a bug once, under a short number that the caller may be told (CONTRACT.md ERR-5).
 * @param where the endpoint or page, never a query
 */
export function reportIncident(log: Log, error: unknown, where: string): string {
  const incident = randomBytes(4).toString('hex')
  log.error(
    { incident, where, err: error instanceof Error ? error : new Error(`thrown: ${typeof error}`) },
    'unexpected error',
  )
  return incident
}
