// The keychain's helper as a process of Electron's own: a packaged app cannot fork Node (its fuse for that is off). The
// helper loads the native library, may wait for somebody to type a password, and can be ended at any moment.
import { utilityProcess } from 'electron'
import {
  createKeychain,
  type HelpedKeychain,
  type KeychainHelper,
  type StartHelper,
} from '../server/index.ts'

/** To be handed to `createServer`, and closed at quit: a prompt that nobody answers must not hold it up. */
export function setupKeychain(timeoutMs?: number): HelpedKeychain {
  return createKeychain({ startHelper, ...(timeoutMs !== undefined && { timeoutMs }) })
}

export const startHelper: StartHelper = ({ path, environment }): KeychainHelper => {
  const child = utilityProcess.fork(path, [], {
    env: environment,
    execArgv: [],
    // Libraries print on stderr, and what they print is nobody's business.
    stdio: 'ignore',
    serviceName: 'Lockgroove keychain',
  })
  return {
    send: (request) => child.postMessage(request),
    onAnswer: (listener) => child.on('message', listener),
    onExit: (listener) => {
      child.on('error', (kind) => listener(kind))
      child.on('exit', (code) => listener(`code ${code}`))
    },
    kill: () => child.kill(),
  }
}
