import type { InputOf, OutputOf } from '../../contract/methods.ts'
import type { Doors } from '../../doors/doors.ts'
import type { Caller } from '../dispatch.ts'

export interface DoorDeps {
  readonly doors: Pick<Doors, 'status' | 'open'>
}

export function doorStatus(_input: unknown, { doors }: DoorDeps): OutputOf<'doors.status'> {
  return doors.status()
}

/** @throws Conflict (pinned by a flag, or it cannot be opened there), InvalidInput */
export function openDoor(
  input: InputOf<'doors.open'>,
  { doors }: DoorDeps,
  caller: Caller,
): Promise<OutputOf<'doors.open'>> {
  return doors.open(input, { actor: caller.user?.name ?? '', address: caller.address })
}
