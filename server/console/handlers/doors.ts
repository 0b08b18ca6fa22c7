import type { InputOf, OutputOf } from '../../contract/methods.ts'
import type { Doors } from '../../doors/doors.ts'
import { NotAllowed } from '../../errors.ts'
import type { LiveSettings } from '../../settings/live.ts'
import type { Caller } from '../dispatch.ts'

export interface DoorDeps {
  readonly doors: Pick<Doors, 'status' | 'open'>
  readonly live: LiveSettings
}

export function doorStatus(_input: unknown, { doors }: DoorDeps): OutputOf<'doors.status'> {
  return doors.status()
}

/**
 * In read-only mode what is asked is to close: no wider than a unix socket was.
 * @throws Conflict (pinned by a flag, or it cannot be opened there), InvalidInput, NotAllowed
 */
export function openDoor(
  input: InputOf<'doors.open'>,
  { doors, live }: DoorDeps,
  caller: Caller,
): Promise<OutputOf<'doors.open'>> {
  if (live.get('readOnly') && live.get('address').startsWith('unix:')) {
    throw new NotAllowed('The server is in read-only mode, and a socket is open to fewer than an address is')
  }
  return doors.open(input, { actor: caller.user?.name ?? '', address: caller.address })
}
