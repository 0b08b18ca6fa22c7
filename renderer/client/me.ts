// Who looks at the window, and what may be done now: for whatever page or piece needs to know.
import { createContext, useContext } from 'react'

export interface Me {
  readonly name: string
  readonly admin: boolean
  /** Nothing can be changed, by nobody. */
  readonly readOnly: boolean
  /** Absent for whoever may not share; 0 is never. */
  readonly usualShareDays?: number | undefined
}

export const MeContext = createContext<Me>({ name: '', admin: false, readOnly: true })

export function useMe(): Me {
  return useContext(MeContext)
}
