// Parameters as handlers read them. Required ones throw, optional ones fall back (CONTRACT.md PAR-3, PAR-4); of a
// single-valued parameter the first value counts, and form values come before query values (PAR-11, TRN-4).
import { InvalidInput, MissingInput, NotFound } from '../errors.ts'
import type { ParameterMap } from '../http/query.ts'
import { type EntityKind, type PublicId, parsePublicId } from '../ids.ts'
import type { OptionalParameters, RequiredParameters } from './types.ts'

/**
 * No name, comment or search anybody types is longer, and folding or sorting a megabyte would hold up everybody else.
 * Ids and other lists have their own bounds, and of a search only the beginning is looked at (search-text.ts).
 */
export const MOST_LETTERS = 4096

interface Range {
  readonly min?: number
  readonly max?: number
}

export function requiredParameters(values: ParameterMap): RequiredParameters {
  function text(name: string): string {
    const value = values.get(name)?.[0]
    if (!value) throw new MissingInput(name)
    return checkedText(name, value)
  }

  function idOf<Kind extends EntityKind>(kind: Kind, name: string) {
    const id = parsePublicId(text(name))
    if (id?.kind !== kind) throw new NotFound(kind)
    return id.id as Extract<PublicId, { kind: Kind }>['id']
  }

  return {
    text,
    textOrEmpty(name) {
      const value = values.get(name)?.[0]
      if (value === undefined) throw new MissingInput(name)
      return value
    },
    int(name, range = {}) {
      const value = parseInteger(text(name))
      if (value === undefined || !isWithin(value, range)) throw new InvalidInput(name, inWords(range))
      return value
    },
    boolean(name) {
      const value = parseBoolean(text(name))
      if (value === undefined) throw new InvalidInput(name, 'true or false')
      return value
    },
    choice(name, words) {
      const value = text(name)
      const word = words.find((candidate) => candidate === value)
      if (word === undefined) throw new InvalidInput(name, `one of ${words.join(', ')}`)
      return word
    },
    songId: (name) => idOf('song', name),
    albumId: (name) => idOf('album', name),
    artistId: (name) => idOf('artist', name),
    directoryId: (name) => idOf('directory', name),
    playlistId: (name) => idOf('playlist', name),
    anyId(name) {
      const id = parsePublicId(text(name))
      if (!id) throw new NotFound('item')
      return id
    },
  }
}

export function optionalParameters(values: ParameterMap): OptionalParameters {
  const first = (name: string) => values.get(name)?.[0]
  const maybeInt = (name: string) => {
    const value = first(name)
    return value === undefined ? undefined : parseInteger(value)
  }

  return {
    text(name) {
      const value = first(name)
      return value === undefined ? undefined : checkedText(name, value)
    },
    int(name, fallback, range = {}) {
      const value = maybeInt(name)
      return value !== undefined && isWithin(value, range) ? value : fallback
    },
    maybeInt,
    boolean(name) {
      const value = first(name)
      return value === undefined ? undefined : parseBoolean(value)
    },
    texts: (name) => values.get(name)?.filter((value) => value !== '') ?? [],
    has: (name) => values.has(name),
  }
}

/** A text that is too long is refused and not cut: half a comment would be a loss nobody is told of. */
function checkedText(name: string, value: string): string {
  if (value.length > MOST_LETTERS) throw new InvalidInput(name, `at most ${MOST_LETTERS} letters`)
  return value
}

/** Undefined when it is no whole number, or one that a double cannot hold. */
export function parseInteger(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text.trim())) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}

/** The words of CONTRACT.md PAR-5; undefined for any other. */
export function parseBoolean(text: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case 'true':
    case '1':
    case 'on':
    case 'yes':
      return true
    case 'false':
    case '0':
    case 'off':
    case 'no':
      return false
    default:
      return undefined
  }
}

function isWithin(
  value: number,
  { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Range,
): boolean {
  return value >= min && value <= max
}

function inWords({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return `a whole number from ${min} to ${max}`
  if (min !== undefined) return `a whole number of at least ${min}`
  if (max !== undefined) return `a whole number of at most ${max}`
  return 'a whole number'
}
