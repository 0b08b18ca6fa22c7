/** `scheme://host:port`; undefined for what has none. Of schemes of our own too, for which Node's `origin` is the word "null". */
export function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, host } = new URL(url)
  return host === '' ? undefined : `${protocol}//${host}`
}
