// Every sentence of the window, in one place, ready for translation.
export const TEXT = {
  loading: 'Loading',
  noAnswer: 'No answer',
  tryAgain: 'Try again',
  setUp: {
    title: 'Make this server yours',
    intro: 'One code, one name, one password. Nothing leaves this computer until you open it.',
    code: 'Set-up code',
    codeHelp: 'Printed in the terminal where Lockgroove was started',
    name: 'Your name',
    nameHelp: 'You type it into your music app',
    password: 'Password',
    passwordHelp: 'At least 12 characters. It is sealed under a key that only this computer holds.',
    folder: 'Music folder',
    folderHelp: 'Full path on this computer; leave it empty to add one later',
    folderKnown: 'One is known already; name another one, or leave it empty',
    button: 'Make my server',
    tooShort: 'At least 12 characters',
    missing: 'Needed',
  },
  connect: {
    title: 'Connect a music app',
    made: (name: string) => `Welcome, ${name}. Your server is ready.`,
    intro:
      'Any Subsonic app works: Symfonium, Feishin, Supersonic, Strawberry, DSub, play:Sub and many more. Type this:',
    address: 'Server address',
    user: 'User name',
    password: 'Password',
    passwordIs: 'the password you chose',
    userIs: 'your user name',
    copy: 'Copy address',
    copied: 'Copied',
    here: 'This address works on this computer. To let in phones on your network, start Lockgroove with an address of your network: npm start -- --address 0.0.0.0',
    scanning: 'Your music is being scanned; albums appear in the app as they are found.',
    noFolder:
      'No music folder yet. Stop Lockgroove and start it with: npm start -- --music /path/to/your/music',
  },
} as const
