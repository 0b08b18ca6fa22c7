// The app as `npm start` and the installers run it, without Electron: the server's code alone, in plain Node.
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { APP_DIR, buildAppWhenStale } from '../../build/app.ts'
import { ASSETS } from '../../server/share-pages/paths.ts'
import { builtApp } from '../support/built.ts'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'
import { expectServerToWork } from '../support/packed-server.ts'

describe('the built app', () => {
  let line: CommandLine
  beforeAll(async () => {
    await builtApp()
    line = createCommandLine()
  })
  afterAll(() => line.close())

  test('serves, scans, resizes covers, judges passwords and makes backups', () =>
    expectServerToWork(line, 'dist/app/server/cli.js'))

  test('every file it names is there, and every package is one of its own', () => {
    const named = filesNamedIn(APP_DIR)
    expect(named.filter(({ target }) => target.endsWith('worker.js')).length).toBeGreaterThan(4)
    const { dependencies } = JSON.parse(readFileSync(join(APP_DIR, 'package.json'), 'utf8'))
    const known = new Set([...Object.keys(dependencies), 'electron'])
    expect(
      named.filter(({ from, target }) => {
        if (target.startsWith('.')) return !existsSync(resolve(dirname(from), target))
        return !target.startsWith('node:') && !known.has(packageOf(target))
      }),
    ).toEqual([])
  })

  test('its preload is one file that needs nothing but Electron, as a sandboxed page wants it', () => {
    const preload = readFileSync(join(APP_DIR, 'electron', 'preload.cjs'), 'utf8')
    expect([...preload.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['electron'])
    expect(preload).not.toMatch(/^(?:import|export)\b/m)
    expect(existsSync(join(APP_DIR, 'electron', 'preload.js'))).toBe(false)
  })

  test('holds code, the window, the licence and nothing else', () => {
    expect(readdirSync(APP_DIR).sort()).toEqual(['LICENSE', 'dist', 'electron', 'package.json', 'server'])
    const endings = ['', '.cjs', '.css', '.html', '.js', '.json', '.png', '.ico', '.svg']
    expect(filesIn(APP_DIR).filter((path) => !endings.includes(extname(path)))).toEqual([])
  })

  test('has what the pages of links are made with', () => {
    expect(readdirSync(join(APP_DIR, 'dist/window/share')).sort()).toEqual(Object.keys(ASSETS).sort())
  })

  test('has a package.json without scripts and development packages', () => {
    const app = JSON.parse(readFileSync(join(APP_DIR, 'package.json'), 'utf8'))
    const ours = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(app).toMatchObject({ main: 'electron/main.js', type: 'module', version: ours.version })
    expect(app.dependencies).toEqual(ours.dependencies)
    for (const left of ['scripts', 'devDependencies', 'optionalDependencies', 'allowScripts']) {
      expect(app).not.toHaveProperty(left)
    }
  })

  test('is built again only when a source is newer', async () => {
    const place = join(line.folder, 'app')
    const built = join(place, 'package.json')
    expect(await buildAppWhenStale(place)).toBe(true)
    expect(await buildAppWhenStale(place)).toBe(false)
    utimesSync(built, 0, 0)
    expect(await buildAppWhenStale(place)).toBe(true)
    expect(statSync(built).mtimeMs).toBeGreaterThan(0)
    expect(readdirSync(line.folder).filter((name) => name.startsWith('app'))).toEqual(['app'])
  })
})

interface Named {
  readonly from: string
  readonly target: string
}

const NAMES_A_FILE =
  /\bfrom "([^"\n]+)";$|^import "([^"\n]+)";$|\bimport\("([^"\n]+)"\)|\bnew URL\("([^"\n]+)", import\.meta\.url\)/gm

/** In code as esbuild writes it. */
function filesNamedIn(folder: string): Named[] {
  return ['server', 'electron']
    .flatMap((part) => filesIn(join(folder, part)))
    .filter((path) => path.endsWith('.js'))
    .flatMap((from) =>
      [...readFileSync(from, 'utf8').matchAll(NAMES_A_FILE)].map((match) => ({
        from,
        target: match.slice(1).find((name) => name !== undefined)!,
      })),
    )
}

/** `@scope/name/file` → `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
