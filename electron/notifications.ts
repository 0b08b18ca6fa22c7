// What the desktop says without being asked, calmly: each kind can be switched off in the settings, only the newest of a
// kind stays, and a click opens the page it is about. Never a secret, and no name but what a new app calls itself.
import { Notification } from 'electron'
import { hear, type Server, type Settings } from '../server/index.ts'
import { createFailedLogins } from './failed-logins.ts'
import type { DesktopState, StateStore } from './state.ts'
import { timeOf } from './tray-menu.ts'
import { WORDS } from './words.ts'

const words = WORDS.notifications

export interface NotificationDeps {
  readonly store: StateStore
  readonly host: {
    server(): Server | undefined
    onStartState(listener: () => void): () => void
  }
  /** @param path a page of the window */
  show(path?: string): void
  readonly now?: () => number
}

type Kind = Settings['notifications'][number]

interface Message {
  readonly title: string
  readonly body: string
  readonly path?: string
}

/** @returns what ends it */
export function setupNotifications({ store, host, show, now = Date.now }: NotificationDeps): () => void {
  /** Also keeps them from being collected, which would end their clicks. */
  const shown = new Map<Kind, Notification>()
  let followed: Server | undefined
  let unfollow = () => {}

  function tell(kind: Kind, { title, body, path }: Message) {
    const isWanted = host.server()?.live.get('notifications').includes(kind) ?? true
    if (!isWanted || !Notification.isSupported()) return
    shown.get(kind)?.close()
    const notification = new Notification({ title, body, silent: true })
    notification.on('click', () => show(path))
    shown.set(kind, notification)
    notification.show()
  }

  /** Each server has events of its own, and one comes after the other. */
  function followServer() {
    const server = host.server()
    if (server === followed) return
    unfollow()
    followed = server
    unfollow = server ? followEvents(server, tell, now) : () => {}
  }

  const ends = [
    host.onStartState(followServer),
    store.onChange((after, before) => tellUpdate(after, before, host.server(), tell)),
  ]
  followServer()
  return () => {
    for (const end of ends) end()
    unfollow()
    for (const notification of shown.values()) notification.close()
  }
}

type Tell = (kind: Kind, message: Message) => void

function followEvents(server: Server, tell: Tell, now: () => number): () => void {
  const { events, doors, scanner } = server
  if (server.plainSetupCode !== undefined) tell('first-run', words.firstRun)

  /** A file that cannot be read is in the report of every scan; it is told once. */
  let knownProblems = scanner.lastSummary()?.problems ?? 0
  const failedLogins = createFailedLogins(now)

  return hear(events, {
    'door.opened': ({ address }) => {
      const { closesAt } = doors.status()
      tell('doors', {
        title: address === 'network' ? words.openToNetwork : words.openElsewhere,
        body: closesAt === undefined ? words.openUntilClosed : words.openUntil(timeOf(closesAt, now())),
        path: '/doors',
      })
    },
    'door.closed': ({ reason }) => {
      tell('doors', { title: words.closed, body: words.closedBecause(reason), path: '/doors' })
    },
    'devices.used': ({ userId, client, isFirst }) => {
      if (isFirst) tell('new-apps', { ...words.newApp(harmless(client)), path: `/people/${userId}` })
    },
    'login.failed': () => {
      if (failedLogins.isNews()) tell('failed-logins', { ...words.failedLogins, path: '/activity' })
    },
    'scan.finished': ({ problems, failure }) => {
      const newProblems = problems - knownProblems
      knownProblems = problems
      if (failure !== undefined) tell('scan-problems', { ...words.scanFailed, path: '/library/problems' })
      else if (newProblems > 0)
        tell('scan-problems', { ...words.scanProblems(newProblems), path: '/library/problems' })
    },
  })
}

function tellUpdate(after: DesktopState, before: DesktopState, server: Server | undefined, tell: Tell) {
  const { update } = after
  if (update.state !== 'offered' && update.state !== 'ready') return
  if (update.state === before.update.state) return
  // What comes by itself is told once it is there.
  if (update.state === 'offered' && server?.live.get('updates') === 'automatic') return
  const message = update.state === 'offered' ? words.updateOffered : words.updateReady
  tell('updates', { ...message(update.version), path: '/settings' })
}

const LONGEST_NAME = 40

/** What an app calls itself, as plain text: some systems take markup and pictures in notifications. */
function harmless(client: string): string {
  return client
    .replace(/[<>&]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, LONGEST_NAME)
}
