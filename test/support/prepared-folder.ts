// Vitest's global set-up: a folder that lives as long as the run. What is slow and the same for everybody (a scanned
// library, users with hashed passwords) is put there by the first test file that needs it: see prepared-data.ts. All
// temporary folders of the tests lie in it too, so that nothing of a run stays behind, whatever became of a test.
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    preparedFolder: string
  }
}

export default function makePreparedFolder(project: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-run-')))
  project.provide('preparedFolder', folder)
  // Some tests act as another user, who has to get in.
  chmodSync(folder, 0o711)
  process.env['TMPDIR'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
