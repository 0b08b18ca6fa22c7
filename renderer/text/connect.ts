export const CONNECT = {
  title: 'Connect a music app',
  intro: 'Each app gets a password of its own. Ending one leaves the others alone.',

  address: {
    title: 'Server address',
    copy: 'the server address',
    others: 'The same server, by other ways:',
    none: 'The door for music apps is closed.',
    hereOnly: 'Works on this computer only',
    hereOnlyWhy:
      'Phones and other computers do not reach it: the door for music apps is open to this computer alone.',
    open: 'Open it to this network',
    askAdmin: 'Whoever looks after this server can open it to the network.',
    plain:
      'Without HTTPS, others on the same network could read along. A password of an app can be ended; your own is better kept out of it.',
    ownCertificate: 'The certificate is made by this server itself: the app has to be told to accept it.',
  },

  forSomebody: {
    title: (name: string) => `Connect an app for ${name}`,
    intro: (name: string) =>
      `For when you set up a device for ${name}. You see the password this once, and so could use it: they can end it on their own page and make another.`,
    open: 'Connect an app for them',
  },

  make: {
    title: 'Which app?',
    other: 'Another app',
    apps: 'Music app',
    runsOn: (systems: string) => `Runs on ${systems}.`,
    name: 'Name it',
    nameHelp: 'So that you know it again in the list below',
    nameHelpTheirs: 'So that they know it again among their apps',
    nameOther: 'My music app',
    more: 'What it may do',
    scopeTitle: 'May do',
    scopes: {
      listen: {
        label: 'Listen only',
        help: 'For a speaker or a shared screen: it changes nothing of yours.',
      },
      change: {
        label: 'Listen, star, rate, make playlists',
        help: 'What a music app of your own usually needs.',
      },
      download: {
        label: 'All that, and download whole files',
        help: 'Some apps keep music for the road this way.',
      },
    },
    noDownload: 'Your account may not download, so no app can.',
    noDownloadTheirs: 'Their account may not download, so no app can.',
    folders: 'Music',
    allFolders: 'Everything you may hear',
    allFoldersTheirs: 'Everything they may hear',
    someFolders: 'Only these folders',
    expires: 'Works',
    lives: {
      forever: 'until it is ended',
      day: 'for a day',
      week: 'for a week',
      month: 'for 30 days',
      year: 'for a year',
    },
    kind: 'As',
    kinds: { password: 'User name and password', apikey: 'API key' },
    kindHelp: 'Every app takes a password. An API key is for apps that have a field for it.',
    sealed:
      'The master key is not here, so no password can be made or used now. An API key works, in apps that have a field for it.',
    summary: (may: string, folders: string, life: string) => `${may} · ${folders} · ${life}`,
    foldersChosen: (count: number) => (count === 1 ? 'one folder' : `${count} folders`),
    foldersNone: 'no folder',
    foldersNoneError: 'Choose at least one folder',
    button: { password: 'Make a password', apikey: 'Make an API key' },
    readOnly: 'Read-only mode: no password can be made now. Apps that are connected go on working.',
  },

  secret: {
    title: (app: string) => `Type this into ${app}`,
    once: 'The secret is shown this once and kept nowhere in the clear. If it is lost, make another one.',
    address: 'Server address',
    user: 'User name',
    password: 'Password',
    apikey: 'API key',
    copyOf: {
      address: 'the server address',
      user: 'the user name',
      password: 'the password',
      apikey: 'the API key',
    },
    qr: 'Show as QR code',
    qrHide: 'Hide QR code',
    qrOf: 'QR code of',
    qrChoices: { address: 'Address', user: 'User', password: 'Password', apikey: 'API key' },
    qrHelp:
      'Plain text, for the camera of the phone: it offers to copy what it reads. Music apps have no common way to take a whole login from a code.',
    qrPicture: (what: string) => `QR code of ${what}`,
    waiting: 'Waiting for the app to sign in…',
    waitingHelp: 'This page notices by itself.',
    connected: (name: string) => `${name} is connected`,
    connectedHow: (client: string, address: string) => `It signed in as ${client}${address}.`,
    fromAddress: (address: string) => ` from ${address}`,
    ended: 'It was ended before an app signed in with it.',
    another: 'Connect another app',
  },

  own: {
    title: 'Your apps',
    intro: 'Each with a password or key of its own.',
  },

  hints: {
    title: (app: string) => `In ${app}`,
    notWorking: 'If it does not sign in',
    notWorkingHelp:
      'Look at the address first: with http:// or https:// in front and the port behind. Then for a space copied along with the password.',
  },
} as const
