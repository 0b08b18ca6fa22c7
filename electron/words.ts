// Everything the desktop says, in English: one section for each file that speaks.

export const WORDS = {
  tray: {
    app: 'Lockgroove',
    status: {
      starting: 'Starting…',
      running: 'Running',
      sealed: 'Locked: waiting for its key',
      'waiting for keyring': 'Waiting for your keyring',
      'needs its key': 'Needs its key',
      failed: 'Not running',
      stopping: 'Stopping…',
    },
    readOnly: 'read-only',
    scanning: (percent: number | undefined) =>
      percent === undefined ? 'Scanning…' : `Scanning ${Math.floor(percent)} %`,
    openToNetwork: (until: string | undefined) =>
      until === undefined ? 'open to this network' : `open to this network until ${until}`,
    openElsewhere: 'open at another address',
    tryAgain: 'Try again',
    useRecoveryKey: 'Use recovery key…',
    open: 'Open Lockgroove',
    copyAddress: 'Copy server address',
    thisComputer: 'This computer',
    thisNetwork: 'This network',
    until: (time: string) => ` (until ${time})`,
    elsewhere: 'Another address',
    scan: 'Scan now',
    offered: (version: string) => `Get version ${version}`,
    loading: (version: string, percent: number) => `Loading version ${version}: ${Math.floor(percent)} %`,
    ready: (version: string) => `Restart to update to ${version}`,
    startAtLogin: 'Start at login',
    quit: 'Quit Lockgroove',
    didNotWork: 'That did not work',
  },
} as const
