// A distribution of Electron as electron-builder takes one in, without Electron: programs that do nothing, but have the
// place for the fuses, a version resource (Windows) and the folders of an .app (macOS).
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Target } from '../../build/installers/targets.ts'

/** What @electron/fuses looks for: these letters, version 1, and a row of nine switches as Electron 45 ships them. */
const FUSES = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101100011'),
])
const LINUX_PROGRAM = Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), FUSES])

/** @returns the folder for `electronDist` */
export function makeStubElectron({ platform }: Target, folder: string): string {
  if (platform === 'darwin') makeMacApp(join(folder, 'Electron.app', 'Contents'))
  if (platform === 'win32') write(join(folder, 'electron.exe'), windowsProgram())
  if (platform === 'linux') {
    write(join(folder, 'electron'), LINUX_PROGRAM, 0o755)
    write(join(folder, 'chrome-sandbox'), LINUX_PROGRAM, 0o755)
  }
  if (platform !== 'darwin') {
    write(join(folder, 'locales', 'en-US.pak'), 'words')
    mkdirSync(join(folder, 'resources'))
  }
  write(join(folder, 'LICENSE'), 'Of Electron.')
  write(join(folder, 'LICENSES.chromium.html'), '<p>Of Chromium.')
  return folder
}

function makeMacApp(contents: string): void {
  write(
    join(contents, 'Info.plist'),
    plist({
      CFBundleExecutable: 'Electron',
      CFBundleName: 'Electron',
      CFBundlePackageType: 'APPL',
      NSCameraUsageDescription: 'This app needs access to the camera',
      NSMicrophoneUsageDescription: 'This app needs access to the microphone',
    }),
  )
  write(join(contents, 'MacOS', 'Electron'), 'program', 0o755)
  mkdirSync(join(contents, 'Resources'))
  const frameworks = join(contents, 'Frameworks')
  write(join(frameworks, 'Electron Framework.framework', 'Electron Framework'), FUSES)
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const name = `Electron Helper${kind}`
    write(join(frameworks, `${name}.app`, 'Contents', 'Info.plist'), plist({ CFBundleExecutable: name }))
    write(join(frameworks, `${name}.app`, 'Contents', 'MacOS', name), 'program', 0o755)
  }
}

/** A program with a version resource, made by what electron-builder itself edits them with. */
function windowsProgram(): Buffer {
  const { NtExecutable, NtExecutableResource, Resource } = resedit()
  const program = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(program)
  const version = Resource.VersionInfo.createEmpty()
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron', FileVersion: '45.4.1' })
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(program)
  program.setExtraData(FUSES.buffer.slice(FUSES.byteOffset, FUSES.byteOffset + FUSES.byteLength))
  return Buffer.from(program.generate())
}

/** Packages of electron-builder, not ours: for looking at what it wrote, and for telling it to be quiet. */
export const builderRequire = createRequire(
  createRequire(import.meta.url).resolve('app-builder-lib/package.json'),
)

export function resedit(): typeof import('resedit') {
  return builderRequire('resedit')
}

function plist(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(([key, value]) => `<key>${key}</key><string>${value}</string>`)
  return `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>${pairs.join('')}</dict></plist>`
}

function write(path: string, content: string | Buffer, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content, { mode })
}
