export const RECOVER = {
  title: 'Choose a new password',
  intro: 'It replaces the old one and ends all your other sessions. This link works once.',
  noToken: 'The link is incomplete, or this page was loaded again. Open the whole link once more.',
  password: 'New password',
  button: 'Save and sign in',
} as const
