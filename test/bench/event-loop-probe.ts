// Loaded into the server by the bench with --import. Measures the longest event-loop turn from inside and tells it over
// IPC; the server itself knows nothing of it.
import { monitorEventLoopDelay } from 'node:perf_hooks'

// Often enough to see a long turn, seldom enough not to be one.
const RESOLUTION_MS = 5
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()

process.on('message', (message) => {
  if (message !== 'longest-turn') return
  // What is measured is the time between two ticks of the probe, which is its interval when nothing holds it up.
  process.send?.({ longestTurnMs: Math.max(0, delays.max / 1e6 - RESOLUTION_MS) })
  delays.reset()
})
// The channel must not keep a stopped server alive.
process.channel?.unref()
