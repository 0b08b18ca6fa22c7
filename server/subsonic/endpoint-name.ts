/**
 * The endpoint a path asks for: `/rest/ping`, `/rest/ping.view`, `//rest//ping/` are all `ping`. Undefined when the path
 * is not under /rest. Nothing is ever redirected to its tidy form: a redirect turns a POST into a GET
 * (CONTRACT.md TRN-1, TRN-2).
 *
 * Strangers choose the path, up to a megabyte of slashes: counted by hand, because a regular expression that drops them
 * at the end takes the square of their number.
 */
export function endpointName(path: string): string | undefined {
  let end = path.length
  while (end > 0 && path[end - 1] === '/') end--
  const root = afterSlashes(path, 0)
  const behindRoot = root + 'rest'.length
  if (root === 0 || !path.startsWith('rest', root)) return undefined
  if (behindRoot < end && path[behindRoot] !== '/') return undefined
  const name = path.slice(afterSlashes(path, behindRoot), end).replace(/\.view$/, '')
  return name === 'hls' ? 'hls.m3u8' : name
}

function afterSlashes(path: string, from: number): number {
  let at = from
  while (path[at] === '/') at++
  return at
}
