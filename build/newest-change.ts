// When anything in a folder was last changed: what is built from it is stale when older.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** UTC milliseconds. Folders count too: they tell of files taken away. */
export function newestChange(folder: string): number {
  let newest = statSync(folder).mtimeMs
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs)
  }
  return newest
}
