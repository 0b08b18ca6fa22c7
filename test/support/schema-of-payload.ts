import { problemsOf } from './schema.ts'

/** What the API's description has against a payload as an answer of this endpoint; [] when nothing. */
export function payloadProblems(endpoint: string, payload: object): string[] {
  const envelope = {
    status: 'ok',
    version: '1.16.1',
    type: 'lockgroove',
    serverVersion: '0.0.0',
    openSubsonic: true,
  }
  return problemsOf(endpoint, { 'subsonic-response': { ...envelope, ...payload } })
}
