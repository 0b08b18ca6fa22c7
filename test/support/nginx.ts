// A real nginx in a folder of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lacks } from './requires.ts'

/** Debian's place is not in the PATH of ordinary users. */
const DEBIAN = '/usr/sbin/nginx'
const NGINX = existsSync(DEBIAN) ? DEBIAN : 'nginx'

export const lacksNginx = (): string | false => (NGINX === DEBIAN ? false : lacks('nginx'))

export interface Nginx {
  close(): Promise<void>
}

/** @param servers what stands inside `http { }`, listening on `port` */
export async function startNginx(servers: string, port: number): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-nginx-'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => {
    mkdirSync(join(folder, name))
    return `${name}_temp_path ${join(folder, name)};`
  })
  const configuration = [
    process.getuid?.() === 0 ? 'user root;' : '',
    'daemon off;',
    'worker_processes 1;',
    `pid ${join(folder, 'nginx.pid')};`,
    'events { worker_connections 64; }',
    'http {',
    'access_log off;',
    ...temporary,
    servers,
    '}',
  ].join('\n')
  const path = join(folder, 'nginx.conf')
  writeFileSync(path, configuration)

  const child = spawn(NGINX, ['-p', folder, '-e', join(folder, 'error.log'), '-c', path])
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  const ended = once(child, 'close')
  let hasEnded = false
  void ended.then(() => {
    hasEnded = true
  })
  while (!(await answers(port))) if (hasEnded) throw new Error(`nginx did not start: ${said}`)
  return {
    async close() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
