// `node build/ffmpeg/fetch-sources.ts FOLDER`: the sources of the ffmpeg that installers carry, each exactly the file whose
// checksum stands in sources.json. Without a checksum, or with another one, nothing is kept and the release ends.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Source {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly url: string
  readonly sha256: string
}

/** None of them has this much; a server that never ends its answer must not fill the disk. */
const MAX_BYTES = 64 * 1024 * 1024

export function readSources(path = join(import.meta.dirname, 'sources.json')): readonly Source[] {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** @returns the paths, `ffmpeg-8.1.tar.xz` and so on. @throws when one cannot be had or is not the one that was meant */
export async function fetchSources(sources: readonly Source[], folder: string): Promise<readonly string[]> {
  for (const { name, sha256 } of sources) {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new Error(`${name}: sources.json has no SHA-256 for it. Compute it from a file you trust first.`)
    }
  }
  mkdirSync(folder, { recursive: true })
  const paths: string[] = []
  for (const source of sources) paths.push(await fetchSource(source, folder))
  return paths
}

async function fetchSource({ name, version, url, sha256 }: Source, folder: string): Promise<string> {
  const answer = await fetch(url)
  if (!answer.ok || !answer.body) throw new Error(`${name}: ${url} answers ${answer.status}`)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body) {
    size += chunk.length
    if (size > MAX_BYTES) throw new Error(`${name}: ${url} is larger than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  const got = createHash('sha256').update(bytes).digest('hex')
  if (got !== sha256) throw new Error(`${name}: expected SHA-256 ${sha256}, got ${got} from ${url}`)
  const path = join(folder, `${name}-${version}${/\.tar\.\w+$/.exec(url)?.[0] ?? ''}`)
  writeFileSync(path, bytes)
  return path
}

if (import.meta.main) {
  const paths = await fetchSources(readSources(), process.argv[2] ?? 'dist/ffmpeg/sources')
  process.stdout.write(`${paths.join('\n')}\n`)
}
