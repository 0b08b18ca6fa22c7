/**
 * Milliseconds this thread has computed. What a busy machine gives to others meanwhile does not count, so that a turn of the
 * event loop can be measured where many tests run.
 */
export function ownTimeMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
