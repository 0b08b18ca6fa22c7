export const PASSKEYS = {
  elsewhere: 'Browsers know no passkeys for bare addresses. Open this page as',
  notHere: 'Passkeys need a browser that knows them, and a page with a name over HTTPS.',
} as const
