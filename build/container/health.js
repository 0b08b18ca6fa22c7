// Whether the music door answers: the exit code for HEALTHCHECK. Plain Node, because the image has no curl.
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'

const { LOCKGROOVE_ADDRESS = '', LOCKGROOVE_PORT = '4040', LOCKGROOVE_TLS = 'off' } = process.env
const socketPath = LOCKGROOVE_ADDRESS.startsWith('unix:') ? LOCKGROOVE_ADDRESS.slice(5) : undefined
const isSecure = LOCKGROOVE_TLS !== 'off' && socketPath === undefined
const get = isSecure ? getHttps : getHttp

const request = get(
  {
    ...(socketPath === undefined ? { host: '127.0.0.1', port: Number(LOCKGROOVE_PORT) } : { socketPath }),
    path: '/healthz',
    headers: { Host: `127.0.0.1:${LOCKGROOVE_PORT}` },
    timeout: 4000,
    // Of this very container, whose certificate says the name it has outside. What is asked is whether it lives.
    rejectUnauthorized: false,
  },
  (answer) => process.exit(answer.statusCode === 200 ? 0 : 1),
)
request.on('timeout', () => process.exit(1))
request.on('error', () => process.exit(1))
