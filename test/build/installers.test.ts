// What people install, as far as it can be made without Electron itself: electron-builder packs the built app for every
// system into a distribution of Electron that is none (test/support/stub-electron.ts). Needs no network.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join, posix, relative, sep } from 'node:path'
import { extractAll, extractFile, getRawHeader } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { configuration } from '../../build/electron-builder.ts'
import { buildInstallerIcons } from '../../build/icons.ts'
import { pack } from '../../build/installers/pack.ts'
import { nativeFilesOf, withoutVersion } from '../../build/installers/shipped-files.ts'
import { shippedPackages } from '../../build/installers/shipped-packages.ts'
import { missingPackages } from '../../build/installers/stage.ts'
import { nameOf, TARGETS, type Target } from '../../build/installers/targets.ts'
import { builtApp } from '../support/built.ts'
import { createCommandLine } from '../support/command-line.ts'
import { expectServerToWork } from '../support/packed-server.ts'
import { builderRequire, makeStubElectron, resedit } from '../support/stub-electron.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const MEGABYTE = 1024 * 1024
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/** electron-builder writes Linux installers there, and there alone the packed code can run. */
const onLinux = process.platform === 'linux' && process.arch === 'x64'

let folder: string
/** What the tools that write them would have been given. */
let deb: readonly [args: readonly string[], desktopPath: string]
let appImage: { readonly desktop: string }
let debDesktop: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-installers-'))
  builderRequire('builder-util').setPrinter(() => {})
  await builtApp()
  await buildInstallerIcons(join(ROOT, 'dist', 'icons'))
  for (const target of TARGETS) await packInto(target, join(folder, nameOf(target)))
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function packInto(target: Target, place: string): Promise<void> {
  await pack(target, {
    packageRoots: [ROOT, makeStubPackages(target, join(place, 'packages'))],
    kinds: target.platform === 'linux' && onLinux ? ['dir', 'deb', 'AppImage'] : ['dir'],
    isSigned: false,
    stage: join(place, 'stage'),
    output: join(place, 'out'),
    electronDist: makeStubElectron(target, join(place, 'electron')),
    environment: { GITHUB_REPOSITORY: 'somebody/lockgroove' },
    onLinuxInstaller(settings) {
      if (!Array.isArray(settings)) {
        appImage = settings as never
        return
      }
      deb = settings as never
      debDesktop = readFileSync(deb[1], 'utf8')
    },
  })
}

/** The packages with native code of other systems are not installed here: files of the same names. */
function makeStubPackages(target: Target, place: string): string {
  for (const { path, name, version } of missingPackages(target, [ROOT])) {
    const write = (file: string, content: string) => touch(join(place, path, file), content)
    write('package.json', JSON.stringify({ name, version, license: 'Apache-2.0 AND LGPL-3.0-or-later' }))
    write('LICENSE', 'Apache License')
    write('README.md', '# Of another system\n\n## Licensing\r\n\r\nlibvips: LGPLv3\n')
    for (const native of nativeFilesOf(target)) {
      const file = posix.relative(path, native).replace('*', '8.18.7')
      if (!file.startsWith('..')) write(file, 'machine code')
    }
  }
  return place
}

