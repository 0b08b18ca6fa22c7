// Which music folders an answer may show: the folders the caller may use, narrowed by `musicFolderId`. Every query that
// lists or finds something takes one (CONTRACT.md IDS-3: nobody sees anything of a folder he may not use).

export interface FolderScope {
  /** True when nothing has to be filtered: the common case, with statements of its own. */
  readonly all: boolean
  /** Permitted music folder row ids, ascending, also when `all`. Bind as JSON text: `folder_id IN (SELECT value FROM json_each(?))`. */
  readonly ids: readonly number[]
  /** `ids` as JSON, ready to bind, and a cache key. */
  readonly key: string
}

export function createFolderScope(ids: readonly number[], all: boolean): FolderScope {
  const sorted = [...new Set(ids)].sort((a, b) => a - b)
  return { all, ids: sorted, key: JSON.stringify(sorted) }
}

export function isInScope(scope: FolderScope, folderId: number): boolean {
  return scope.all || scope.ids.includes(folderId)
}
