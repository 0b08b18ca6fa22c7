import type { Clock } from '../../clock.ts'
import type { InputOf } from '../../contract/methods.ts'
import type { Song } from '../../contract/music.ts'
import type { PlayRecord, PlaysOfDay } from '../../contract/plays.ts'
import type { ReadDb } from '../../db/open.ts'
import { NotAllowed } from '../../errors.ts'
import { listPlays, playsPerDay, type Whose } from '../../library/play-history.ts'
import { type Caller, userOf } from '../caller.ts'

export interface PlayDeps {
  readonly db: ReadDb
  readonly clock: Clock
}

const MINUTE_MS = 60_000

/** @throws NotAllowed */
export function playsOverTime(
  { days, everybody, utcOffsetMin }: InputOf<'plays.overTime'>,
  { db, clock }: PlayDeps,
  caller: Caller,
): Promise<PlaysOfDay[]> {
  const period = { days, now: clock.now(), offsetMs: utcOffsetMin * MINUTE_MS }
  return playsPerDay(db, whose(everybody, caller), period)
}

/** @throws NotAllowed */
export function recentPlays(
  { everybody, count, before }: InputOf<'plays.recent'>,
  { db }: PlayDeps,
  caller: Caller,
): readonly PlayRecord[] {
  const user = userOf(caller)
  const listener = { userId: user.id, scope: user.scope }
  return listPlays(db, listener, whose(everybody, caller), { count, before }).map((play) => ({
    ...play,
    song: JSON.parse(play.song) as Song,
  }))
}

function whose(everybody: boolean, caller: Caller): Whose {
  const user = userOf(caller)
  if (!everybody) return user.id
  if (!user.roles.admin) throw new NotAllowed('Only an administrator may do that')
  return 'everybody'
}