describe.each(TARGETS.map((target) => [nameOf(target), target] as const))('%s', (name, target) => {
  const unpacked = () =>
    readdirSync(join(folder, name, 'out')).filter((entry) => /-unpacked$|^mac/.test(entry))
  const appDir = () => join(folder, name, 'out', unpacked()[0]!)
  const macApp = () => join(appDir(), 'Lockgroove.app')
  const resources = () =>
    target.platform === 'darwin' ? join(macApp(), 'Contents', 'Resources') : join(appDir(), 'resources')
  const program = () =>
    ({
      linux: join(appDir(), 'lockgroove'),
      win32: join(appDir(), 'Lockgroove.exe'),
      darwin: macApp(),
    })[target.platform]
  const asar = () => join(resources(), 'app.asar')

  test('has exactly the native files of its system, all of them outside the archive', () => {
    const outside = filesIn(join(resources(), 'app.asar.unpacked'))
    expect(outside.map(withoutVersion).sort()).toEqual(nativeFilesOf(target))
    const inside = entriesOf(asar()).filter((path) => /\.(?:node|dll|dylib|exe)$|\.so[.\d]*$/.test(path))
    expect(inside.sort()).toEqual(outside.sort())
  })

  test('holds the packages that the server needs, and no other', () => {
    const held = entriesOf(asar()).flatMap(
      (path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(path)?.[1] ?? [],
    )
    expect(held.sort()).toEqual(shippedPackages(target).map(({ path }) => path))
    for (const development of ['electron', 'esbuild', 'node', 'react', 'typescript', 'vite', 'vitest']) {
      expect(held).not.toContain(`node_modules/${development}`)
    }
  })

  test('holds no sources, tests, maps or anything of the computer that built it', () => {
    const entries = entriesOf(asar())
    expect([...new Set(entries.map((path) => path.split('/')[0]))].sort()).toEqual([
      'LICENSE',
      'dist',
      'electron',
      'node_modules',
      'package.json',
      'server',
    ])
    const ours = entries.filter((path) => !path.startsWith('node_modules/'))
    expect(
      entries.filter(
        (path) => /\.(?:ts|tsx|mts|cts|map|md|env|pem|key|p12|db|log)$/.test(path) && !/licen/i.test(path),
      ),
    ).toEqual([])
    expect(
      entries.filter((path) => /(?:^|\/)(?:tests?|__tests__|\.[^/]+)\/|(?:^|\/)\.|\.test\./.test(path)),
    ).toEqual([])
    expect(ours.filter((path) => !OUR_ENDINGS.has(extname(path)))).toEqual([])
    expect(readFileSync(asar()).includes(ROOT)).toBe(false)
  })

  test('its package.json names the start and nothing of development', () => {
    const app = JSON.parse(extractFile(asar(), 'package.json').toString())
    expect(app).toMatchObject({ name: 'lockgroove', version, main: 'electron/main.js', type: 'module' })
    expect(Object.keys(app).filter((key) => /scripts|devDep|build|allow/i.test(key))).toEqual([])
  })

  test('its fuses are flipped', async () => {
    const {
      version: _,
      resetAdHocDarwinSignature: __,
      strictlyRequireAllFuses: ___,
      ...wire
    } = await getCurrentFuseWire(program())
    const on = Object.entries(wire).flatMap(([fuse, state]) =>
      state === FuseState.ENABLE ? [Number(fuse)] : [],
    )
    expect(Object.keys(wire)).toHaveLength(9)
    expect(on).toEqual([
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
      FuseV1Options.WasmTrapHandlers,
    ])
  })

  test('the licences lie beside the program, those of everybody', () => {
    expect(readFileSync(join(resources(), 'LICENSE'), 'utf8')).toContain('MIT License')
    const others = readFileSync(join(resources(), 'THIRD-PARTY-LICENSES.txt'), 'utf8')
    for (const name of ['better-sqlite3 13', 'koa 3', '@github/keytar 7', 'react 19', 'libvips']) {
      expect(others).toContain(name)
    }
    expect(others).toContain('GNU LESSER GENERAL PUBLIC LICENSE')
    // On macOS they come with Electron's archive, which a stub is none of.
    if (target.platform === 'darwin') return
    expect(readdirSync(appDir())).toEqual(
      expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']),
    )
  })

  test('is no larger than it need be', () => {
    expect(statSync(asar()).size).toBeLessThan(20 * MEGABYTE)
    const native = filesIn(join(resources(), 'app.asar.unpacked'))
    const bytes = native.map((path) => statSync(join(resources(), 'app.asar.unpacked', path)).size)
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(24 * MEGABYTE)
  })

  test.runIf(target.platform === 'darwin')(
    'says who it is, opens lockgroove:// and knows its archive',
    () => {
      const { parse } = builderRequire('plist')
      const info = parse(readFileSync(join(macApp(), 'Contents', 'Info.plist'), 'utf8'))
      expect(info).toMatchObject({
        CFBundleIdentifier: 'app.lockgroove.desktop',
        CFBundleExecutable: 'Lockgroove',
        CFBundleShortVersionString: version,
        LSApplicationCategoryType: 'public.app-category.music',
        CFBundleURLTypes: [{ CFBundleURLSchemes: ['lockgroove'] }],
        ElectronAsarIntegrity: { 'Resources/app.asar': { algorithm: 'SHA256', hash: headerHash(asar()) } },
      })
      expect(Object.keys(info).filter((key) => /Camera|Microphone|Bluetooth/.test(key))).toEqual([])
      expect(statSync(join(resources(), 'icon.icns')).size).toBeGreaterThan(1000)
    },
  )

  test.runIf(target.platform === 'win32')('says who it is and knows its archive', () => {
    const { NtExecutable, NtExecutableResource, Resource } = resedit()
    const { entries } = NtExecutableResource.from(NtExecutable.from(readFileSync(program())))
    const [version] = Resource.VersionInfo.fromEntries(entries)
    expect(version!.getStringValues({ lang: 1033, codepage: 1200 })).toMatchObject({
      ProductName: 'Lockgroove',
      FileDescription: 'Lockgroove',
      CompanyName: 'The Lockgroove authors',
    })
    const integrity = entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR')!
    expect(JSON.parse(Buffer.from(integrity.bin).toString())).toEqual([
      { file: 'resources\\app.asar', alg: 'SHA256', value: headerHash(asar()) },
    ])
    const [icon] = Resource.IconGroupEntry.fromEntries(entries)
    expect(icon!.icons.length).toBeGreaterThan(3)
  })
})

describe.runIf(onLinux)('Linux installers', () => {
  test('start it with its sandbox, and open lockgroove:// with it', () => {
    for (const [text, exec] of [
      [debDesktop, '/opt/Lockgroove/lockgroove %U'],
      [appImage.desktop, 'AppRun %U'],
    ] as const) {
      const entry = Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/s, 2)))
      expect(entry).toMatchObject({
        Name: 'Lockgroove',
        Exec: exec,
        Icon: 'lockgroove',
        StartupWMClass: 'lockgroove',
        MimeType: 'x-scheme-handler/lockgroove;',
        Terminal: 'false',
      })
      expect(entry['Categories'].split(';')).toContain('AudioVideo')
    }
    expect(debDesktop + appImage.desktop).not.toContain('no-sandbox')
  })

  test('the deb recommends the keyring library, names its icons, and where updates are looked for', () => {
    const [args] = deb
    const iconSizes = args.flatMap(
      (arg) => /=\/usr\/share\/icons\/hicolor\/(\d+)x\d+\/apps\/lockgroove\.png$/.exec(arg)?.[1] ?? [],
    )
    expect(iconSizes).toEqual(expect.arrayContaining(['16', '32', '48', '128', '256', '512']))
    expect(args).toContain('lockgroove')
    const settings = configuration(TARGETS[0]!).deb
    expect(settings?.recommends).toContain('libsecret-1-0')
    expect(settings?.depends).not.toContain('libsecret-1-0')
    const resources = join(folder, 'linux-x64', 'out', 'linux-unpacked', 'resources')
    expect(readFileSync(join(resources, 'app-update.yml'), 'utf8')).toMatch(
      /owner: somebody\nrepo: lockgroove\nprovider: github/,
    )
    expect(readFileSync(join(resources, 'package-type'), 'utf8')).toBe('deb')
  })

  test('what is packed for Linux serves by itself, far from the packages of this folder', async () => {
    const extracted = join(folder, 'extracted')
    extractAll(join(folder, 'linux-x64', 'out', 'linux-unpacked', 'resources', 'app.asar'), extracted)
    const line = createCommandLine()
    try {
      await expectServerToWork(line, relative(ROOT, join(extracted, 'server', 'cli.js')))
    } finally {
      await line.close()
    }
  })
})

