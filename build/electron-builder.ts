// How electron-builder packs a staged app (installers/stage.ts) for one system. Taste and reasons: README.md.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { AfterPackContext, Configuration } from 'electron-builder'
import { nativeFilesOf, withoutVersion } from './installers/shipped-files.ts'
import { stageDir } from './installers/stage.ts'
import { nameOf, type Target } from './installers/targets.ts'

const ROOT = join(import.meta.dirname, '..')
export const INSTALLERS_DIR = join(ROOT, 'dist', 'installers')
const ICONS_DIR = join(ROOT, 'dist', 'icons')

export interface PackOptions {
  /** Default: `dist/stage/<system>`. */
  readonly stage?: string
  readonly output?: string
  /** A folder with Electron itself. Default: electron-builder fetches it, and checks its checksum. */
  readonly electronDist?: string
  /** False for what nobody will start. */
  readonly isSigned?: boolean
  readonly environment?: NodeJS.ProcessEnv
}

export function configuration(target: Target, options: PackOptions = {}): Configuration {
  const {
    stage = stageDir(target),
    output = INSTALLERS_DIR,
    electronDist,
    isSigned = true,
    environment = process.env,
  } = options
  return {
    // electron/main.ts tells Windows the same name: notifications and the shortcut belong together by it.
    appId: 'app.lockgroove.desktop',
    productName: 'Lockgroove',
    copyright: 'Copyright © 2026 The Lockgroove authors',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's placeholders
    artifactName: 'Lockgroove-${version}-${os}-${arch}.${ext}',
    directories: { app: join(stage, 'app'), output, buildResources: join(ROOT, 'build') },
    electronVersion: electronVersion(),
    ...(electronDist !== undefined && { electronDist }),

    // The stage holds exactly what ships; electron-builder is not to look for packages or to compile any.
    beforeBuild: async () => false,
    files: ['**/*', { from: 'node_modules', to: 'node_modules' }],
    extraResources: [{ from: join(stage, 'resources'), to: '.' }],
    asar: { smartUnpack: false },
    // Native code is loaded by the system, which cannot look into an archive.
    asarUnpack: ['**/*.node', '**/*.so*', '**/*.dylib', '**/*.dll'],
    afterPack: async (context) => expectNativeFiles(target, resourcesOf(context)),
    electronFuses: FUSES,
    extraMetadata: { homepage: homepage(environment) },
    protocols: [{ name: 'Lockgroove', schemes: ['lockgroove'] }],
    publish: publishTo(environment),
    // Newer than the default: needs no FUSE 2, and does not switch Chromium's sandbox off.
    toolsets: { appimage: '1.0.3' },

    linux: linux(environment),
    deb: DEB,
    win: WINDOWS,
    nsis: NSIS,
    mac: { ...mac(environment), ...(!isSigned && { identity: null }) },
    dmg: { writeUpdateInfo: false },
  }
}

/** Each is a door that a desktop app does not need. */
const FUSES: Configuration['electronFuses'] = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
  // Would ask the keychain from the main process, which may wait for a person. There is nothing to encrypt: the window's session
  // stays in memory (electron/lockdown.ts).
  enableCookieEncryption: false,
}

function linux(environment: NodeJS.ProcessEnv): Configuration['linux'] {
  return {
    target: ['AppImage', 'deb'],
    icon: join(ICONS_DIR, 'linux'),
    executableName: 'lockgroove',
    syncDesktopName: true,
    category: 'AudioVideo;Audio;Player;Network',
    synopsis: 'Private music server for Subsonic apps',
    maintainer: environment['LOCKGROOVE_MAINTAINER'] || 'The Lockgroove authors <lockgroove@localhost>',
    executableArgs: [],
    desktop: {
      entry: { Keywords: 'music;server;subsonic;opensubsonic;stream;', StartupNotify: 'true' },
    },
  }
}

/** What Electron needs; without the keyring's library Lockgroove asks for a passphrase or a key file instead. */
const DEB: Configuration['deb'] = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's placeholders
  artifactName: 'lockgroove_${version}_${arch}.${ext}',
  packageCategory: 'sound',
  depends: [
    'libgtk-3-0',
    'libnotify4',
    'libnss3',
    'libxss1',
    'libxtst6',
    'xdg-utils',
    'libatspi2.0-0',
    'libuuid1',
  ],
  recommends: ['libsecret-1-0', 'libayatana-appindicator3-1 | libappindicator3-1'],
}

const WINDOWS: Configuration['win'] = {
  target: ['nsis'],
  icon: join(ICONS_DIR, 'icon.ico'),
  requestedExecutionLevel: 'asInvoker',
}

const NSIS: Configuration['nsis'] = {
  oneClick: true,
  perMachine: false,
  packElevateHelper: false,
  // The library, its database and the keys are the owner's, not the installer's.
  deleteAppDataOnUninstall: false,
  differentialPackage: true,
}

function mac(environment: NodeJS.ProcessEnv): Configuration['mac'] {
  const entitlements = join(ROOT, 'build', 'mac', 'entitlements.plist')
  const signs = Boolean(environment['CSC_LINK'] || environment['CSC_NAME'])
  return {
    // The zip is what updates are made from.
    target: ['dmg', 'zip'],
    icon: join(ICONS_DIR, 'icon.icns'),
    category: 'public.app-category.music',
    // Without a certificate signed "ad hoc": an unsigned app does not start on Apple silicon. The hardened runtime would
    // then refuse Electron's own libraries, which have no team to share.
    ...(signs ? {} : { identity: '-' }),
    hardenedRuntime: signs,
    gatekeeperAssess: false,
    entitlements,
    entitlementsInherit: entitlements,
    notarize: signs && Boolean(environment['APPLE_API_KEY'] || environment['APPLE_ID']),
    extendInfo: {
      // Electron's own ask for what Lockgroove never uses.
      NSCameraUsageDescription: null,
      NSMicrophoneUsageDescription: null,
      NSBluetoothAlwaysUsageDescription: null,
      NSBluetoothPeripheralUsageDescription: null,
      NSAudioCaptureUsageDescription: null,
    },
  }
}

/** Where updates are looked for: the releases of the repository that builds. An app built elsewhere looks nowhere. */
function publishTo(environment: NodeJS.ProcessEnv): Configuration['publish'] {
  const [owner, repo] = (environment['GITHUB_REPOSITORY'] ?? '').split('/')
  if (!owner || !repo) return null
  return { provider: 'github', owner, repo, releaseType: 'draft' }
}

/** A deb must name one. */
function homepage(environment: NodeJS.ProcessEnv): string {
  const repository = environment['GITHUB_REPOSITORY']
  return repository ? `https://github.com/${repository}` : 'https://lockgroove.invalid/'
}

function electronVersion(): string {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  return devDependencies.electron
}

function resourcesOf({ appOutDir, packager }: AfterPackContext): string {
  return packager.getResourcesDir(appOutDir)
}

/** @throws naming what is missing or too much: an app without its database library starts, and then fails at everybody's home */
function expectNativeFiles(target: Target, resources: string): void {
  const unpacked = join(resources, 'app.asar.unpacked')
  const found = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .map(withoutVersion)
    .sort()
  const expected = nativeFilesOf(target)
  const missing = expected.filter((path) => !found.includes(path))
  const odd = found.filter((path) => !expected.includes(path))
  if (missing.length === 0 && odd.length === 0) return
  throw new Error(
    `${nameOf(target)}: native files missing: ${missing.join(', ') || 'none'}; too many: ${odd.join(', ') || 'none'}`,
  )
}
