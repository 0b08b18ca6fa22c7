const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Tags arrive clean; names and paths of files do not. One such character makes a whole XML answer unreadable (CONTRACT.md FMT-10). */
export function legalText(text: string): string {
  return text.toWellFormed().replace(ILLEGAL, '')
}
