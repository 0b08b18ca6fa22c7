// A music app as the tests play one: real HTTP, every form of signing in, GET and form POST, all formats.
import { createHash, randomBytes } from 'node:crypto'

/** How the client proves who it is: the password in clear, as `enc:` hex, as token and salt; an API key; or not at all. */
export type Login =
  | { readonly user: string; readonly password: string; readonly form?: 'clear' | 'hex' | 'token' }
  | { readonly apiKey: string }
  | 'none'

export type ParameterValue = string | number | boolean | undefined | readonly (string | number)[]
export type CallParameters = Readonly<Record<string, ParameterValue>>

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'HEAD' | 'OPTIONS' | 'PUT' | 'DELETE'
  /** Sends the parameters as a form; POST is then the default method. */
  readonly form?: boolean
  readonly format?: 'json' | 'xml' | 'jsonp' | (string & {})
  /** Adds `.view`. */
  readonly view?: boolean
  readonly headers?: Record<string, string>
  /** Leaves out or replaces what is sent with every call: `{ v: undefined }`. */
  readonly common?: CallParameters
  readonly login?: Login
  readonly signal?: AbortSignal
}

/** The content of `subsonic-response`. */
export interface Envelope {
  readonly status: 'ok' | 'failed'
  readonly version: string
  readonly type: string
  readonly serverVersion: string
  readonly openSubsonic: boolean
  readonly error?: { readonly code: number; readonly message?: string; readonly helpUrl?: string }
  // Tests look into answers of every shape.
  readonly [payload: string]: any
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly type: string
  readonly bytes: Buffer
  readonly text: string
  /** Of a JSON answer; throws for any other. */
  readonly envelope: Envelope
}

export interface SubsonicClient {
  readonly baseUrl: string
  url(endpoint: string, parameters?: CallParameters, options?: CallOptions): string
  call(endpoint: string, parameters?: CallParameters, options?: CallOptions): Promise<Answer>
  /** The envelope, asked for as JSON, ok or failed. */
  json(endpoint: string, parameters?: CallParameters, options?: CallOptions): Promise<Envelope>
  /** The error code, undefined when the call was ok. */
  code(endpoint: string, parameters?: CallParameters, options?: CallOptions): Promise<number | undefined>
  as(login: Login): SubsonicClient
}

export function createSubsonicClient(baseUrl: string, login: Login, clientName = 'tests'): SubsonicClient {
  function allParameters(parameters: CallParameters, options: CallOptions): URLSearchParams {
    return toSearch({
      ...credentials(options.login ?? login),
      v: '1.16.1',
      c: clientName,
      f: options.format ?? 'json',
      ...options.common,
      ...parameters,
    })
  }

  function address(endpoint: string, options: CallOptions): string {
    return `${baseUrl}/rest/${endpoint}${options.view ? '.view' : ''}`
  }

  const client: SubsonicClient = {
    baseUrl,
    url: (endpoint, parameters = {}, options = {}) =>
      `${address(endpoint, options)}?${allParameters(parameters, options)}`,

    async call(endpoint, parameters = {}, options = {}) {
      const search = allParameters(parameters, options)
      const response = await fetch(
        options.form ? address(endpoint, options) : `${address(endpoint, options)}?${search}`,
        {
          method: options.method ?? (options.form ? 'POST' : 'GET'),
          headers: {
            ...(options.form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
            ...options.headers,
          },
          body: options.form ? search.toString() : undefined,
          redirect: 'manual',
          signal: options.signal,
        },
      )
      return toAnswer(response)
    },

    async json(endpoint, parameters, options) {
      return (await client.call(endpoint, parameters, { ...options, format: 'json' })).envelope
    },

    async code(endpoint, parameters, options) {
      return (await client.json(endpoint, parameters, options)).error?.code
    },

    as: (other) => createSubsonicClient(baseUrl, other, clientName),
  }
  return client
}

export async function toAnswer(response: Response): Promise<Answer> {
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString()
  return {
    status: response.status,
    headers: response.headers,
    type: response.headers.get('content-type') ?? '',
    bytes,
    text,
    get envelope() {
      return (JSON.parse(text) as { 'subsonic-response': Envelope })['subsonic-response']
    },
  }
}

export function credentials(login: Login): Record<string, string> {
  if (login === 'none') return {}
  if ('apiKey' in login) return { apiKey: login.apiKey }
  const { user, password, form = 'token' } = login
  switch (form) {
    case 'clear':
      return { u: user, p: password }
    case 'hex':
      return { u: user, p: `enc:${Buffer.from(password).toString('hex')}` }
    case 'token': {
      const salt = randomBytes(6).toString('hex')
      return {
        u: user,
        t: createHash('md5')
          .update(password + salt)
          .digest('hex'),
        s: salt,
      }
    }
  }
}

/** Undefined is left out, a list is repeated. */
export function toSearch(parameters: CallParameters): URLSearchParams {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    for (const single of Array.isArray(value) ? value : [value]) {
      if (single !== undefined) search.append(name, String(single))
    }
  }
  return search
}
