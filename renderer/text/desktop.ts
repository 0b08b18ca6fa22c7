// What the desktop app says while there is no window of the server.
import type { DesktopAbout } from '../../server/contract/desktop.ts'

type Platform = DesktopAbout['platform']

/** As each system calls the place where it keeps passwords. */
const KEYRINGS: Readonly<Record<Platform, string>> = {
  linux: 'keyring',
  darwin: 'keychain',
  win32: 'Credential Manager',
}

export const DESKTOP = {
  keyring: (platform: Platform) => KEYRINGS[platform],
  details: 'What was found',
  tryAgain: 'Try again',
  quit: 'Quit Lockgroove',
  browser: {
    title: 'This page belongs to the desktop app',
    words: 'In a browser the window of Lockgroove is at the root of this address.',
  },

  starting: { title: 'Starting', words: 'Your music will be here in a moment.' },
  startingSlowly: (keyring: string) =>
    `If your ${keyring} asks for its password, answer it: Lockgroove waits for it, a minute at most.`,
  running: { title: 'Opening your music', words: 'Lockgroove is running.' },

  waiting: {
    title: (keyring: string) => `Waiting for your ${keyring}`,
    words: (keyring: string) =>
      `Your ${keyring} is locked, and it holds the key that seals the passwords of your music apps. Unlock it and try again; it may ask for its password in a window of its own.`,
    meanwhile:
      'Until then apps with an API key play on, and apps with a password are asked to come again. Lockgroove looks by itself every few minutes.',
    first: (keyring: string) =>
      `Lockgroove wants to keep the key there that will seal the passwords of your music apps. Unlock your ${keyring} and try again; it may ask for its password in a window of its own.`,
    asking: (keyring: string) => `Asking your ${keyring} …`,
    still: (keyring: string) => `Your ${keyring} is still locked.`,
    elsewhere: 'Keep the key elsewhere',
  },

  recovery: {
    open: 'Use the recovery key',
    button: 'Open with the recovery key',
    cancel: 'Cancel',
  },

  place: {
    title: 'Where should the key be kept?',
    words: (keyring: string) =>
      `Lockgroove seals the passwords of your music apps with a key. There is no ${keyring} here that could keep it, so the choice is yours.`,
    label: 'Place of the key',
    passphrase: {
      title: 'In your head: a passphrase',
      words:
        'Asked each time Lockgroove starts, and kept nowhere. Not even the whole disk of this computer gives your passwords away. Until it is typed, apps that sign in with a password have to wait.',
    },
    keyFile: {
      title: 'In a key file',
      words: 'Nothing is asked when Lockgroove starts. The key lies here, for your account only:',
      honest:
        'A copy of the data folder alone shows nobody your passwords. Whoever has this file as well can read them: somebody with your unencrypted disk or a backup of all your files, or a program that you run.',
      button: 'Make the key file',
    },
    again: (keyring: string) => `Look for a ${keyring} again`,
    stillNone: (keyring: string) => `There is still no ${keyring} that can be used.`,
  },

  newPassphrase: {
    label: 'Passphrase',
    repeat: 'The same once more',
    differ: 'The two are not the same.',
    forgotten:
      'Nobody can give it back. If it is forgotten, only the recovery key helps, which you are shown in a moment and should keep on paper.',
    button: 'Use this passphrase',
  },

  passphrase: {
    title: 'Type your passphrase',
    words: 'It opens the passwords of your music apps, for this run of Lockgroove. It is kept nowhere.',
    meanwhile: 'Apps with an API key play on meanwhile.',
    label: 'Passphrase',
    button: 'Open',
  },

  failed: {
    title: 'Lockgroove could not start',
    nextTry: (seconds: number) =>
      seconds > 0 ? `Lockgroove tries again by itself in ${seconds} s.` : 'Lockgroove tries again now.',
    anotherPort: 'Use another port',
    log: 'Open the log folder',
    port: (port: number) =>
      `On another port than ${port}, music apps need the new address that Lockgroove then shows.`,
  },
} as const
