// Carries what the running server says of itself into the state that tray and notifications are drawn from.
import { hear, type Server } from '../server/index.ts'
import { serverStateOf } from './start-state.ts'
import type { DesktopState, StateStore } from './state.ts'

/** The network changes by itself, and the door with it. */
const LOOK_EVERY_MS = 5000

/** @returns what ends it */
export function followServer(server: Server, store: StateStore): () => void {
  let isOver = false

  function look() {
    if (isOver) return
    const { address, openToOthers, closesAt } = server.doors.status()
    store.change({
      ...vaultOf(server),
      musicUrl: server.musicUrls[0],
      door: address === 'network' ? 'this network' : openToOthers ? 'elsewhere' : 'this computer',
      doorClosesAt: closesAt,
      readOnly: server.live.get('readOnly'),
    })
  }

  const onScanStarted = () => store.change({ scan: { seen: 0 } })
  const endHearing = hear(server.events, {
    'scan.started': onScanStarted,
    'scan.progress': ({ phase, seen, toRead, read }) => {
      const isKnown = phase !== 'walking' && toRead > 0
      store.change({ scan: { seen, ...(isKnown && { percent: Math.floor((100 * read) / toRead) }) } })
    },
    'scan.finished': () => store.change({ scan: undefined }),
    'door.opened': look,
    'door.closed': look,
  })
  server.live.onChange(look)
  const endVault = server.onVaultChange(look)
  const timer = setInterval(look, LOOK_EVERY_MS)
  timer.unref()
  if (server.scanner.status().scanning) onScanStarted()
  look()

  return () => {
    isOver = true
    clearInterval(timer)
    endVault()
    endHearing()
    store.change({ scan: undefined, musicUrl: undefined, door: 'this computer', doorClosesAt: undefined })
  }
}

function vaultOf(server: Server): { server: DesktopState['server']; sentence: string | undefined } {
  const vault = server.vaultState()
  return { server: serverStateOf(vault), sentence: vault.open ? vault.lacksKey?.sentence : vault.sentence }
}
