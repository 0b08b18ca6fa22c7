// `dist/stage/<system>/`: exactly what an installer holds, before electron-builder packs it. `app/` becomes app.asar,
// `resources/` lies beside it, readable for everybody.
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { APP_DIR } from '../app.ts'
import { thirdPartyLicenses } from './licenses.ts'
import { isShipped } from './shipped-files.ts'
import { type ShippedPackage, shippedPackages } from './shipped-packages.ts'
import { nameOf, type Target } from './targets.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export function stageDir(target: Target): string {
  return join(ROOT, 'dist', 'stage', nameOf(target))
}

/** Where the release workflow puts ffmpeg, its licence and its checksum; an installer without it is a good one too. */
export function ffmpegDir(target: Target): string {
  return join(ROOT, 'dist', 'ffmpeg', nameOf(target))
}

/**
 * @param packageRoots folders with a node_modules each; a package comes from the first that has it
 * @param stage        default: the one folder of that system
 */
export function stageApp(target: Target, packageRoots: readonly string[], stage = stageDir(target)): void {
  rmSync(stage, { recursive: true, force: true })
  const app = join(stage, 'app')
  const resources = join(stage, 'resources')
  mkdirSync(resources, { recursive: true })

  cpSync(APP_DIR, app, { recursive: true })
  const packages = shippedPackages(target).map((shipped) => ({ shipped, from: find(shipped, packageRoots) }))
  for (const { shipped, from } of packages) copyPackage(from, join(app, shipped.path), target)

  cpSync(join(ROOT, 'LICENSE'), join(resources, 'LICENSE'))
  const licenses = thirdPartyLicenses(packages.map(({ from }) => from))
  writeFileSync(join(resources, 'THIRD-PARTY-LICENSES.txt'), licenses)
  if (existsSync(ffmpegDir(target))) {
    cpSync(ffmpegDir(target), join(resources, 'ffmpeg'), { recursive: true })
  }
}

/** The packages of a system that none of the folders has: those with its native code, on another system. */
export function missingPackages(target: Target, packageRoots: readonly string[]): ShippedPackage[] {
  return shippedPackages(target).filter(({ path }) => !packageRoots.some((root) => isThere(root, path)))
}

function find({ path, version }: ShippedPackage, packageRoots: readonly string[]): string {
  const root = packageRoots.find((root) => isThere(root, path))
  if (root === undefined) throw new Error(`stage: ${path} ${version} is not installed`)
  return join(root, path)
}

function isThere(root: string, path: string): boolean {
  return existsSync(join(root, path, 'package.json'))
}

function copyPackage(from: string, to: string, target: Target): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name)
    const path = relative(from, source).split(sep).join('/')
    if (!entry.isFile() || /(?:^|\/)node_modules\//.test(path) || !isShipped(path, target)) continue
    mkdirSync(dirname(join(to, path)), { recursive: true })
    linkOrCopy(source, join(to, path))
  }
}

/** Nothing writes into the stage, and a link is made at once. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    // Another disk, or a file system without links.
    copyFileSync(from, to)
  }
}
