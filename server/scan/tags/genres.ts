// ID3 writes genres as numbers, numbers in parentheses, text, or all of it in one string.
import { MAX_TEXT } from './clean-text.ts'

/** The list of ID3v1 with Winamp's additions; the position is the number. */
export const ID3_GENRES: readonly string[] = (
  'Blues|Classic Rock|Country|Dance|Disco|Funk|Grunge|Hip-Hop|Jazz|Metal|New Age|Oldies|Other|Pop|R&B|Rap|Reggae|Rock|' +
  'Techno|Industrial|Alternative|Ska|Death Metal|Pranks|Soundtrack|Euro-Techno|Ambient|Trip-Hop|Vocal|Jazz+Funk|Fusion|' +
  'Trance|Classical|Instrumental|Acid|House|Game|Sound Clip|Gospel|Noise|Alt. Rock|Bass|Soul|Punk|Space|Meditative|' +
  'Instrumental Pop|Instrumental Rock|Ethnic|Gothic|Darkwave|Techno-Industrial|Electronic|Pop-Folk|Eurodance|Dream|' +
  'Southern Rock|Comedy|Cult|Gangsta Rap|Top 40|Christian Rap|Pop/Funk|Jungle|Native American|Cabaret|New Wave|' +
  'Psychedelic|Rave|Showtunes|Trailer|Lo-Fi|Tribal|Acid Punk|Acid Jazz|Polka|Retro|Musical|Rock & Roll|Hard Rock|Folk|' +
  'Folk/Rock|National Folk|Swing|Fast-Fusion|Bebop|Latin|Revival|Celtic|Bluegrass|Avantgarde|Gothic Rock|' +
  'Progressive Rock|Psychedelic Rock|Symphonic Rock|Slow Rock|Big Band|Chorus|Easy Listening|Acoustic|Humour|Speech|' +
  'Chanson|Opera|Chamber Music|Sonata|Symphony|Booty Bass|Primus|Porn Groove|Satire|Slow Jam|Club|Tango|Samba|Folklore|' +
  'Ballad|Power Ballad|Rhythmic Soul|Freestyle|Duet|Punk Rock|Drum Solo|A Cappella|Euro-House|Dance Hall|Goa|' +
  'Drum & Bass|Club-House|Hardcore|Terror|Indie|BritPop|Worldbeat|Polsk Punk|Beat|Christian Gangsta Rap|Heavy Metal|' +
  'Black Metal|Crossover|Contemporary Christian|Christian Rock|Merengue|Salsa|Thrash Metal|Anime|JPop|Synthpop|Abstract|' +
  'Art Rock|Baroque|Bhangra|Big Beat|Breakbeat|Chillout|Downtempo|Dub|EBM|Eclectic|Electro|Electroclash|Emo|' +
  'Experimental|Garage|Global|IDM|Illbient|Industro-Goth|Jam Band|Krautrock|Leftfield|Lounge|Math Rock|New Romantic|' +
  'Nu-Breakz|Post-Punk|Post-Rock|Psytrance|Shoegaze|Space Rock|Trop Rock|World Music|Neoclassical|Audiobook|' +
  'Audio Theatre|Neue Deutsche Welle|Podcast|Indie Rock|G-Funk|Dubstep|Garage Rock|Psybient'
).split('|')

const MAX_CODES = 64

const known = new Set(ID3_GENRES.map((genre) => genre.toLowerCase()))

/**
 * One value of TCON: `17`, `(17)`, `(17)(18)`, `(17)Rock`, `(RX)`, `((weird)`, `Rock/Jazz`. A slash separates only where
 * every part is a genre of the list and the whole is not: `Folk/Rock` and `Duo Cello/Piano` stay in one piece.
 */
export function parseId3Genre(text: string): string[] {
  const genres: string[] = []
  let rest = text.slice(0, MAX_TEXT).trim()
  for (let code = leadingCode(rest); code && genres.length < MAX_CODES; code = leadingCode(rest)) {
    const name = genreOfCode(code[1]!)
    if (name) genres.push(name)
    rest = rest.slice(code[0].length)
  }
  // "((" is how ID3v2.3 writes a text that begins with a parenthesis.
  if (rest.startsWith('((')) rest = rest.slice(1)
  const name = genres.length === 0 ? (genreOfCode(rest) ?? rest) : rest
  if (name) genres.push(...splitKnown(name))
  return genres
}

function leadingCode(text: string): RegExpExecArray | null {
  return text.charCodeAt(0) === 40 ? /^\((\d{1,3}|RX|CR)\)/.exec(text) : null
}

function genreOfCode(code: string): string | undefined {
  if (code === 'RX') return 'Remix'
  if (code === 'CR') return 'Cover'
  return /^\d{1,3}$/.test(code) ? (ID3_GENRES[Number(code)] ?? '') : undefined
}

function splitKnown(name: string): string[] {
  if (!name.includes('/') || known.has(name.toLowerCase())) return [name]
  const parts = name.split('/').map((part) => part.trim())
  return parts.every((part) => known.has(part.toLowerCase())) ? parts : [name]
}
