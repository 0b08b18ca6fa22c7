import { constants, openSync } from 'node:fs'

/** NONBLOCK: a named pipe that was put in place of a file since somebody looked must not hang the thread for ever. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** A descriptor; reading at a position from what is no ordinary file then fails with ESPIPE. */
export const openForReading = (path: string): number => openSync(path, FLAGS)
