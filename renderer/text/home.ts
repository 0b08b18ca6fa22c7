export const HOME = {
  title: 'Home',
  states: {
    ready: 'Your music is ready',
    scanning: 'Looking through your music',
    sealed: 'Waiting for its key',
    readOnly: 'Playing, and changing nothing',
    empty: 'Ready for your music',
    trouble: 'A door did not open',
  },
  reach: {
    thisComputer: 'Music apps on this computer can reach it.',
    proxy: 'Music apps reach it through your reverse proxy.',
    network: 'Music apps on your network can reach it.',
    networkUntil: (time: string) => `Music apps on your network can reach it until ${time}.`,
    unknown: 'Any Subsonic app can play it.',
  },
  sealed: 'The master key is not here. Whoever is signed in can listen; apps that use passwords cannot.',
  readOnly: 'Read-only mode is on: songs play, but nothing is counted, starred or changed.',
  address: 'Address for music apps',
  theAddress: 'the address',
  connect: 'Connect an app',
  library: (songs: number, albums: number, artists: number) =>
    `${counted(songs, 'song', 'songs')} on ${counted(albums, 'album', 'albums')} by ${counted(artists, 'artist', 'artists')}`,
  lately: (albums: number) => `${counted(albums, 'album', 'albums')} new in the last 30 days`,
  lastScan: 'Folders looked through',
  never: 'Not looked through yet',
  scan: {
    now: 'Scan now',
    stop: 'Stop',
    started: 'Looking through your folders.',
    label: 'Progress of the scan',
    phases: {
      walking: (seen: string) => `Looking for files: ${seen} so far`,
      reading: (read: string, toRead: string) => `Reading tags: ${read} of ${toRead}`,
      refreshing: () => 'Sorting albums and artists',
      finishing: () => 'Nearly done',
    },
    waiting: 'Starting',
    failed: (why: string) => `The last scan ended early: ${why}`,
  },
  attention: {
    title: 'Needs attention',
    fine: 'Nothing needs your attention.',
    checking: 'Looking after everything',
    more: (count: number) => `and ${count} more`,
    wrong: 'Wrong:',
    look: 'Worth a look:',
    all: 'Everything the doctor sees',
    topics: {
      music: { title: 'Music', button: 'See the problems' },
      backups: { title: 'Backups', button: 'Go to backups' },
      keys: { title: 'Keys', button: 'Look after the keys' },
      people: { title: 'People and passwords', button: 'Go to people' },
      doors: { title: 'Doors', button: 'Go to doors' },
      settings: { title: 'Settings', button: 'Go to settings' },
      other: { title: 'This computer', button: 'Ask the doctor' },
    },
  },
  added: { title: 'Recently added', all: 'All albums' },
  played: { title: 'Recently played', all: 'More', none: 'What you play shows up here.' },
  noMusic: {
    title: 'No music here yet',
    admin: 'Add the folder your music lies in. Lockgroove only reads it and changes nothing there.',
    user: 'As soon as the owner of this server adds some, it shows up here.',
    button: 'Add a music folder',
  },
} as const

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`
}
