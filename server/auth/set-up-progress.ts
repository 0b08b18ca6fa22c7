// How far the set-up in the window has come, so that it can be left and taken up again in any browser. It begins with the
// first owner; a server whose owner was made on the command line has none.
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findState, removeState, storeState } from '../db/state-rows.ts'

export interface SetUpProgress {
  /** The owner has said so. It was shown once: whoever left before that needs a new one. */
  readonly isRecoveryKeyKept: boolean
}

const STATE_NAME = 'set-up'
const KEPT = 'recovery key kept'

/** Undefined when the set-up is over, or there was none. */
export function findSetUp(db: ReadDb): SetUpProgress | undefined {
  const value = findState(db, STATE_NAME)
  return value === undefined ? undefined : { isRecoveryKeyKept: value === KEPT }
}

export function storeSetUp(db: WriteDb, { isRecoveryKeyKept }: SetUpProgress): void {
  storeState(db, STATE_NAME, isRecoveryKeyKept ? KEPT : 'begun')
}

export function endSetUp(db: WriteDb): void {
  removeState(db, STATE_NAME)
}
