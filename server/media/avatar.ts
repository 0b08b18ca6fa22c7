// A picture for a user who has none: initials on a colour, both from the name, so that it is the same everywhere.
// Letters are strokes of our own and not text: a server in a container has no fonts. Names in other scripts get a
// symmetric pattern instead.
import { hash } from 'node:crypto'
import { foldLetters } from '../library/fold.ts'
import { loadSharp } from './resize.ts'

const EDGE = 256

export async function drawAvatar(name: string): Promise<Buffer> {
  const sharp = await loadSharp()
  return sharp(Buffer.from(avatarSvg(name)))
    .resize(EDGE, EDGE)
    .png()
    .toBuffer()
}

/** Holds nothing of the name as text, so there is nothing to escape. */
export function avatarSvg(name: string): string {
  const digest = Buffer.from(hash('sha256', name, 'hex'), 'hex')
  const hue = Math.round((digest.readUInt16BE(0) / 65536) * 360)
  const initials = initialsOf(name)
  const drawing = initials === '' ? pattern(digest) : letters(initials)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="hsl(${hue}, 45%, 38%)"/>${drawing}</svg>`
}

/** One or two of A-Z and 0-9: the first of the name and of its last word. '' when it has none. */
export function initialsOf(name: string): string {
  const words = foldLetters(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const first = words[0]?.[0] ?? ''
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : ''
  const initials = (first + last).toUpperCase()
  return /^[A-Z0-9]+$/.test(initials) ? initials : ''
}

function letters(initials: string): string {
  const width = initials.length === 1 ? 20 : 16
  const gap = 7
  const left = (64 - (initials.length * width + (initials.length - 1) * gap)) / 2
  const strokes = [...initials].map((letter, index) => {
    const x = left + index * (width + gap)
    const [scaleX, scaleY] = [width / 4, 26 / 6]
    const lines = STROKES[letter]!.split(' ').map((line) => {
      const points = [...line.matchAll(/(\d)(\d)/g)]
      return `M${points.map(([, px, py]) => `${round(x + Number(px) * scaleX)} ${round(19 + Number(py) * scaleY)}`).join('L')}`
    })
    return lines.join('')
  })
  return `<path d="${strokes.join('')}" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>`
}

const round = (value: number) => Math.round(value * 100) / 100

/** Five by five squares, mirrored left to right. */
function pattern(digest: Buffer): string {
  let squares = ''
  for (let row = 0; row < 5; row++) {
    for (let column = 0; column < 5; column++) {
      const mirrored = Math.min(column, 4 - column)
      if ((digest[2 + row * 3 + mirrored]! & 1) === 1)
        squares += `M${12 + column * 8} ${12 + row * 8}h8v8h-8z`
    }
  }
  return `<path d="${squares}M30 30h4v4h-4z" fill="#fff" fill-opacity="0.85"/>`
}

/** Lines of points (x 0-4, y 0-6), blank between lines. */
const STROKES: Record<string, string> = {
  A: '062046 1434',
  B: '0600304142330343 034345363606',
  C: '41301001051636',
  D: '06002042442606',
  E: '40000646 0333',
  F: '400006 0333',
  G: '4130100105163645434323',
  H: '0006 4046 0343',
  I: '1030 2026 1636',
  J: '4045361605',
  K: '0006 4003 1346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '4130100102134344453616 1605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  0: '103041453616050110 4105',
  1: '112026 1636',
  2: '01103041420646',
  3: '011030414233 1333 334445361605',
  4: '36300444',
  5: '4000023343453616 1605',
  6: '4130100105163645433303',
  7: '004016',
  8: '103041423313020110 133344453616050413',
  9: '4313020110304145361605',
}
