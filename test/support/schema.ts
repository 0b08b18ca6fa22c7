// The API's own description of its JSON answers, with its known faults repaired (test/fixtures/opensubsonic/README.md).
// Both checks are needed: the schema lets every unknown member pass.
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'

type Json = Record<string, unknown>
interface Operation {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path: string
  readonly value?: unknown
}
interface Schema {
  readonly $ref?: string
  readonly properties?: Record<string, Schema>
  readonly items?: Schema
  readonly allOf?: Schema[]
  readonly oneOf?: Schema[]
  readonly anyOf?: Schema[]
}

/** Members outside the specification that CONTRACT.md section 10 (its last item) and 5.16 ask for, by the path unknownMembers gives. */
const ALLOWED = [
  /\.artist(\[\])?\.(userRating|averageRating)$/,
  /\.album(\[\])?\.(averageRating|title|album)$/,
  /\.similarArtist\[\]\.(userRating|averageRating|coverArt)$/,
  /^\.subsonic-response\.artists\.lastModified$/,
  /^\.subsonic-response\.scanStatus\.(folderCount|lastScan)$/,
  /\.(child|album|song|match|entry)\[\]\.(name|songCount)$/,
  /\.(artist|shortcut)\[\]\.coverArt$/,
]

export const document = repaired()

const ajv = new Ajv({ strict: false, allErrors: true })
// The package's types and its CommonJS export disagree about where the function is.
;((addFormats as unknown as { default?: typeof addFormats.default }).default ?? (addFormats as never))(ajv)
ajv.addFormat('binary', true)
ajv.addSchema(document, 'os')

/** Every endpoint the description knows. */
export const ENDPOINTS: readonly string[] = Object.keys(document['paths'] as Json).map((path) =>
  path.replace('/rest/', ''),
)

/** The reference of an endpoint's answer; binary endpoints fail with the envelope of ping. */
function schemaRef(endpoint: string): string {
  const item = (document['paths'] as Record<string, Record<string, Json>>)[`/rest/${endpoint}`]
  if (!item) throw new Error(`the description has no endpoint ${endpoint}`)
  const responses = (item['get'] ?? item['post'])!['responses'] as Record<string, Schema>
  const answer = follow(responses['200']) as unknown as { content?: Record<string, { schema?: Schema }> }
  return answer.content?.['application/json']?.schema?.$ref ?? schemaRef('ping')
}

interface Parameter {
  readonly name: string
  readonly required?: boolean
}

/** The names of an endpoint's parameters, without those common to all. */
export function parametersOf(endpoint: string): string[] {
  return parameters(endpoint).map(({ name }) => name)
}

export function requiredParameters(endpoint: string): string[] {
  return parameters(endpoint).flatMap(({ name, required }) => (required ? [name] : []))
}

function parameters(endpoint: string): Parameter[] {
  const item = (document['paths'] as Record<string, Record<string, Json>>)[`/rest/${endpoint}`]!
  const described = ((item['get'] ?? item['post'])!['parameters'] ?? []) as Schema[]
  return described.map((parameter) => follow(parameter) as unknown as Parameter)
}

/** What is wrong with an answer (the whole document, `subsonic-response` included); [] when nothing is. */
function schemaErrors(endpoint: string, body: unknown): string[] {
  const validate = ajv.compile({ $ref: `os${schemaRef(endpoint)}` })
  return validate(body)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}

/** Paths of members that neither the description nor CONTRACT.md knows: misspelled ones, mostly. */
function unknownMembers(endpoint: string, body: unknown): string[] {
  const found = new Set<string>()
  walk({ $ref: schemaRef(endpoint) }, body, '', found)
  return [...found].filter((path) => !ALLOWED.some((allowed) => allowed.test(path)))
}

/** Both checks in one list, for `expect(problemsOf(…)).toEqual([])`. */
export function problemsOf(endpoint: string, body: unknown): string[] {
  return [
    ...schemaErrors(endpoint, body),
    ...unknownMembers(endpoint, body).map((path) => `${path} is not in the description`),
  ]
}

function walk(schema: Schema, value: unknown, path: string, found: Set<string>): void {
  const { properties, items } = flatten(schema)
  if (Array.isArray(value)) {
    for (const item of value) if (items) walk(items, item, `${path}[]`, found)
  } else if (value && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (known) walk(known, member, `${path}.${name}`, found)
      else found.add(`${path}.${name}`)
    }
  }
}

function flatten(
  schema: Schema,
  into: { properties: Record<string, Schema>; items?: Schema } = { properties: {} },
) {
  const real = follow(schema)
  if (!real) return into
  Object.assign(into.properties, real.properties)
  if (real.items) into.items = real.items
  for (const part of [...(real.allOf ?? []), ...(real.oneOf ?? []), ...(real.anyOf ?? [])])
    flatten(part, into)
  return into
}

function follow(schema: Schema | undefined): Schema | undefined {
  let real = schema
  while (real?.$ref)
    real = keysOf(real.$ref.slice(1)).reduce<unknown>((at, key) => (at as Json)[key], document) as Schema
  return real
}

function repaired(): Json {
  const folder = new URL('../fixtures/opensubsonic/', import.meta.url)
  const load = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown
  return applyCorrections(load('openapi.json') as Json, load('corrections.json') as Operation[])
}

/** RFC 6902 add, replace and remove; throws when one does not fit. */
function applyCorrections(described: Json, operations: readonly Operation[]): Json {
  for (const { op, path, value } of operations) {
    const keys = keysOf(path)
    const last = keys.pop()!
    const target = keys.reduce<Json>((at, key) => {
      if (!(key in at)) throw new Error(`correction does not fit: ${path}`)
      return at[key] as Json
    }, described)
    if (op !== 'add' && !(last in target)) throw new Error(`correction does not fit: ${path}`)
    if (Array.isArray(target)) {
      target.splice(Number(last), op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]))
    } else if (op === 'remove') delete target[last]
    else target[last] = value
  }
  return described
}

/** '/a/b~1c' as ['a', 'b/c']. */
function keysOf(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}
