export const CONNECT = {
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
  goOn: 'Go to your server',
  here: 'This address works on this computer. To let in phones on your network, start Lockgroove with an address of your network: npm start -- --address 0.0.0.0',
  scanning: 'Your music is being scanned; albums appear in the app as they are found.',
  noFolder:
    'No music folder yet. Stop Lockgroove and start it with: npm start -- --music /path/to/your/music',
} as const
