export const UNLOCK = {
  title: 'The vault is shut',
  intro:
    'The passwords of music apps are sealed with a key, and this key is not here. Nothing is lost, and nothing sealed is changed until it is back.',
  why: 'Why',
  shut: {
    title: 'What is shut',
    lines: [
      'Music apps that sign in with a password are asked to come again later.',
      'No password that music apps use can be set or changed, and no app added but with an API key.',
      'No backups are made.',
    ],
  },
  works: {
    title: 'What goes on',
    lines: ['This window, your library and your playlists.', 'Music apps with an API key.'],
  },
  key: {
    title: 'Open it',
    intro: 'Unlock the keyring, or put the key back where it was; then look again.',
    again: 'Try again',
    asking: 'Looking for the key. A keyring may ask for its password in a window of its own.',
    still: 'It is still not there.',
    useRecovery: 'Use the recovery key',
  },
  recovery: {
    title: 'With the recovery key',
    intro:
      'It opens the vault, which then gets a new master key: in the keyring of the computer the server runs on, or where it has none in a key file. This page tells you which.',
    button: 'Open with the recovery key',
    cancel: 'Cancel',
  },
  lost: {
    title: 'If both keys are lost',
    lines: [
      'Then nothing opens the vault any more. The last way out, on the computer the server runs on: lockgroove key start-over',
      'It makes new keys and gives up what only the old ones open: passwords of music apps, the self-made certificate, and what vouches for the log until now.',
      'Accounts, passkeys, API keys, stars, plays and playlists stay. Old backups still need a key of their time.',
      'With --dry-run it says what would be lost, by name, and changes nothing.',
    ],
  },
  opened: {
    title: 'The vault is open',
    words: 'Everybody can sign in again.',
    source: (source: string) => `The master key comes from: ${source}.`,
    next: 'Keys and backups',
  },
} as const
