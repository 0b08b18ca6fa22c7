// How the app was installed decides whether it can replace itself, and where a person gets the next version by hand.
import { join } from 'node:path'
import { readText } from './text-file.ts'

/** Written by electron-builder, where it knows whose releases they are. */
const UPDATE_CONFIG = 'app-update.yml'

export interface Installation {
  readonly isPackaged: boolean
  readonly platform: NodeJS.Platform
  readonly environment: NodeJS.ProcessEnv
  readonly resourcesPath: string
}

/** `root`: installing it asks for the password of this computer. Undefined: nothing of ours, or development. */
export function whoReplaces({
  isPackaged,
  platform,
  environment,
  resourcesPath,
}: Installation): 'the app' | 'root' | undefined {
  // Without it nobody said where newer versions are.
  if (!isPackaged || readText(join(resourcesPath, UPDATE_CONFIG)) === '') return undefined
  if (platform === 'win32' || platform === 'darwin') return 'the app'
  if (environment['APPIMAGE']) return 'the app'
  return readText(join(resourcesPath, 'package-type')).trim() === 'deb' ? 'root' : undefined
}

/** The page of the newest release, from what electron-builder wrote beside the app. */
export function downloadsPage({ resourcesPath }: Pick<Installation, 'resourcesPath'>): string | undefined {
  const config = readText(join(resourcesPath, UPDATE_CONFIG))
  const [owner, repo] = ['owner', 'repo'].map((key) => wordAfter(key, config))
  return wordAfter('provider', config) === 'github' && owner !== undefined && repo !== undefined
    ? `https://github.com/${owner}/${repo}/releases/latest`
    : undefined
}

function wordAfter(key: string, text: string): string | undefined {
  return new RegExp(`^${key}: *["']?([A-Za-z0-9_.-]+)["']?\\s*$`, 'm').exec(text)?.[1]
}
