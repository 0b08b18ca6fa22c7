// electron-updater itself, on Linux' AppImage, with its two edges put elsewhere: requests go through Node to a server of the test, and
// the app it belongs to is a few values. What is announced, fetched, checked, replaced and started is real.
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppUpdater } from 'electron-updater'
import { makeUpdateKey, signAnnouncements } from '../../build/update-key.ts'

const requireFrom = createRequire(createRequire(import.meta.url).resolve('electron-updater'))
const { HttpExecutor, configureRequestUrl, configureRequestOptions } = requireFrom('builder-util-runtime')
const { AppImageUpdater } = requireFrom('electron-updater')

const emitters = { autoUpdater: new EventEmitter() }
// It says there that it quits to update. The package itself would fetch Electron.
requireFrom.cache[requireFrom.resolve('electron')] = { exports: emitters } as never

class NodeExecutor extends HttpExecutor {
  createRequest(options: any, callback: (response: any) => void) {
    return request(options, callback)
  }
  async download(url: URL, destination: string, options: any): Promise<string> {
    return options.cancellationToken.createPromise((resolve: any, reject: any, onCancel: any) => {
      const requestOptions = { headers: options.headers || undefined, redirect: 'manual' }
      configureRequestUrl(url, requestOptions)
      configureRequestOptions(requestOptions)
      const callback = (error?: Error) => (error ? reject(error) : resolve(destination))
      this.doDownload(requestOptions, { destination, options, onCancel, callback, responseHandler: null }, 0)
    })
  }
}

export interface Announced {
  readonly version?: string
  readonly sha512?: string
  /** Null: nobody. */
  readonly signedBy?: ReturnType<typeof makeUpdateKey> | null
}

export async function startUpdateServer() {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-updates-'))
  const key = makeUpdateKey()
  const started = join(folder, 'started')
  /** A new version as far as the updater is concerned: a program that leaves a mark. */
  const file = Buffer.from(`#!/bin/sh\necho "new $APPIMAGE_EXIT_AFTER_INSTALL" >> '${started}'\n`)
  const requests: { url: string; headers: IncomingHttpHeaders }[] = []
  let announcement: string | undefined

  const server = createServer((asked, answer) => {
    const url = (asked.url ?? '').split('?')[0] ?? ''
    requests.push({ url, headers: asked.headers })
    if (url === '/latest-linux.yml' && announcement !== undefined) return answer.end(announcement)
    if (url === '/Lockgroove-0.2.0.AppImage') return answer.end(file)
    answer.statusCode = 404
    answer.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    publicKey: key.publicKey,
    requests,
    started,
    newFile: file,
    announce({ version = '0.2.0', sha512 = sha512Of(file), signedBy = key }: Announced = {}) {
      const path = join(folder, 'latest-linux.yml')
      const name = 'Lockgroove-0.2.0.AppImage'
      writeFileSync(
        path,
        `version: ${version}\nfiles:\n  - url: ${name}\n    sha512: ${sha512}\n    size: ${file.length}\npath: ${name}\nsha512: ${sha512}\nreleaseDate: '2026-11-21T10:00:00.000Z'\n`,
      )
      if (signedBy) signAnnouncements([path], signedBy.privateKey, signedBy.publicKey)
      announcement = readFileSync(path, 'utf8')
    },
    /** As if nothing were there. */
    silence() {
      announcement = undefined
    },
    /** An AppImage of 0.1.0 and the updater inside it. */
    install(onQuit = () => {}) {
      const home = mkdtempSync(join(folder, 'home-'))
      const appImage = join(home, 'Lockgroove.AppImage')
      writeFileSync(appImage, '#!/bin/sh\n')
      chmodSync(appImage, 0o755)
      process.env['APPIMAGE'] = appImage
      const config = join(home, 'app-update.yml')
      writeFileSync(config, `provider: generic\nurl: ${url}\nupdaterCacheDirName: lockgroove-updater\n`)
      mkdirSync(join(home, 'cache'))
      const app = new EventEmitter()
      const updater = new AppImageUpdater(undefined, {
        version: '0.1.0',
        name: 'lockgroove',
        isPackaged: true,
        appUpdateConfigPath: config,
        userDataPath: home,
        baseCachePath: join(home, 'cache'),
        whenReady: async () => {},
        relaunch() {},
        quit() {
          onQuit()
          app.emit('quit', 0)
        },
        onQuit: (handler: (code: number) => void) => app.once('quit', handler),
      })
      updater.httpExecutor = new NodeExecutor()
      return {
        appImage,
        cache: join(home, 'cache', 'lockgroove-updater'),
        updater: updater as AppUpdater,
        quit: () => app.emit('quit', 0),
        hasQuit: new Promise<void>((resolve) => app.once('quit', () => resolve())),
      }
    },
    async close() {
      delete process.env['APPIMAGE']
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true })
    },
  }
}

function sha512Of(bytes: Buffer): string {
  return createHash('sha512').update(bytes).digest('base64')
}
