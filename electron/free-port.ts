// When a port is taken: by whom, and which other one is free.
import { createServer } from 'node:net'

const LOOPBACK = '127.0.0.1'
const PATIENCE_MS = 1500
/** 4040 and 4041 become 4050 and 4051. */
const STEP = 10
const STEPS = 20

/** Whether what listens there says that it is Lockgroove: both doors do, on their first page. */
export async function isLockgroove(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://${LOOPBACK}:${port}/`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const reader = response.body?.getReader()
    const first = await reader?.read()
    await reader?.cancel()
    return first?.value !== undefined && new TextDecoder().decode(first.value).includes('Lockgroove')
  } catch {
    return false
  }
}

/** One that can be told apart easily; any free one where all of those are taken. */
export async function findFreePort(taken: number): Promise<number> {
  for (let step = 1; step <= STEPS; step++) {
    const port = taken + step * STEP
    if (port <= 65_535 && (await tryPort(port)) !== undefined) return port
  }
  return (await tryPort(0)) ?? 0
}

/** @returns the port, undefined when it is taken */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}
