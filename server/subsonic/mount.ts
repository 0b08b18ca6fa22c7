// Everything under /rest, in the order of CONTRACT.md section 3 and AUTH-14: a stranger is turned away before anything
// of his request is looked at besides his credentials, and learns nothing about which names exist.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type Koa from 'koa'
import { type CredentialUsed, mayDo } from '../auth/device-scope.ts'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import type { CredentialParameters, SubsonicCredentials } from '../auth/subsonic-credentials.ts'
import { NotAllowed } from '../errors.ts'
import { clientOf } from '../http/client-address.ts'
import { isClientGone } from '../http/client-gone.ts'
import { reportIncident } from '../http/incidents.ts'
import { type ParameterMap, pathOf } from '../http/query.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import { type ByteLimits, createByteLimits } from './byte-limits.ts'
import { type ClientLists, DEFAULT_CLIENT_LISTS, isListed } from './client-lists.ts'
import { checkCallback, readClient } from './common-parameters.ts'
import { chooseFormat, type Encoded, encodeFailed, encodeOk, type Format } from './encode.ts'
import { endpointName } from './endpoint-name.ts'
import { ABSENT_ENDPOINTS } from './extensions.ts'
import { withMinimalChildren } from './minimal-child.ts'
import { CODES, SubsonicError, toSubsonicError, tryLater } from './protocol-errors.ts'
import { readParameters } from './read-parameters.ts'
import { createRequest } from './request.ts'
import type { Routes } from './routes.ts'
import { sendAnswer } from './send-answer.ts'
import type { BinaryHandler, Payload, SignedInRoute, SubsonicDeps, SubsonicRequest } from './types.ts'

export interface MountOptions {
  readonly routes: Routes
  readonly deps: SubsonicDeps
  readonly identify: SubsonicCredentials['identify']
  readonly clientLists?: ClientLists
  /** True from the moment the server begins to stop: new requests get 503. */
  readonly isClosing?: () => boolean
  /** Waits a moment where another process just gave the vault new keys; at once otherwise. */
  readonly catchUp?: (() => Promise<void>) | undefined
}

/** One request on its way through. */
interface Call {
  readonly ctx: Koa.Context
  readonly name: string
  readonly values: ParameterMap
}

const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS']

export function subsonicMount(options: MountOptions): Koa.Middleware {
  const limits = createByteLimits(options.deps.live)
  return async function subsonic(ctx, next) {
    const name = endpointName(pathOf(ctx.req.url ?? ''))
    if (name === undefined) return next()
    const call: Call = { ctx, name, values: new Map() }
    try {
      const encoded = await answer(call, options, limits)
      if (encoded) await sendAnswer(ctx, encoded, 200)
    } catch (error) {
      await fail(call, error, options)
    }
  }
}

/** Undefined when a binary handler has answered. */
async function answer(call: Call, options: MountOptions, limits: ByteLimits): Promise<Encoded | undefined> {
  const { ctx, name, values } = call

  // What was sent
  const reading = readParameters(ctx.req, values)
  if (reading) await reading
  if (!METHODS.includes(ctx.method)) throw wrongMethod(METHODS)
  if (options.isClosing?.()) throw tryLater(503, 'The server is shutting down', 5)

  // Who is calling
  const route = options.routes.get(name)
  if (route?.public) {
    checkCallback(values)
    return encodeOk(route.answer(), formatOf(values))
  }
  const { address } = clientOf(ctx)
  const { user, credential } = await signInCatchingUp(call, address, options)

  // What is asked
  const client = readClient(values)
  ctx.state['client'] = client
  checkCallback(values)
  if (!route) throw unknownEndpoint(name)
  checkRoute(route, user, ctx.method)
  checkNeeds(route, credential, options.deps)

  // The answer
  const request = createRequest(ctx, { name, user, credential, address, client, values })
  if ('binary' in route) {
    if (route.sends) await limits.take(route.sends, user, ctx)
    await answerBinary(ctx, route.binary, request, options.deps)
    return undefined
  }
  const payload = await route.answer(request, options.deps)
  return encodeFor(client, payload, formatOf(values), options.clientLists ?? DEFAULT_CLIENT_LISTS)
}

/** A key change of another process must not look like a shut server to whoever comes in that moment. */
async function signInCatchingUp(call: Call, address: string | undefined, options: MountOptions) {
  try {
    return signIn(call, address, options)
  } catch (error) {
    if (!(error instanceof VaultSealed) || !options.catchUp) throw error
    await options.catchUp()
    return signIn(call, address, options)
  }
}

