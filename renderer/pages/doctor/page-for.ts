import type { DOCTOR } from '../../text/doctor.ts'

type Mending = keyof typeof DOCTOR.goTo

const PAGES: readonly { readonly page: Mending; readonly about: RegExp }[] = [
  { page: '/doors', about: /^(?:addresses|music door|console door|certificate|proxies|read-only)$/ },
  { page: '/backups', about: /^(?:backups|vault|keys?|key source \d+|master key|recovery key)$/ },
  { page: '/people', about: /^(?:credentials|people)$/ },
  { page: '/activity', about: /^audit log$/ },
  { page: '/library/problems', about: /^scan$/ },
  { page: '/settings', about: /^(?:settings|music|music folder)$/ },
]

/** Where something is mended in the window; undefined for what only the computer's owner can do outside of it. */
export function pageFor(about: string): Mending | undefined {
  return PAGES.find((each) => each.about.test(about))?.page
}
