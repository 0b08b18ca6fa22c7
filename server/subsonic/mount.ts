// The endpoints, wherever they are mounted (entry.ts), in the order of CONTRACT.md section 3 and AUTH-14: a stranger is
// turned away before anything of his request is looked at besides his credentials, and learns nothing about which names exist.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type Koa from 'koa'
import { type CredentialUsed, mayDo } from '../auth/device-scope.ts'
import { NotAllowed } from '../errors.ts'
import { clientOf } from '../http/client-address.ts'
import { isClientGone } from '../http/client-gone.ts'
import { reportIncident } from '../http/incidents.ts'
import { type ParameterMap, pathOf } from '../http/query.ts'
import { sourceOf } from '../http/source-key.ts'
import { type ByteLimits, createByteLimits } from './byte-limits.ts'
import { type ClientLists, DEFAULT_CLIENT_LISTS, isListed } from './client-lists.ts'
import { checkCallback } from './common-parameters.ts'
import { type Encoded, encodeFailed, encodeOk, type Format } from './encode.ts'
import type { Entry } from './entry.ts'
import { ABSENT_ENDPOINTS } from './extensions.ts'
import { withMinimalChildren } from './minimal-child.ts'
import { CODES, SubsonicError, toSubsonicError, tryLater } from './protocol-errors.ts'
import { readParameters } from './read-parameters.ts'
import { createRequest } from './request.ts'
import { sendAnswer } from './send-answer.ts'
import type { BinaryHandler, Payload, SignedInRoute, SubsonicDeps, SubsonicRequest } from './types.ts'

export interface MountOptions {
  readonly entry: Entry
  readonly deps: SubsonicDeps
  /** Those of the other mounts, where a user's songs are to be counted together. */
  readonly limits?: ByteLimits | undefined
  readonly clientLists?: ClientLists
  /** True from the moment the server begins to stop: new requests get 503. */
  readonly isClosing?: () => boolean
}

/** One request on its way through. */
interface Call {
  readonly ctx: Koa.Context
  readonly name: string
  readonly values: ParameterMap
}

const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS']

export function subsonicMount(options: MountOptions): Koa.Middleware {
  const { entry, deps, limits = createByteLimits(deps.live) } = options
  return async function subsonic(ctx, next) {
    const name = entry.endpointOf(pathOf(ctx.req.url ?? ''))
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
  const { entry, deps } = options

  // What was sent
  const reading = readParameters(ctx.req, values, () => sourceOf(ctx))
  if (reading) await reading
  if (!METHODS.includes(ctx.method)) throw wrongMethod(METHODS)
  if (options.isClosing?.()) throw tryLater(503, 'The server is shutting down', 5)

  // Who is calling
  const route = entry.routes.get(name)
  if (route?.public) {
    checkCallback(values)
    return encodeOk(route.answer(), entry.formatOf(values))
  }
  const { user, credential } = await entry.signIn(ctx, values)

  // What is asked
  const client = entry.readClient(values)
  ctx.state['client'] = client
  checkCallback(values)
  if (!route) throw unknownEndpoint(name)
  checkMethod(entry.methodsOf(route), ctx.method)
  if (route.role && !user.roles[route.role]) throw new NotAllowed('This user is not allowed to do that')
  checkNeeds(route, credential, deps)

  // The answer
  const { address } = clientOf(ctx)
  const request = createRequest(ctx, { name, user, credential, address, client, values })
  if ('binary' in route) {
    if (route.sends) await limits.take(route.sends, user, ctx)
    await answerBinary(ctx, route.binary, request, deps)
    return undefined
  }
  const payload = await route.answer(request, deps)
  if (route.tells) deps.events.emit(route.tells, { userId: user.id })
  return encodeFor(client, payload, entry.formatOf(values), options.clientLists ?? DEFAULT_CLIENT_LISTS)
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

function checkMethod(methods: readonly ('GET' | 'POST')[] | undefined, method: string): void {
  if (!methods || methods.includes(method === 'HEAD' ? 'GET' : (method as 'GET' | 'POST'))) return
  throw wrongMethod(methods.includes('GET') ? ['GET', 'HEAD'] : methods)
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
  { entry, deps }: MountOptions,
): Promise<void> {
  const known = toSubsonicError(error)
  if (ctx.headerSent || isClientGone(error)) {
    if (!known && !isClientGone(error)) reportIncident(deps.log, error, name)
    // What was written in this turn goes out first: a client shall see a song cut off, and not take it for no answer at all.
    await nextTurn()
    ctx.res.destroy()
    return
  }
  const failure = known ?? unexpected(error, entry.routes.has(name) ? name : 'subsonic', deps)
  ctx.set(failure.headers)
  // Somebody sends without end, and nobody reads any more (http/form-body.ts).
  if (ctx.req.isPaused()) ctx.set('Connection', 'close')
  await sendAnswer(ctx, encodeFailed(failure, entry.formatOf(values)), failure.status)
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
