import { type LoadedSettings, loadSettings } from '../server/index.ts'
import type { Memory } from './memory.ts'

/** A port that was chosen because the usual one was taken; what the environment says comes first. */
export function withRememberedPorts(
  loaded: LoadedSettings,
  memory: Memory,
  environment: NodeJS.ProcessEnv,
): LoadedSettings {
  const flags = {
    ...chosen('port', memory.get('port')),
    ...chosen('console-port', memory.get('consolePort')),
  }
  const { sourceOf } = loaded
  if (sourceOf.port === 'environment') delete flags['port']
  if (sourceOf.consolePort === 'environment') delete flags['console-port']
  return Object.keys(flags).length === 0 ? loaded : loadSettings(flags, environment)
}

function chosen(flag: string, port: unknown): Record<string, string> {
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port <= 65_535
    ? { [flag]: String(port) }
    : {}
}
