// The licences of everything in an installer that others wrote: the packages beside the server, those inside the
// window's bundle, and what sharp's library is made of. Electron's and Chromium's lie beside the program, from Electron.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WINDOW_DIR } from '../window.ts'
import { LICENCE } from './shipped-files.ts'

interface Licensed {
  readonly name: string
  readonly version: string
  /** As in package.json: `MIT`. */
  readonly license: string
  readonly text: string
}

const COMMON_TEXTS = join(import.meta.dirname, 'licenses')
const RULE = '-'.repeat(80)

/**
 * @param packageDirs folders of the packages that are shipped
 * @throws where a package comes without words, and its licence needs them
 */
export function thirdPartyLicenses(packageDirs: readonly string[]): string {
  const all = [...packageDirs.map(licenseOfPackage), ...licensesOfWindow()]
  const parts = groupByText(all).map(({ names, license, text }) =>
    [RULE, ...names, `Licence: ${license}`, RULE, '', text].join('\n'),
  )
  const isLgpl = all.some(({ license }) => license.includes('LGPL'))
  return [INTRODUCTION, ...parts, ...(isLgpl ? [LGPL_NOTE, common('LGPL-3.0'), common('GPL-3.0')] : [])].join(
    '\n\n',
  )
}

const INTRODUCTION = `Lockgroove is made with the work of many others. These are the licences of what is part of it.
Those of Electron and Chromium are in LICENSE.electron.txt and LICENSES.chromium.html.`

const LGPL_NOTE = `${RULE}
Libraries under the GNU Lesser General Public License are files of their own in the folder
resources/app.asar.unpacked (libvips). You may replace them by your own build of the same library; the sources are
at https://github.com/lovell/sharp-libvips. The two licences follow.
${RULE}`

function licenseOfPackage(dir: string): Licensed {
  const { name, version, license } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
  const text = [textsIn(dir), libraries(dir, license)].filter(Boolean).join('\n\n')
  return { name, version, license, text: text || common(license) }
}

function textsIn(dir: string): string {
  return readdirSync(dir)
    .filter((name) => LICENCE.test(name))
    .map((name) => read(join(dir, name)))
    .join('\n\n')
}

/** sharp's packages with libvips say in a table of their README what it is made of. */
function libraries(dir: string, license: string): string {
  if (!license.includes('LGPL')) return ''
  const table = /^## Licensing\n[\s\S]*/m.exec(read(join(dir, 'README.md')))
  if (!table) throw new Error(`licences: expected the libraries of ${dir} in its README.md, found none`)
  return table[0].trim()
}

/** As Vite found them while bundling. */
function licensesOfWindow(): Licensed[] {
  const noted: readonly { name: string; version: string; identifier: string; text?: string }[] = JSON.parse(
    readFileSync(join(WINDOW_DIR, '.vite', 'licenses.json'), 'utf8'),
  )
  return noted.map(({ name, version, identifier, text }) => ({
    name,
    version,
    license: identifier,
    text: text?.trim() || common(identifier),
  }))
}

/**
 * For packages that name their licence in package.json and say no more.
 * @throws where it has no text here
 */
function common(license: string): string {
  return read(join(COMMON_TEXTS, `${license}.txt`))
}

/** Some packages were published from Windows. */
function read(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim()
}

/** Packages of one project share their words, which then stand here once. */
function groupByText(all: readonly Licensed[]) {
  const groups = new Map<string, { names: string[]; license: string; text: string }>()
  for (const { name, version, license, text } of all) {
    const key = `${license}\n${text}`
    const group = groups.get(key) ?? { names: [], license, text }
    groups.set(key, group)
    const line = `${name} ${version}`
    if (!group.names.includes(line)) group.names.push(line)
  }
  return [...groups.values()]
}
