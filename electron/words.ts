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
    scanGoesOn: (percent: number | undefined) =>
      percent === undefined ? 'Scan now (running)' : `Scan now (${Math.floor(percent)} %)`,
    offered: (version: string) => `Get version ${version}`,
    loading: (version: string, percent: number) => `Loading version ${version}: ${Math.floor(percent)} %`,
    ready: (version: string) => `Restart to update to ${version}`,
    startAtLogin: 'Start at login',
    quit: 'Quit Lockgroove',
    didNotWork: 'That did not work',
  },
  updates: {
    lookFailed: 'Looking for a new version did not work: is this computer online? It tries again tomorrow.',
    unsigned: (version: string) =>
      `Version ${version} was announced, but not signed by Lockgroove, so it is not offered. If this stays so, look at the page you got Lockgroove from.`,
    wrongFile: (version: string) =>
      `What arrived is not version ${version} as it was published, so it was thrown away. It is tried again tomorrow.`,
    loadFailed: (version: string) => `Version ${version} could not be fetched. It is tried again tomorrow.`,
  },
  autostart: {
    comment: 'Private music server',
    notHere: 'Starting at login is there once Lockgroove is installed.',
    failed: 'The system did not let Lockgroove change what starts at login. Its own settings can.',
  },
  main: {
    cannotStart: 'Lockgroove cannot start',
  },
  serverHost: {
    takenByLockgroove: (port: number) =>
      `Another Lockgroove already uses port ${port}: perhaps it runs as a service, or under another account of this computer. Stop that one and try again, or use another port here.`,
    taken: (port: number) =>
      `Another program uses port ${port}, where music apps or this window would connect. Stop that program and try again, or use another port here; music apps then need the new address.`,
    pinned: (port: number) =>
      `Port ${port} is taken, and a setting of this start names exactly that one (LOCKGROOVE_PORT or LOCKGROOVE_CONSOLE_PORT).`,
    bug: 'Lockgroove stopped because of a mistake of its own. It tries again by itself; what happened is in the log.',
    closedConsole:
      'The window cannot be reached: its door needs HTTPS, and the key for that is sealed. Unlock the vault, or leave TLS off.',
    notNow: 'That is of no use now.',
  },
  window: {
    title: 'Lockgroove',
    stillHere: 'Lockgroove keeps playing',
    inTray:
      'The window is closed, and your music stays reachable. Lockgroove is in the tray; Quit is in its menu.',
    minimised:
      'There is no tray here, so the window makes itself small instead. To end Lockgroove, choose Quit in its menu (Ctrl+Q).',
  },
  bridge: {
    failed: 'That did not work. What happened is in the log.',
    badInput: 'That is not what was asked for.',
  },
  logFolder: {
    cannotOpen: (folder: string) => `The folder of the log could not be opened: ${folder}`,
  },
  folderDialog: {
    title: 'Choose a music folder',
    button: 'Use this folder',
  },
  notifications: {
    firstRun: {
      title: 'Lockgroove is running',
      body: 'Only this computer can reach it until you open it to your network. Set it up in its window.',
    },
    openToNetwork: 'This network can reach your music',
    openElsewhere: 'Others can reach your music',
    openUntil: (time: string) => `Music apps with a password or key can connect until ${time}.`,
    openUntilClosed: 'Music apps with a password or key can connect until you close it.',
    closed: 'Only this computer can reach your music',
    closedBecause: (reason: string) =>
      ({
        time: 'The time it was opened for is over.',
        'another network': 'This computer came into another network, so it closed by itself.',
        panic: 'Everything was shut at once.',
      })[reason] ?? 'Music apps elsewhere cannot connect any more.',
    newApp: (name: string) => ({
      title: 'A new app signed in',
      body: `${name === '' ? 'It gives no name' : `It calls itself ${name}`}. If you do not know it, end its key.`,
    }),
    failedLogins: {
      title: 'Several sign-ins failed',
      body: 'Somebody, or an app with an old password, tries to sign in. See where from under Activity.',
    },
    scanProblems: (count: number) => ({
      title: 'The scan met problems',
      body:
        count === 1
          ? 'A file or folder could not be read. Everything else is in the library.'
          : `${count} files or folders could not be read. Everything else is in the library.`,
    }),
    scanFailed: {
      title: 'The scan ended early',
      body: 'The library stays as it was. The next scan completes it.',
    },
    updateOffered: (version: string) => ({
      title: `Lockgroove ${version} is there`,
      body: 'Get it in the settings, or in the menu of the tray.',
    }),
    updateReady: (version: string) => ({
      title: `Lockgroove ${version} is ready`,
      body: 'It is installed when you restart Lockgroove.',
    }),
  },
} as const