function signIn({ values }: Call, address: string | undefined, { identify }: MountOptions) {
  const identified = identify(credentialsOf(values), { address })
  if (identified.user) return identified
  const { refusal } = identified
  if (refusal.code === 0) throw tryLater(429, refusal.message, refusal.retryAfterSec)
  throw new SubsonicError(
    refusal.code,
    refusal.message,
    'helpUrl' in refusal ? { helpUrl: refusal.helpUrl } : {},
  )
}

function credentialsOf(values: ParameterMap): CredentialParameters {
  const first = (name: string) => values.get(name)?.[0]
  return {
    u: first('u'),
    p: first('p'),
    t: first('t'),
    s: first('s'),
    apiKey: first('apiKey'),
    c: first('c'),
  }
}

/** What a role would allow may be too much for the credential, or for now. */
function checkNeeds(
  { needs, reads }: SignedInRoute,
  credential: CredentialUsed,
  { live }: SubsonicDeps,
): void {
  if (needs === undefined) return
  if (!mayDo(credential, needs)) {
    throw new NotAllowed('This device password or API key does not allow that')
  }
  if (needs !== 'download' && !reads && live.get('readOnly'))
    throw new NotAllowed('The server is in read-only mode')
}

function checkRoute({ methods, role }: SignedInRoute, user: SignedInUser, method: string): void {
  if (methods && !methods.includes(method === 'HEAD' ? 'GET' : (method as 'GET' | 'POST'))) {
    throw wrongMethod(methods.includes('GET') ? ['GET', 'HEAD'] : methods)
  }
  if (role && !user.roles[role]) throw new NotAllowed('This user is not allowed to do that')
}

function formatOf(values: ParameterMap): Format {
  return chooseFormat(values.get('f')?.[0], values.get('callback')?.[0])
}

function encodeFor(client: string, payload: Payload, format: Format, lists: ClientLists) {
  const tree = isListed(client, lists.minimal) ? (withMinimalChildren(payload) as Payload) : payload
  if (format.name !== 'xml') return encodeOk(tree, format)
  return encodeOk(tree, { name: 'xml', classic: isListed(client, lists.legacyXml) })
}

/** Headers of a file are taken back when it then fails: the failed envelope is no part of that file. */
async function answerBinary(
  ctx: Koa.Context,
  handler: BinaryHandler,
  request: SubsonicRequest,
  deps: SubsonicDeps,
): Promise<void> {
  const before = new Set(ctx.res.getHeaderNames())
  try {
    await handler(request, deps, ctx)
    const isAnswered = ctx.headerSent || ctx.respond === false || ctx.body != null || ctx.status !== 404
    if (!isAnswered) throw new Error(`${request.name} gave no answer`)
  } catch (error) {
    if (!ctx.headerSent) {
      for (const header of ctx.res.getHeaderNames()) if (!before.has(header)) ctx.res.removeHeader(header)
    }
    throw error
  }
}

/** A failed envelope; or, when bytes are already on their way, a cut connection, so that nobody keeps half a song (ERR-8). */
async function fail(
  { ctx, name, values }: Call,
  error: unknown,
  { routes, deps }: MountOptions,
): Promise<void> {
  const known = toSubsonicError(error)
  if (ctx.headerSent || isClientGone(error)) {
    if (!known && !isClientGone(error)) reportIncident(deps.log, error, name)
    // What was written in this turn goes out first: a client shall see a song cut off, and not take it for no answer at all.
    await nextTurn()
    ctx.res.destroy()
    return
  }
  const failure = known ?? unexpected(error, routes.has(name) ? name : 'subsonic', deps)
  ctx.set(failure.headers)
  // Somebody sends without end, and nobody reads any more (http/form-body.ts).
  if (ctx.req.isPaused()) ctx.set('Connection', 'close')
  await sendAnswer(ctx, encodeFailed(failure, formatOf(values)), failure.status)
}

function unexpected(error: unknown, name: string, { log }: SubsonicDeps): SubsonicError {
  const incident = reportIncident(log, error, name)
  return new SubsonicError(CODES.generic, `Something went wrong on the server (incident ${incident})`)
}

function unknownEndpoint(name: string): SubsonicError {
  return ABSENT_ENDPOINTS.has(name)
    ? new SubsonicError(CODES.generic, 'This server does not have that extension', { status: 404 })
    : new SubsonicError(CODES.generic, 'Unknown method')
}

function wrongMethod(allowed: readonly string[]): SubsonicError {
  return new SubsonicError(CODES.generic, 'That HTTP method is not used here', {
    status: 405,
    headers: { Allow: allowed.join(', ') },
  })
}
