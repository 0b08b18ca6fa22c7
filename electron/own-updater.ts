// What could replace this installation, for updates.ts: electron-updater, where the app was installed so that it can.
import { app } from 'electron'
import { downloadsPage, whoReplaces } from './installation.ts'
import { openOutside } from './lockdown.ts'
import type { UpdatesDeps } from './updates.ts'

export type OwnUpdater = Pick<UpdatesDeps, 'loadUpdater' | 'installsOnQuit' | 'showDownloads'>

export function ownUpdater(environment: NodeJS.ProcessEnv): OwnUpdater {
  const { platform, resourcesPath = '' } = process
  const who = whoReplaces({ isPackaged: app.isPackaged, platform, environment, resourcesPath })
  return {
    // Loaded when it is needed first: it chooses what fits the system, and costs a start some time.
    loadUpdater: who && (async () => (await import('electron-updater')).default.autoUpdater),
    installsOnQuit: who === 'the app',
    showDownloads() {
      const page = downloadsPage({ resourcesPath })
      if (page !== undefined) openOutside(page)
    },
  }
}
