/** What the server finds comes as words behind a colon: standing alone, they begin as sentences do. */
export function asSentence(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}
