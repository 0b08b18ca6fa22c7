import type { FolderScope } from '../folder-scope.ts'

/** SQL that keeps what is in a scope; nothing for the common case, whose statements have no filter at all. Binds :folders. */
export function inScope(scope: FolderScope, column: string): string {
  return scope.all ? '' : `AND ${column} IN (SELECT value FROM json_each(:folders))`
}
