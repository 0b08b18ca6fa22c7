/** Loopback: no other computer gets there, whatever it types. */
export function isForThisComputer(address: string): boolean {
  const host = hostOf(address)
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
  )
}

/** Whether passwords and music travel in the clear, over a network. */
export function isReadable(address: string): boolean {
  return address.startsWith('http:') && !isForThisComputer(address)
}

function hostOf(address: string): string {
  try {
    return new URL(address).hostname
  } catch {
    return ''
  }
}
