export const READ_ONLY = {
  hidden: 'Read-only mode is on, so nothing can be changed here.',
  where: 'Switch it off on Doors',
} as const

const some = (count: number, one: string, many: string) =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`

export const DOORS = {
  title: 'Doors',
  intro: 'Who can reach your music. This window stays where it is, whatever you open here.',
  now: {
    title: 'Open now',
    thisComputer: 'Only this computer can reach your music.',
    network: 'This network can reach your music.',
    waiting: 'It opens as soon as this computer is in a network.',
    fixed: (address: string) => `Open on ${address}.`,
    socket: 'A reverse proxy reaches your music through a socket.',
    nothing: 'Nothing is open.',
    type: 'To be typed into music apps',
    closes: 'Closes by itself',
    stays: 'Stays open until you close it.',
    close: 'Close it now',
    closed: 'The door is closed: only this computer can reach your music.',
    opened: 'The door is open.',
    turnedAway: (count: number) =>
      `${some(count, 'connection', 'connections')} from outside of the network turned away since the start.`,
    plain: 'Without HTTPS: whoever shares this network could listen to it.',
    pinnedFlag:
      'Set by a flag of the start command (--address). Take it out of the start command to change it here.',
    pinnedEnvironment: 'Set by the environment variable LOCKGROOVE_ADDRESS. Take it out to change it here.',
  },
  change: {
    title: 'Change the door',
    where: 'Who may come in',
    thisComputer: 'This computer',
    thisComputerWords: 'Apps and browsers here. Nobody else can even knock.',
    network: 'This network',
    networkWords: 'Phones and speakers in the subnets this computer is in, and nobody from beyond.',
    fixed: 'A fixed address',
    fixedWords:
      'For a server, a container or a reverse proxy: an address of this computer, or a unix socket.',
    interfaces: 'Networks',
    interfacesHelp: 'None chosen means all, and whichever come later.',
    noInterfaces: 'This computer is in no network now. The door opens as soon as it is in one.',
    closeAfter: 'Close by itself',
    hours: (hours: number) =>
      hours === 0
        ? 'Stay open'
        : hours % 24 === 0
          ? `After ${some(hours / 24, 'day', 'days')}`
          : `After ${some(hours, 'hour', 'hours')}`,
    closeOnChange: 'Close when this computer comes into another network',
    closeOnChangeHelp: 'For a laptop: at home yes, in the café no.',
    address: 'Address',
    addressHelp: 'Such as 192.168.1.20, 0.0.0.0, music.example.org or unix:/run/lockgroove/music.sock',
    addressMissing: 'Needed: an address',
    open: 'Open to this network',
    openFixed: 'Open at this address',
    shut: 'Close to all others',
    keep: 'Save',
  },
  tls: {
    title: 'HTTPS',
    intro: 'Keeps passwords and music unreadable on the way.',
    none: 'No certificate is shown: no door speaks HTTPS now.',
    ownFile: 'From your own files',
    selfMade: 'Made by Lockgroove',
    certificate: 'Certificate',
    fingerprint: 'Fingerprint',
    copy: 'Copy the fingerprint',
    compare: 'An app asks once whether to trust it: compare the fingerprint it shows with this one.',
    expires: 'Valid until',
    expired: 'It has expired.',
    expiresSoon: 'It expires soon.',
    files: 'Own certificate',
    filesHelp: 'Full paths of PEM files on the server. Both together, or neither.',
  },
  proxy: {
    title: 'Reverse proxy',
    intro: 'Whose word is taken for where a request comes from and who sends it.',
    rest: 'All but the trusted proxies are set when Lockgroove starts.',
    more: 'How',
  },
  readOnly: {
    title: 'Read-only',
    intro:
      'Refuses every change on both doors: nothing is played into the history, starred, made or removed. Listening goes on, and access can still be taken away: the door closed, sessions, app passwords, passkeys and links ended, people disabled.',
    label: 'Refuse every change',
    on: 'Read-only mode is on.',
    off: 'Changes are possible again.',
  },
  panic: {
    title: 'Somebody got in?',
    intro: 'One button that takes every key away at once. It does no harm twice.',
    button: 'Panic…',
    dialog: 'Take every key away',
    does: 'This happens at once, to everybody:',
    steps: [
      'The network door closes, and what is being sent is cut.',
      'Every session ends. You are signed out too, and sign in again with your password.',
      'All device passwords and API keys stop working: every music app has to be connected anew.',
      'Music apps no longer get in with account passwords.',
      'All passkeys and recovery links are removed.',
      'All links to shared music end.',
      'A new data key seals everything again.',
    ],
    stays:
      'Music, playlists, stars, people and their account passwords stay. A report is kept in the data folder.',
    noUndo: 'What is revoked cannot be brought back.',
    type: 'Type panic to go on',
    word: 'panic',
    go: 'Take every key away',
    running: 'Taking every key away',
    done: 'Every key is taken away',
    partly: 'Not everything could be done',
    didDone: 'Done',
    didFail: 'Failed',
    next: 'What only you can do now',
    report: 'This is also written to',
    copy: 'Copy the report',
    print: 'Print',
    signIn: 'Go on and sign in',
    failed: 'The server could not do it.',
    back: 'Back',
  },
} as const
