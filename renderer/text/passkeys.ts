export const PASSKEYS = {
  elsewhere: 'Browsers take passkeys only where the address has a name. To use one, open this page as',
  notHere: 'Passkeys need a browser that knows them, and a page with a name over HTTPS.',
} as const
