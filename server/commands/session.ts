// Who is signed in to the window, and putting an end to it. A running server follows at once: it asks the table each time.
import { endAllSessions, endSession, endSessions, getSession, listSessions } from '../auth/sessions.ts'
import { systemClock } from '../clock.ts'
import { type OpenData, openData } from '../open-data.ts'
import { type Command, type CommandInput, UsageProblem } from './command.ts'
import { localTime } from './say-time.ts'
import { withData } from './user.ts'

const ACTOR = 'command line'

export const session: Command = async (input) => {
  const [action, who, ...others] = input.words
  if (others.length > 0) throw new UsageProblem(`Too many words: ${others.join(' ')}`)
  const work = workOf(action, who, input)
  const { settings, sourceOf } = input.loaded
  return withData(
    () => openData(settings, { sourceOf, evenSealed: true }),
    async (data) => work(data),
  )
}

function workOf(
  action: string | undefined,
  who: string | undefined,
  { flags }: CommandInput,
): (data: OpenData) => number {
  if (action !== 'list' && action !== 'revoke') throw new UsageProblem('Say list or revoke')
  const isAll = flags['all'] === true
  if (action === 'list') {
    if (isAll) throw new UsageProblem('--all belongs to revoke')
    return (data) => list(data, who, flags['json'] === true)
  }
  if (isAll) return (data) => revokeAll(data, who)
  const id = Number(who)
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new UsageProblem('The number of the session is missing, see "session list"; or say --all')
  }
  return (data) => revoke(data, id)
}

function list({ db, users }: OpenData, userName: string | undefined, asJson: boolean): number {
  const userId = userName === undefined ? undefined : users.getByName(userName).id
  const sessions = listSessions(db, systemClock, userId)
  if (asJson) {
    const shown = sessions.map(({ userId: _, userName: user, createdAt, lastSeenAt, endsAt, ...rest }) => ({
      ...rest,
      user,
      createdAt: iso(createdAt),
      lastSeenAt: iso(lastSeenAt),
      endsAt: iso(endsAt),
    }))
    print(JSON.stringify(shown, null, 2))
    return 0
  }
  if (sessions.length === 0) print('Nobody is signed in.')
  for (const { id, userName: user, device, method, address, lastSeenAt } of sessions) {
    const how = `${method}${address === undefined ? '' : ` from ${address}`}`
    print(
      `${String(id).padStart(4)}  ${user.padEnd(20)} ${device.padEnd(24)} ${how}, last used ${localTime(lastSeenAt, 'minute')}`,
    )
  }
  return 0
}

function revoke({ db, audit }: OpenData, id: number): number {
  const { userName, device } = getSession(db, systemClock, id)
  endSession(db, id)
  audit.record({ event: 'session.ended', actor: ACTOR, subject: userName, detail: { device } })
  print(`Ended session ${id} of ${userName}.`)
  return 0
}

function revokeAll({ db, users, audit }: OpenData, userName: string | undefined): number {
  const user = userName === undefined ? undefined : users.getByName(userName)
  const ended = user ? endSessions(db, user.id) : endAllSessions(db)
  audit.record({ event: 'session.ended', actor: ACTOR, subject: user?.name, detail: { ended } })
  print(`Ended ${ended} session${ended === 1 ? '' : 's'}${user ? ` of ${user.name}` : ''}.`)
  return 0
}

const iso = (time: number) => new Date(time).toISOString()

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
