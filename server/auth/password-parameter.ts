const ENCODED = /^enc:((?:[0-9a-f]{2})*)$/i

/**
 * The password that a parameter (`p`, `password`) means: clear, or `enc:` and the hex of its UTF-8 bytes. What follows
 * `enc:` and is no even number of hex digits is the password as it stands (CONTRACT.md AUTH-2).
 */
export function readPasswordParameter(given: string): string {
  const encoded = ENCODED.exec(given)
  return encoded && given.startsWith('enc:') ? Buffer.from(encoded[1]!, 'hex').toString('utf8') : given
}
