import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron'
import { WORDS } from './words.ts'

/**
 * The system's own dialog for a folder; undefined when it was closed. One at a time, however often it is clicked (or a page gone
 * wrong asks): who comes while it is open gets its answer.
 */
export function createFolderDialog(
  parent: () => Promise<BrowserWindow | undefined>,
): () => Promise<string | undefined> {
  let open: Promise<string | undefined> | undefined
  return () => {
    open ??= parent()
      .then(pickFolder)
      .finally(() => {
        open = undefined
      })
    return open
  }
}

async function pickFolder(parent: BrowserWindow | undefined): Promise<string | undefined> {
  const options: OpenDialogOptions = {
    title: WORDS.folderDialog.title,
    buttonLabel: WORDS.folderDialog.button,
    properties: ['openDirectory', 'dontAddToRecent'],
  }
  const { canceled, filePaths } = await (parent
    ? dialog.showOpenDialog(parent, options)
    : dialog.showOpenDialog(options))
  return canceled ? undefined : filePaths[0]
}
