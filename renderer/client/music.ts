// Music, asked with the endpoints that every music app uses, under this window's own session.
import { type UseQueryOptions, useQuery } from '@tanstack/react-query'
import { type FailureCode, MUSIC_PATH } from '../../server/contract/wire.ts'
import { CallFailed } from './call.ts'

type Value = string | number | boolean | undefined
export type MusicParameters = Readonly<Record<string, Value | readonly (string | number)[]>>

/** Reads. The answer is what stands in `subsonic-response`: `(await music<...>('getAlbum', { id })).album`. */
export async function music<Answer>(
  endpoint: string,
  parameters: MusicParameters = {},
  signal: AbortSignal | null = null,
): Promise<Answer> {
  return ask(() => fetch(urlOf(endpoint, parameters), { signal }))
}

/** As `music`, for lists of which the server says in a header how long they are as a whole. */
export async function musicWithTotal<Answer>(
  endpoint: string,
  parameters: MusicParameters,
  signal: AbortSignal | null = null,
): Promise<{ readonly answer: Answer; readonly total: number | undefined }> {
  let total: string | null = null
  const answer = await ask<Answer>(async () => {
    const response = await fetch(urlOf(endpoint, parameters), { signal })
    total = response.headers.get('X-Total-Count')
    return response
  })
  return { answer, total: total === null ? undefined : Number(total) }
}

/** Changes something: a star, a rating, a playlist, what is playing. */
export async function change<Answer = unknown>(
  endpoint: string,
  parameters: MusicParameters = {},
): Promise<Answer> {
  return ask(() => fetch(MUSIC_PATH + endpoint, { method: 'POST', body: encode(parameters) }))
}

type MusicQueryOptions<Answer> = Omit<UseQueryOptions<Answer>, 'queryKey' | 'queryFn'>

/** `music` as a query, under the key that the server's events know. */
export function useMusic<Answer>(
  endpoint: string,
  parameters: MusicParameters = {},
  options: MusicQueryOptions<Answer> = {},
) {
  return useQuery<Answer>({ ...options, ...musicQuery<Answer>(endpoint, parameters) })
}

/** Key and function of a query, for `useQuery`, `useInfiniteQuery` and `fetchQuery`. */
export function musicQuery<Answer>(endpoint: string, parameters: MusicParameters = {}) {
  return {
    queryKey: ['music', endpoint, parameters] as const,
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => music<Answer>(endpoint, parameters, signal),
  }
}

export function coverUrl(id: string, size?: number): string {
  return urlOf('getCoverArt', { id, size })
}

export function streamUrl(id: string): string {
  return urlOf('stream', { id })
}

export function downloadUrl(id: string): string {
  return urlOf('download', { id })
}

function urlOf(endpoint: string, parameters: MusicParameters): string {
  const search = encode(parameters).toString()
  return MUSIC_PATH + endpoint + (search === '' ? '' : `?${search}`)
}

function encode(parameters: MusicParameters): URLSearchParams {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) search.append(name, String(each))
  }
  return search
}

interface Answered {
  readonly 'subsonic-response'?: {
    readonly status: 'ok' | 'failed'
    readonly error?: { readonly code: number; readonly message: string }
  }
  /** What the console answers before the music side is asked: no session, too many requests. */
  readonly code?: FailureCode
  readonly message?: string
}

/** The numbers of the API that mean something to the window. */
const CODES: Readonly<Record<number, FailureCode>> = {
  10: 'invalid-input',
  40: 'not-signed-in',
  50: 'not-allowed',
  70: 'not-found',
}

async function ask<Answer>(send: () => Promise<Response>): Promise<Answer> {
  let answered: Answered
  try {
    const response = await send()
    answered = await response.json()
  } catch {
    throw new CallFailed('The server does not answer. Is Lockgroove still running?', 'no-answer')
  }
  const response = answered['subsonic-response']
  if (response?.status === 'ok') return response as Answer
  const { error } = response ?? {}
  if (error) throw new CallFailed(error.message, CODES[error.code] ?? 'failed')
  throw new CallFailed(answered.message ?? 'The server gave no reason.', answered.code ?? 'failed')
}
