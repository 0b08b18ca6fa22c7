/**
 * Whether a stored credential is plainly no sealed value: imported, or written into the database by hand. A sealed value
 * that is cut or changed, wherever, is not in the clear: it must never be taken for somebody's password. What cannot be told
 * apart are the last 29 letters and less of a sealed value, without the rest.
 */
export function isInTheClear(stored: string): boolean {
  return !looksSealed(stored)
}

/** Sealed, or what is left of a sealed value. */
export function looksSealed(stored: string): boolean {
  return (
    stored.startsWith(PREFIX) ||
    // Cut within the prefix, down to nothing.
    PREFIX.startsWith(stored) ||
    // Changed in what comes before: the body is whole.
    /:[A-Za-z0-9_-]{38,}$/.test(stored) ||
    // A good part of the body. Random letters of that number hold both cases; `correct-horse-battery-staple-and-more` does not.
    (stored.match(/[A-Za-z0-9_-]{30,}/g) ?? []).some((run) => /[a-z]/.test(run) && /[A-Z]/.test(run))
  )
}

const PREFIX = 'v1:'
