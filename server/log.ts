// One structured log. Topics are turned up with LOCKGROOVE_LOG=scan,auth (or `debug`, `silent`).
// Secrets are kept out by never being passed here; the redaction below is the second fence, not the first.
import { type Logger, pino } from 'pino'

export type Log = Logger

const SECRET_NAMES = [
  'p',
  't',
  's',
  'apiKey',
  'password',
  'token',
  'cookie',
  'authorization',
  'salt',
  'secret',
  'key',
]

const LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace']

export interface LogOptions {
  /** A level, or a comma-separated list of topics that log at debug level while the rest stays at info. */
  readonly verbosity?: string
  /** Where lines go; standard error by default, so that standard output stays for answers. */
  readonly destination?: NodeJS.WritableStream
}

export function createLog({ verbosity = 'info', destination = process.stderr }: LogOptions = {}): Log {
  const words = verbosity
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
  const level = words.find((word) => LEVELS.includes(word)) ?? 'info'
  const topics = words.filter((word) => !LEVELS.includes(word))
  const log = pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...SECRET_NAMES, ...SECRET_NAMES.map((name) => `*.${name}`)], censor: '[hidden]' },
    },
    destination,
  )
  if (topics.length > 0) TOPICS.set(log, topics)
  return log
}

const TOPICS = new WeakMap<Log, readonly string[]>()

/** The log of one part of the server: `topicLog(log, 'scan')`. */
export function topicLog(log: Log, topic: string): Log {
  const raised = TOPICS.get(log)?.includes(topic)
  return log.child({ topic }, raised ? { level: 'debug' } : {})
}
