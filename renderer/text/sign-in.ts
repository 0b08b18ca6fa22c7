export const SIGN_IN = {
  title: 'Sign in',
  name: 'Name',
  password: 'Password',
  button: 'Sign in',
  missing: 'Needed',
  or: 'or',
  passkey: 'Sign in with a passkey',
  lockedOut: 'Locked out? On the computer that runs Lockgroove, make a link for yourself:',
  lockedOutCommand: 'lockgroove user recovery-link NAME',
} as const
