export const SIGN_IN = {
  title: 'Sign in',
  ended: 'Your session has ended',
  endedWords:
    'That happens after a day without use, and when a session is ended from elsewhere. Sign in again and you are where you were.',
  name: 'Name',
  password: 'Password',
  button: 'Sign in',
  missing: 'Needed',
  or: 'or',
  passkey: 'Sign in with a passkey',
  lockedOut: 'Locked out? On the computer that runs Lockgroove, make a link for yourself:',
  lockedOutCommand: 'lockgroove user recovery-link NAME',
} as const
