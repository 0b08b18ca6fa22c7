// Which files of a package are shipped: what runs, and its licence. Of native code exactly what the system can load.
import { basename, extname } from 'node:path/posix'
import { nameOf, type Target } from './targets.ts'

const RUNS = new Set(['.js', '.cjs', '.mjs', '.json', '.wasm'])
/** At the top of a package. */
const LEFT_OUT_FOLDERS = new Set(
  'benchmark benchmarks bench coverage deps docs doc example examples script scripts test tests types'.split(
    ' ',
  ),
)
export const LICENCE = /^(?:licen[cs]e|copying|notice|copyrightnotice)(?:[.-]|$)/i
const TEST = /\.(?:test|spec)\.[cm]?js$/
const NATIVE = /\.node$|\.dylib$|\.dll$|\.exe$|\.so(?:\.|$)/

/** @param path from the folder of the package, with `/` */
export function isShipped(path: string, target: Target): boolean {
  const name = basename(path)
  if (LICENCE.test(name)) return true
  const [top, ...below] = path.split('/')
  if (/(?:^|\/)\./.test(path) || TEST.test(name)) return false
  if (below.length > 0 && LEFT_OUT_FOLDERS.has(top!)) return false
  if (isNative(path)) return top !== 'prebuilds' || isPrebuiltFor(path, target)
  return RUNS.has(extname(name))
}

export function isNative(path: string): boolean {
  return NATIVE.test(basename(path))
}

/** `prebuilds/linux-x64.node` and `prebuilds/linux-x64/keytar.node`, not their namesakes for musl or other systems. */
function isPrebuiltFor(path: string, target: Target): boolean {
  const [, place] = path.split('/')
  return place === nameOf(target) || place === `${nameOf(target)}.node`
}

/** All native code of the packed app, with the version of what carries one in its name as `*`. */
export function nativeFilesOf(target: Target): string[] {
  const name = nameOf(target)
  const vips = {
    linux: [`@img/sharp-libvips-${name}/lib/libvips-cpp.so.*`],
    darwin: [`@img/sharp-libvips-${name}/lib/libvips-cpp.*.dylib`],
    win32: [`@img/sharp-${name}/lib/libvips-42.dll`, `@img/sharp-${name}/lib/libvips-cpp-*.dll`],
  }[target.platform]
  return [
    ...vips,
    `@img/sharp-${name}/lib/sharp-${name}-*.node`,
    `better-sqlite3/prebuilds/${name}.node`,
    `keytar/prebuilds/${name}/keytar.node`,
  ]
    .map((path) => `node_modules/${path}`)
    .sort()
}

/** `libvips-cpp.so.8.18.7` → `libvips-cpp.so.*` */
export function withoutVersion(path: string): string {
  return path.replace(/(?<=[.-])\d+(?:\.\d+)+(?=\.|$)/, '*')
}
