// `npm run dist`: the installers of this computer's system, or of those named (`npm run dist -- linux-x64 win32-x64`),
// in dist/installers/. The first time it needs the network: Electron and the tools of electron-builder are fetched.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildApp } from './app.ts'
import { INSTALLERS_DIR } from './electron-builder.ts'
import { buildInstallerIcons } from './icons.ts'
import { pack } from './installers/pack.ts'
import { missingPackages } from './installers/stage.ts'
import { nameOf, TARGETS, type Target } from './installers/targets.ts'

const ROOT = join(import.meta.dirname, '..')

/** @throws for a name that is none */
export function chosenTargets(names: readonly string[], platform: NodeJS.Platform): readonly Target[] {
  if (names.length === 0) return TARGETS.filter((target) => target.platform === platform)
  return names.map((name) => {
    const target = TARGETS.find((target) => nameOf(target) === name)
    if (!target) throw new Error(`dist: expected ${TARGETS.map(nameOf).join(', ')}, got "${name}"`)
    return target
  })
}

/**
 * Another system's packages, as package-lock.json has them, installed beside ours: npm checks their checksums.
 * @returns the folder
 */
function installPackagesOf(target: Target): string {
  const place = join(ROOT, 'dist', 'packages', nameOf(target))
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(ROOT, name), join(place, name))
  const system = [`--os=${target.platform}`, `--cpu=${target.arch}`, '--libc=glibc']
  const npm = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', ...system]
  execFileSync('npm', npm, { cwd: place, stdio: 'inherit', shell: process.platform === 'win32' })
  return place
}

/** `latest-mac.yml` as the run before left it: electron-builder writes it anew, and Macs with either processor read the same. */
function announcements(): [path: string, text: string][] {
  if (!existsSync(INSTALLERS_DIR)) return []
  return readdirSync(INSTALLERS_DIR)
    .filter((name) => /^latest.*\.yml$/.test(name))
    .map((name) => [join(INSTALLERS_DIR, name), readFileSync(join(INSTALLERS_DIR, name), 'utf8')])
}

/** The later one with the files of the earlier one, too, where both announce the same version. */
export function mergeAnnouncements(earlier: string, later: string): string {
  const versionOf = (text: string) => /^version: .*$/m.exec(text)?.[0]
  if (versionOf(earlier) !== versionOf(later)) return later
  const own = filesIn(later)
  const others = filesIn(earlier).filter((file) => !own.some((one) => urlOf(one) === urlOf(file)))
  return later.replace(FILES, () => `files:\n${[...others, ...own].join('')}`)
}

const FILES = /^files:\n((?: {2}.*\n)*)/m

function filesIn(text: string): string[] {
  return (
    FILES.exec(text)?.[1]
      ?.split(/^(?= {2}- )/m)
      .filter(Boolean) ?? []
  )
}

function urlOf(file: string): string | undefined {
  return /url: (.*)/.exec(file)?.[1]
}

if (import.meta.main) {
  const targets = chosenTargets(process.argv.slice(2), process.platform)
  await buildApp()
  await buildInstallerIcons(join(ROOT, 'dist', 'icons'))
  for (const target of targets) {
    const isHere = missingPackages(target, [ROOT]).length === 0
    const packageRoots = isHere ? [ROOT] : [ROOT, installPackagesOf(target)]
    const earlier = announcements()
    for (const path of await pack(target, { packageRoots })) {
      process.stdout.write(`${relative(process.cwd(), path)}\n`)
    }
    for (const [path, text] of earlier) {
      writeFileSync(path, mergeAnnouncements(text, readFileSync(path, 'utf8')))
    }
  }
}
