import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PanicReport } from '../contract/safety.ts'
import { makePrivateFolder } from '../private-folder.ts'
import { VERSION } from '../version.ts'

export interface ReportContent extends Omit<PanicReport, 'path'> {
  readonly at: number
  readonly actor: string
}

/** For its owner only. @returns where it is */
export function writeReport(dataDir: string, content: ReportContent): string {
  const folder = join(dataDir, 'reports')
  makePrivateFolder(folder, 'folder of reports')
  const time = new Date(content.at).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  for (let number = 1; ; number++) {
    const path = join(folder, `panic-${time}${number === 1 ? '' : `-${number}`}.txt`)
    try {
      writeFileSync(path, reportText(content), { mode: 0o600, flag: 'wx' })
      return path
    } catch (error) {
      // Two within a second.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

export function reportText({ at, actor, done, failed, next }: ReportContent): string {
  const lines = [
    `Lockgroove ${VERSION}, panic of ${new Date(at).toISOString()}, by ${actor}`,
    ...section('Done', done),
    ...section('FAILED', failed),
    ...section(
      'What to do now',
      next.map((step, at) => `${at + 1}. ${step}`),
    ),
    ...(next.length > 0
      ? ['', '"lockgroove" stands for "npm run lockgroove --", typed in the folder of Lockgroove.']
      : []),
  ]
  return `${lines.join('\n')}\n`
}

function section(title: string, sentences: readonly string[]): readonly string[] {
  return sentences.length === 0 ? [] : ['', title, ...sentences.map((sentence) => `  ${sentence}`)]
}
