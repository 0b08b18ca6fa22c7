import type { DoctorFinding } from '../contract/safety.ts'

export type Finding = DoctorFinding

export function fine(about: string, sentence: string): Finding {
  return { about, state: 'fine', sentence }
}

/** Works, but the owner should know. */
export function look(about: string, sentence: string, remedy?: string): Finding {
  return { about, state: 'look', sentence, ...(remedy !== undefined && { remedy }) }
}

export function wrong(about: string, sentence: string, remedy?: string): Finding {
  return { about, state: 'wrong', sentence, ...(remedy !== undefined && { remedy }) }
}

/** `"phone" of Ann, "car" of Bo and 3 more` */
export function someOf(names: readonly string[], most = 5): string {
  const more = names.length - most
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ')
}
