/**
 * The endpoint a path asks for: `/rest/ping`, `/rest/ping.view`, `//rest//ping/` are all `ping`. Undefined when the path
 * is not under /rest. Nothing is ever redirected to its tidy form: a redirect turns a POST into a GET
 * (CONTRACT.md TRN-1, TRN-2).
 */
export function endpointName(path: string): string | undefined {
  const match = /^\/+rest(?:\/+(.*?))?\/*$/s.exec(path)
  if (!match) return undefined
  const name = (match[1] ?? '').replace(/\.view$/, '')
  return name === 'hls' ? 'hls.m3u8' : name
}