describe('the configuration', () => {
  const [linux, windows, , mac] = TARGETS
  const settings = (target: Target, environment: NodeJS.ProcessEnv = {}) =>
    configuration(target, { environment })

  test('installs for one person, without an administrator, and leaves the data alone', () => {
    expect(settings(windows!).nsis).toMatchObject({
      oneClick: true,
      perMachine: false,
      deleteAppDataOnUninstall: false,
    })
    expect(settings(windows!).win?.requestedExecutionLevel).toBe('asInvoker')
  })

  test('hardens the macOS app where it is signed, and signs ad hoc where it cannot be', () => {
    const signed = settings(mac!, { CSC_LINK: 'a certificate', APPLE_API_KEY: 'a key' }).mac
    expect(signed).toMatchObject({ hardenedRuntime: true, notarize: true })
    expect(signed).not.toHaveProperty('identity')
    expect(settings(mac!).mac).toMatchObject({ hardenedRuntime: false, notarize: false, identity: '-' })
    const entitlements = readFileSync(signed!.entitlements!, 'utf8')
    expect(entitlements.match(/<key>.*<\/key>/g)).toEqual(['<key>com.apple.security.cs.allow-jit</key>'])
  })

  test('looks for updates at the repository that built it, else nowhere', () => {
    expect(settings(linux!).publish).toBeNull()
    expect(settings(linux!, { GITHUB_REPOSITORY: 'somebody/lockgroove' }).publish).toMatchObject({
      provider: 'github',
      owner: 'somebody',
      repo: 'lockgroove',
    })
  })

  test('refuses to go on with a packed app that misses a native file', async () => {
    const resources = join(folder, 'broken')
    const [first, ...others] = nativeFilesOf(windows!)
    const look = () => settings(windows!).afterPack as unknown as (context: unknown) => Promise<void>
    const context = { appOutDir: folder, packager: { getResourcesDir: () => resources } }
    for (const path of others) touch(join(resources, 'app.asar.unpacked', path))
    await expect(look()(context)).rejects.toThrow(`win32-x64: native files missing: ${first}; too many: none`)
    touch(join(resources, 'app.asar.unpacked', first!))
    await expect(look()(context)).resolves.toBeUndefined()
    touch(join(resources, 'app.asar.unpacked', 'node_modules', 'other', 'other.node'))
    await expect(look()(context)).rejects.toThrow('missing: none; too many: node_modules/other/other.node')
  })
})

const OUR_ENDINGS = new Set(['', '.cjs', '.css', '.html', '.ico', '.js', '.json', '.png', '.svg'])

type Header = ReturnType<typeof getRawHeader>['header']

/** Paths of all files in the archive and beside it. */
function entriesOf(asar: string): string[] {
  const paths = (files: Header['files'], above: string): string[] =>
    Object.entries(files).flatMap(([name, entry]) =>
      'files' in entry ? paths(entry.files, `${above}${name}/`) : [above + name],
    )
  return paths(getRawHeader(asar).header.files, '')
}

/** What Electron compares with what was written into the program: the hash of the archive's table. */
function headerHash(asar: string): string {
  return createHash('sha256').update(getRawHeader(asar).headerString).digest('hex')
}

function filesIn(place: string): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(place, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

function touch(path: string, content = 'native'): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
