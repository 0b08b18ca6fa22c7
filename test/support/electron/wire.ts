// What crosses between processes and worlds travels as JSON with marks for what JSON lacks. The same source runs in Node and,
// as text, in the page; `worldSource` puts it there.

/** Refuses what Electron refuses (functions, symbols, anything structured clone does not take). */
export function toWire(value: unknown): string {
  structuredClone(value)
  return JSON.stringify(mark(value))
}

export function fromWire(text: string): any {
  return unmark(JSON.parse(text))
}

export function mark(value: unknown, special: (value: unknown) => unknown = () => undefined): unknown {
  const own = special(value)
  if (own !== undefined) return own
  if (value === undefined) return { $: 'undefined' }
  if (typeof value === 'bigint') return { $: 'bigint', value: String(value) }
  if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', value: String(value) }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return { $: 'date', value: value.getTime() }
  if (value instanceof Error) return { $: 'error', name: value.name, message: value.message }
  if (Array.isArray(value)) return value.map((each) => mark(each, special))
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value))
    throw new Error('the double carries plain data only')
  return {
    $: 'object',
    value: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mark(each, special)])),
  }
}

export function unmark(value: any, special: (value: any) => unknown = () => undefined): any {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => unmark(each, special))
  const own = special(value)
  if (own !== undefined) return own
  if (value.$ === 'undefined') return undefined
  if (value.$ === 'bigint') return BigInt(value.value)
  if (value.$ === 'number') return Number(value.value)
  if (value.$ === 'date') return new Date(value.value)
  if (value.$ === 'error') return Object.assign(new Error(value.message), { name: value.name })
  return Object.fromEntries(Object.entries(value.value).map(([key, each]) => [key, unmark(each, special)]))
}

export const WIRE_SOURCE = `const toWire = ${toWire}; const fromWire = ${fromWire}; const mark = ${mark}; const unmark = ${unmark};`
