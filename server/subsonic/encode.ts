// One tree, three formats. Handlers know none of them (CONTRACT.md NODE-9).
import { VERSION } from '../version.ts'
import { type Document, type Parts, toDocument, writeJson } from './encode-json.ts'
import { isCallback, wrapJsonp } from './encode-jsonp.ts'
import { encodeXml } from './encode-xml.ts'
import type { SubsonicError } from './protocol-errors.ts'
import type { Payload } from './types.ts'

export type Format =
  | { readonly name: 'xml'; readonly classic?: boolean }
  | { readonly name: 'json' }
  | { readonly name: 'jsonp'; readonly callback: string }

export interface Encoded {
  readonly type: string
  readonly body: Document
  /** The one part of the body that came as bytes: it may be the same in the next answer, see http/compress.ts. */
  readonly reused?: { readonly bytes: Buffer; readonly rest: string }
}

const ABOUT = { version: '1.16.1', type: 'lockgroove', serverVersion: VERSION, openSubsonic: true } as const

const XML = 'text/xml; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'
const JAVASCRIPT = 'application/javascript; charset=utf-8'

/** An unknown `f` means XML; JSONP without a usable callback is answered as JSON, which is harmless (FMT-18). */
export function chooseFormat(f: string | undefined, callback: string | undefined): Format {
  if (f === 'json') return { name: 'json' }
  if (f !== 'jsonp') return { name: 'xml' }
  return isCallback(callback) ? { name: 'jsonp', callback } : { name: 'json' }
}

export function encodeOk(payload: Payload, format: Format): Encoded | Promise<Encoded> {
  if (format.name === 'json' && isEmpty(payload)) return EMPTY_JSON
  return encodeRoot({ status: 'ok', ...ABOUT, ...payload }, format)
}

/** At once: it holds no list that could be long. */
export function encodeFailed({ code, message, helpUrl }: SubsonicError, format: Format): Encoded {
  return encodeRoot({ status: 'failed', ...ABOUT, error: { code, message, helpUrl } }, format) as Encoded
}

function encodeRoot(root: object, format: Format): Encoded | Promise<Encoded> {
  switch (format.name) {
    case 'xml': {
      const body = encodeXml(root, { classic: format.classic })
      return typeof body === 'string'
        ? { type: XML, body }
        : body.then((bytes) => ({ type: XML, body: bytes }))
    }
    case 'json':
      return encodeJson(root)
    case 'jsonp':
      return { type: JAVASCRIPT, body: wrapJsonp(encodeJson(root).body, format.callback) }
  }
}

function encodeJson(root: object): Encoded {
  const parts: Parts = []
  writeJson({ 'subsonic-response': root }, parts)
  const encoded = { type: JSON_TYPE, body: toDocument(parts) }
  const bytes = parts.filter((part) => typeof part !== 'string')
  if (bytes.length !== 1) return encoded
  return {
    ...encoded,
    reused: { bytes: bytes[0]!, rest: parts.filter((part) => typeof part === 'string').join('\0') },
  }
}

function isEmpty(payload: Payload): boolean {
  for (const _ in payload) return false
  return true
}

const EMPTY_JSON = encodeJson({ status: 'ok', ...ABOUT })
