// Conditional requests (RFC 9110, section 13) for files and images that carry validators.

export interface Validators {
  /** A strong entity tag with its quotes. */
  readonly etag: string
  /** Milliseconds since 1970; absent for what has no time of its own (a resized cover). */
  readonly modifiedAt?: number
}

export interface ConditionalHeaders {
  readonly 'if-none-match'?: string | undefined
  readonly 'if-modified-since'?: string | undefined
  readonly 'if-range'?: string | undefined
}

/** Whether the client's copy is still good: answer 304. If-None-Match decides alone where both are sent. */
export function isFresh(headers: ConditionalHeaders, { etag, modifiedAt }: Validators): boolean {
  const noneMatch = headers['if-none-match']
  if (noneMatch !== undefined) return matchesAnyTag(noneMatch, etag)
  const since = headers['if-modified-since']
  if (since === undefined || modifiedAt === undefined) return false
  const sinceMs = Date.parse(since)
  return !Number.isNaN(sinceMs) && wholeSeconds(modifiedAt) <= sinceMs
}

/** Whether a Range counts: without If-Range always, with it only when the client's part is of this very file. */
export function rangeIsOfThis(headers: ConditionalHeaders, { etag, modifiedAt }: Validators): boolean {
  const condition = headers['if-range']
  if (condition === undefined) return true
  if (condition.includes('"')) return condition.trim() === etag
  return modifiedAt !== undefined && Date.parse(condition) === wholeSeconds(modifiedAt)
}

function matchesAnyTag(header: string, etag: string): boolean {
  if (header.trim() === '*') return true
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/** HTTP dates know no milliseconds. */
const wholeSeconds = (ms: number) => Math.floor(ms / 1000) * 1000
