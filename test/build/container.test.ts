// There is no container engine here. The second stage of the Containerfile is laid out in a folder, as its COPY lines say,
// and started with its ENV: it has to serve, and its health check to say so and to say when it is over.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFINITIONS } from '../../server/settings/definitions.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const { load } = createRequire(import.meta.url)('js-yaml') as { load(text: string): any }
const read = (name: string) => readFileSync(join(ROOT, 'build', 'container', name), 'utf8')

const containerfile = read('Containerfile')
  .replaceAll(/^\s*#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
const stages = containerfile.split(/^(?=FROM )/m).filter((stage) => stage.startsWith('FROM '))
const [buildStage = '', lastStage = ''] = stages
const wordsOf = (stage: string, instruction: string) =>
  stage
    .split('\n')
    .filter((line) => line.startsWith(`${instruction} `))
    .map((line) => line.slice(instruction.length + 1).trim())
const environment = Object.fromEntries(
  wordsOf(lastStage, 'ENV')
    .join(' ')
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
)

describe('the Containerfile', () => {
  test('starts both stages from one image, named by its digest', () => {
    const bases = stages.map((stage) => /^FROM (\S+)/.exec(stage)?.[1])
    expect(new Set(bases).size).toBe(1)
    expect(bases[0]).toMatch(/^docker\.io\/library\/node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/)
    expect(bases[0]).toContain(
      `:${JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).optionalDependencies.node}-`,
    )
  })

  test('runs as nobody special, and lets no package run anything while it builds', () => {
    expect(wordsOf(lastStage, 'USER')).toEqual(['1000:1000'])
    expect(lastStage.indexOf('USER')).toBeLessThan(lastStage.indexOf('ENTRYPOINT'))
    for (const run of wordsOf(buildStage, 'RUN').flatMap(
      (line) => line.match(/npm (?:ci|prune)[^&]*/g) ?? [],
    )) {
      expect(run).toContain('--ignore-scripts')
    }
    expect(containerfile).not.toMatch(/^ADD |curl|wget|chmod 777/m)
  })

  test('sets settings that exist, and no secret', () => {
    const known = new Set<string>(Object.values(DEFINITIONS).map(({ environment: name }) => name))
    for (const name of Object.keys(environment).filter((each) => each !== 'NODE_ENV'))
      expect(known).toContain(name)
    expect(environment).not.toHaveProperty('LOCKGROOVE_MASTER_KEY')
    expect(environment).not.toHaveProperty('LOCKGROOVE_PASSPHRASE')
  })

  test('copies what is there', () => {
    const sources = wordsOf(buildStage, 'COPY').flatMap((line) => line.split(/\s+/).slice(0, -1))
    expect(sources).toContain('server')
    for (const source of sources) expect(existsSync(join(ROOT, source))).toBe(true)
  })
})

describe('the image, laid out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-image-'))
  const app = join(folder, 'app')
  let env: NodeJS.ProcessEnv
  let server: ChildProcess

  beforeAll(async () => {
    for (const line of wordsOf(lastStage, 'COPY')) layOut(line)
    for (const name of ['data', 'cache', 'music']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'master.key'), randomBytes(32).toString('base64'), { mode: 0o400 })
    env = {
      PATH: process.env['PATH'],
      ...environment,
      LOCKGROOVE_DATA: join(folder, 'data'),
      LOCKGROOVE_CACHE: join(folder, 'cache'),
      LOCKGROOVE_MUSIC: join(folder, 'music'),
      LOCKGROOVE_MASTER_KEY_FILE: join(folder, 'master.key'),
      LOCKGROOVE_PORT: String(await freePort()),
      LOCKGROOVE_CONSOLE_PORT: '0',
      // Tests may run as root, the image does not.
      LOCKGROOVE_ALLOW_ROOT: 'on',
    }
    const [, entry = ''] = JSON.parse(wordsOf(lastStage, 'ENTRYPOINT')[0]!)
    const command = JSON.parse(wordsOf(lastStage, 'CMD')[0]!)
    server = spawn(process.execPath, [entry.replace('/app', app), ...command], { cwd: app, env })
    await new Promise<void>((resolve, reject) => {
      let said = ''
      server.stdout?.on('data', (text) => {
        said += text
        if (said.includes('Stop with Ctrl+C.')) resolve()
      })
      server.stderr?.on('data', (text) => {
        said += text
      })
      server.on('exit', () => reject(new Error(`it ended: ${said}`)))
    })
  })
  afterAll(() => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  /** Packages and the window as they lie here; everything else as the line says. */
  function layOut(line: string) {
    const words = line.split(/\s+/).filter((word) => !word.startsWith('--'))
    const target = words.pop()!
    for (const word of words) {
      const name = word.replace(/^\/app\//, '')
      const place = target === './' ? join(app, name) : join(app, target)
      mkdirSync(join(place, '..'), { recursive: true })
      if (name === 'node_modules') symlinkSync(join(ROOT, name), place)
      else if (name === 'dist/window') mkdirSync(place)
      else cpSync(join(ROOT, name), place, { recursive: true })
    }
  }

  function health(more: NodeJS.ProcessEnv = {}) {
    const [, path = ''] = /HEALTHCHECK .*CMD \["node", "([^"]+)"\]/.exec(lastStage) ?? []
    return spawnSync(process.execPath, [path.replace('/app', app)], { env: { ...env, ...more } }).status
  }

  test('serves, and is healthy until it is stopped', async () => {
    expect(health()).toBe(0)
    const ended = new Promise((resolve) => server.on('exit', (code) => resolve(code)))
    server.kill(/^STOPSIGNAL (\w+)/m.exec(lastStage)?.[1] as NodeJS.Signals)
    expect(await ended).toBe(0)
    expect(health()).toBe(1)
  })
})

describe('the compose file', () => {
  const { services, networks, secrets } = load(read('compose.yml'))
  const service = services.lockgroove

  test('takes every right away and limits what is left', () => {
    expect(service).toMatchObject({
      user: '1000:1000',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: '1g',
      memswap_limit: '1g',
      pids_limit: 128,
    })
    expect(service).not.toHaveProperty('privileged')
    expect(service).not.toHaveProperty('network_mode')
    expect(service).not.toHaveProperty('environment')
  })

  test('is reached from this computer only, in a network of its own that leads nowhere', () => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    expect(service.networks).toEqual(['lockgroove'])
    expect(networks.lockgroove.driver_opts).toMatchObject({
      'com.docker.network.bridge.enable_ip_masquerade': 'false',
      'com.docker.network.bridge.enable_icc': 'false',
    })
  })

  test('mounts the music to be read, and the key as a file where the server looks for it', () => {
    expect(service.volumes[0]).toMatchObject({ target: environment['LOCKGROOVE_MUSIC'], read_only: true })
    const written = service.volumes.slice(1).map((volume: string) => volume.split(':')[1])
    expect(written).toEqual([environment['LOCKGROOVE_DATA'], environment['LOCKGROOVE_CACHE']])
    expect(secrets).toEqual({ master_key: { file: './master.key' } })
    expect(`/run/secrets/${service.secrets[0].target}`).toBe(environment['LOCKGROOVE_MASTER_KEY_FILE'])
  })

  test('is built from this repository', () => {
    const { context, dockerfile } = service.build
    expect(existsSync(join(ROOT, 'build', 'container', context, dockerfile))).toBe(true)
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
