// Which packages an installer holds, read from package-lock.json: what `dependencies` reach, for the system it is made
// for. Not asked of npm: node_modules holds the packages of the computer that builds, and lists the Node that npm brings.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from './targets.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export interface ShippedPackage {
  /** Where it lies, from the folder of package.json: `node_modules/koa/node_modules/mime-types`. */
  readonly path: string
  /** As it is imported; an alias keeps its own name. */
  readonly name: string
  readonly version: string
}

interface LockEntry {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

type Lock = Readonly<Record<string, LockEntry>>

/** C++ headers for compiling what comes compiled. */
const ONLY_FOR_COMPILING = new Set(['node-addon-api'])

/** In order of their paths. */
export function shippedPackages(target: Target): ShippedPackage[] {
  const { packages: lock }: { packages: Lock } = JSON.parse(
    readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
  )
  const found = new Map<string, ShippedPackage>()

  // The root's optional dependency is the Node that npm brings along: Electron has its own.
  const waiting = Object.keys(lock['']?.dependencies ?? {}).map((name) => ({ name, from: '' }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { name, from } = next
    const path = lookUp(lock, name, from)
    if (path === undefined || found.has(path) || ONLY_FOR_COMPILING.has(name)) continue
    const entry = lock[path]!
    if (!fits(entry, target)) continue
    found.set(path, { path, name, version: entry.version })
    const needed = { ...entry.dependencies, ...entry.optionalDependencies }
    waiting.push(...Object.keys(needed).map((name) => ({ name, from: path })))
  }
  return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1))
}

/** As Node does: in the package's own node_modules, then in those around it. */
function lookUp(lock: Lock, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (lock[path]) return path
    if (folder === '') return undefined
  }
}

function fits({ os, cpu, libc }: LockEntry, { platform, arch }: Target): boolean {
  const isFor = (list: readonly string[] | undefined, wanted: string) => !list || list.includes(wanted)
  // Electron's Linux is glibc.
  return isFor(os, platform) && isFor(cpu, arch) && isFor(libc, 'glibc')
}
