// `dist/app/`: everything the desktop app consists of but the packages it needs, laid out as the repository is, so that
// relative paths in the sources hold there too. `npm start` runs it with Electron, electron-builder packs it.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build, type Loader, type Plugin } from 'esbuild'
import { buildTrayIcons } from './icons.ts'
import { newestChange } from './newest-change.ts'
import { buildWindowWhenStale, WINDOW_DIR } from './window.ts'

const ROOT = join(import.meta.dirname, '..')
export const APP_DIR = join(ROOT, 'dist', 'app')
const SOURCES = ['server', 'electron'] as const
const PRELOAD = join(ROOT, 'electron', 'preload.ts')
/** What an app of this version runs on: the Node inside Electron, which is the Node of the headless server. */
const TARGET = 'node24'

/** Builds into a folder beside the place and exchanges them, so that nobody ever meets half an app. */
export async function buildApp(place: string = APP_DIR): Promise<void> {
  const started = Date.now()
  await buildWindowWhenStale()
  const fresh = `${place}.${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  try {
    await Promise.all([
      compileSources(fresh),
      bundlePreload(fresh),
      buildTrayIcons(join(fresh, 'electron', 'icons')),
    ])
    cpSync(WINDOW_DIR, join(fresh, 'dist', 'window'), { recursive: true, filter: isServed })
    cpSync(join(ROOT, 'LICENSE'), join(fresh, 'LICENSE'))
    writeFileSync(join(fresh, 'package.json'), `${JSON.stringify(appPackage(), null, 2)}\n`)
    // Two that came at the same time: the first one's is in use by now.
    if (isFresh(place, started)) return
    rmSync(place, { recursive: true, force: true })
    renameSync(fresh, place)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Not Vite's notes about the build. */
const isServed = (path: string) => basename(path) !== '.vite'

/** @returns whether there was something to build */
export async function buildAppWhenStale(place: string = APP_DIR): Promise<boolean> {
  if (isFresh(place)) return false
  await buildApp(place)
  return true
}

/** package.json as it ships: no scripts, no development packages, none of what only npm needs. */
export function appPackage() {
  const { name, version, description, license, dependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  )
  return {
    name,
    productName: 'Lockgroove',
    version,
    description,
    license,
    author: { name: 'The Lockgroove authors' },
    // What Electron calls the window on Linux; the desktop file has the same name, so that panels know whose it is.
    desktopName: 'lockgroove.desktop',
    type: 'module',
    main: 'electron/main.js',
    dependencies,
  }
}

async function compileSources(place: string): Promise<void> {
  const found = await Promise.all(SOURCES.map((folder) => typeScriptIn(join(ROOT, folder))))
  await build({
    entryPoints: found.flat().filter((path) => path !== PRELOAD),
    outdir: place,
    outbase: ROOT,
    // "Bundled" so that the plugin sees every import; as it keeps all of them outside, it is file by file.
    bundle: true,
    plugins: [importJavaScript],
    treeShaking: false,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    tsconfig: join(ROOT, 'tsconfig.json'),
    logLevel: 'error',
  })
}

/** A sandboxed preload is one CommonJS file that may require nothing but `electron`. */
async function bundlePreload(place: string): Promise<void> {
  await build({
    entryPoints: [PRELOAD],
    outfile: join(place, 'electron', 'preload.cjs'),
    bundle: true,
    external: ['electron'],
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    tsconfig: join(ROOT, 'tsconfig.json'),
    logLevel: 'error',
  })
}

/** `./users.ts` becomes `./users.js`, in imports of both kinds and in `new URL('./worker.ts', import.meta.url)`. */
const importJavaScript: Plugin = {
  name: 'import-javascript',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === 'entry-point'
        ? undefined
        : { path: path.startsWith('.') ? path.replace(/\.tsx?$/, '.js') : path, external: true },
    )
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const loader: Loader = 'ts'
      return { contents: text.replace(/(new URL\('\.[^']*)\.ts(', import\.meta\.url\))/g, '$1.js$2'), loader }
    })
  },
}

async function typeScriptIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Written last, it says when the app was built. */
function isFresh(place: string, than: number = newestSource()): boolean {
  const built = join(place, 'package.json')
  return existsSync(built) && statSync(built).mtimeMs > than
}

function newestSource(): number {
  return Math.max(
    ...[...SOURCES, 'renderer', 'build'].map((folder) => newestChange(join(ROOT, folder))),
    ...['package.json', 'package-lock.json', 'tsconfig.json'].map(
      (name) => statSync(join(ROOT, name)).mtimeMs,
    ),
  )
}
