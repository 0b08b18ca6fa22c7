import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron'
import { WORDS } from './words.ts'

/** The system's own dialog for a folder; undefined when it was closed. */
export async function pickFolder(parent: BrowserWindow | undefined): Promise<string | undefined> {
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
