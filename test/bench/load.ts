// Sends requests and checks every answer. Two kinds: `saturate` (as many as fit, for answers per second and CPU per
// answer) and `beside` (one at a time, spaced, for the latency of pings while something else goes on).
import autocannon from 'autocannon'
import { cpuMs, type RunningServer } from './processes.ts'

export interface Sample {
  readonly perSec: number
  readonly cpuMsPerAnswer: number
  readonly wrong: number
  readonly bytesPerAnswer: number
}

export interface Work {
  readonly paths: readonly string[]
  readonly headers?: Record<string, string>
  /** Status of a right answer, 200 unless said otherwise. */
  readonly status?: number
  /** Text a right answer holds; of the envelope, usually. */
  readonly mustContain?: string
}

const CONNECTIONS = 8

/**
 * `amount` requests, going round through `paths`. `apart` sends them from a thread of its own, where the answers' text
 * is not looked at: for measuring something else beside it.
 */
export async function saturate(
  server: RunningServer,
  work: Work,
  amount: number,
  { connections = CONNECTIONS, apart = false } = {},
): Promise<Sample> {
  const cpuBefore = cpuMs(server.pid)
  const started = performance.now()
  // autocannon itself ends on full seconds only, so the last answer is what counts.
  let lastAnswerAt = started
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        url: server.url,
        connections,
        amount,
        headers: work.headers,
        requests: work.paths.map((path) => ({ method: 'GET', path })),
        ...(apart
          ? { workers: 1 }
          : {
              verifyBody: (body) => work.mustContain === undefined || String(body).includes(work.mustContain),
            }),
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    )
    run.on('response', () => {
      lastAnswerAt = performance.now()
    })
  })
  const answered = result.requests.total
  const rightStatus = result.statusCodeStats?.[`${work.status ?? 200}`]?.count ?? 0
  return {
    perSec: (answered * 1000) / (lastAnswerAt - started),
    cpuMsPerAnswer: (cpuMs(server.pid) - cpuBefore) / answered,
    wrong: result.errors + result.timeouts + result.mismatches + (answered - rightStatus),
    bytesPerAnswer: result.throughput.total / answered,
  }
}

export interface Latency {
  readonly p50: number
  readonly p99: number
  readonly longest: number
  readonly count: number
}

/** Pings one at a time, every `everyMs`, until `until` settles. Milliseconds as the client sees them. */
export async function beside(url: string, until: Promise<unknown>, everyMs = 10): Promise<Latency> {
  const times: number[] = []
  let goesOn = true
  const end = until.finally(() => {
    goesOn = false
  })
  while (goesOn) {
    const started = performance.now()
    const response = await fetch(url)
    await response.arrayBuffer()
    times.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  await end
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return { p50: at(0.5), p99: at(0.99), longest: times.at(-1) ?? 0, count: times.length }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
