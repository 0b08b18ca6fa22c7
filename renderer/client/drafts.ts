// What somebody has typed and not sent yet. When the session ends under their hands, the page goes and this stays, in memory
// only, until the same person has signed in again and the page takes it back. Never for a password.
import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react'
import { useMe } from './me.ts'
import { endedSession } from './session.ts'

let owner = ''
const kept = new Map<string, unknown>()

/** As useState. @param place what is typed there: `playlist 12 name` */
export function useDraft<Value>(
  place: string,
  initial: Value | (() => Value),
): [Value, Dispatch<SetStateAction<Value>>] {
  const { name } = useMe()
  const [value, setValue] = useState<Value>(() => {
    if (owner === name && kept.has(place)) return kept.get(place) as Value // Only the same place writes it.
    return initial instanceof Function ? initial() : initial
  })
  const latest = useRef(value)
  latest.current = value
  useEffect(() => {
    kept.delete(place)
    return () => {
      if (endedSession() !== name) return
      if (owner !== name) kept.clear()
      owner = name
      kept.set(place, latest.current)
    }
  }, [place, name])
  return [value, setValue]
}

/** Somebody has signed in: what others had typed is not for them. */
export function keepDraftsOf(name: string): void {
  if (owner !== name) kept.clear()
}
