// How names are compared. Two strengths: a name as an identity (is this the same artist?) and a name as something to
// sort and search by (would a person expect them side by side?).

/** Letters that Unicode does not decompose but readers treat as another letter with something added. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ĸ: 'k',
  ŋ: 'n',
  ſ: 's',
  ƒ: 'f',
  ς: 'σ',
}
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')

/** Accents of Latin, Greek and Cyrillic, Hebrew and Arabic points. Not the marks that make another letter in Japanese or Indic scripts. */
const ACCENTS = new RegExp(
  [
    '[\\u0300-\\u036f]|[\\u1ab0-\\u1aff]|[\\u1dc0-\\u1dff]|[\\u20d0-\\u20ff]|[\\ufe20-\\ufe2f]',
    '[\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5]|[\\u0610-\\u061a\\u064b-\\u065f\\u0670]',
  ].join('|'),
  'g',
)
const ASCII = /^[\x20-\x7e]*$/
const SPACES = /\s+/g

/** For keys: the same name however it was typed. Case, width, spaces and typographic punctuation are folded; accents stay. */
export function foldName(name: string): string {
  const plain = ASCII.test(name)
    ? name
    : name
        .normalize('NFKC')
        .replace(/[‘’ʼ´`]/g, "'")
        .replace(/[‐‑‒–—]/g, '-')
        .replace(/[“”]/g, '"')
  return plain.toLowerCase().replace(SPACES, ' ').trim()
}

/** For sorting and searching: lower case without accents, full and half width alike, `ø` as `o`. */
export function foldLetters(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(LETTER, (letter) => LETTERS[letter]!)
}
