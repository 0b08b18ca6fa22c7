/**
 * A path for a row that has lost its place to another one. Paths are unique within a music folder and relative to it: one
 * with a leading '/' is never found on disk.
 */
export const parkedPath = (id: number): string => `/gone/${id}`
