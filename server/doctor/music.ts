import { existsSync } from 'node:fs'
import { listMusicFolders } from '../library/music-folders.ts'
import { type Finding, fine, look, wrong } from './finding.ts'
import type { PatientData } from './patient.ts'

export function examineMusic({ db }: PatientData): Finding[] {
  const folders = listMusicFolders(db)
  if (folders.length === 0)
    return [look('music', 'no music folder yet', 'Name one in the window, or start with --music FOLDER.')]
  const problems = db.prepare('SELECT count(*) FROM scan_problems').pluck().get() as number
  return [
    ...folders.map(({ id, path }) =>
      existsSync(path)
        ? fine('music folder', `number ${id}: ${path}`)
        : wrong(
            'music folder',
            `number ${id}: ${path} is not there; its music is kept`,
            'A drive that is not mounted?',
          ),
    ),
    problems === 0 ? fine('scan', 'no file with problems') : look('scan', `${problems} files with problems`),
  ]
}
