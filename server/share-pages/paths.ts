// The addresses of share links, read as they were sent: nothing is decoded and nothing is put together, so that no `..`,
// no `%2f` and no id of the library ever leads anywhere.
import { isShareToken } from '../library/share-token.ts'

export type SharePath =
  | { readonly kind: 'asset'; readonly name: AssetName }
  | { readonly kind: 'page'; readonly plainToken: string }
  /** Position in the link, from 1. */
  | { readonly kind: 'song' | 'cover'; readonly plainToken: string; readonly position: number }

/** What the page is made with, and what it is on the wire. */
export const ASSETS = {
  'player.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const
export type AssetName = keyof typeof ASSETS

const PART = { songs: 'song', covers: 'cover' } as const

/** Whether this face answers. */
export function isSharePath(path: string): boolean {
  return path === '/share' || path.startsWith('/share/')
}

/** Undefined for what leads nowhere. */
export function parseSharePath(path: string): SharePath | undefined {
  const [nothing, share, token = '', part, last, ...rest] = path.split('/', 6)
  if (nothing !== '' || share !== 'share' || rest.length > 0) return undefined
  if (token === 'assets') return last === undefined ? asset(part) : undefined
  if (!isShareToken(token)) return undefined
  if (part === undefined) return { kind: 'page', plainToken: token }
  if ((part !== 'songs' && part !== 'covers') || !/^[1-9]\d{0,5}$/.test(last ?? '')) return undefined
  return { kind: PART[part], plainToken: token, position: Number(last) }
}

function asset(name: string | undefined): SharePath | undefined {
  return name !== undefined && Object.hasOwn(ASSETS, name)
    ? { kind: 'asset', name: name as AssetName }
    : undefined
}
