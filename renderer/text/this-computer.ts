import type { UpdateState } from '../../server/contract/desktop.ts'

export const THIS_COMPUTER = {
  startAtLogin: {
    title: 'Start at login',
    sentence:
      'Lockgroove starts in the tray when you log in to this computer, so that your music is always there.',
    on: 'On',
    off: 'Off',
  },
  ask: {
    title: 'Always there?',
    sentence:
      'Lockgroove can start in the tray when you log in to this computer, so that your music apps find it. You can change that in the settings at any time.',
    yes: 'Start at login',
    no: 'Not now',
  },
  log: {
    title: 'Log',
    sentence: 'What happened, line by line, for when something went wrong. Passwords and keys are not in it.',
    open: 'Open the log folder',
  },
  version: (version: string) => `Lockgroove ${version}`,
  look: 'Look for a new version',
  get: (version: string) => `Get version ${version}`,
  restart: (version: string) => `Restart to update to ${version}`,
} as const

/** How it stands with new versions, in a sentence. */
export function updateSentence(update: UpdateState): string {
  switch (update.state) {
    case 'off':
      return 'It does not look for new versions by itself.'
    case 'none':
      return 'No newer version is known.'
    case 'looking':
      return 'Looking for a new version…'
    case 'unsupported':
      return 'New versions come from where you got this one.'
    case 'offered':
      return `Version ${update.version} is there.`
    case 'loading':
      return `Loading version ${update.version}: ${update.percent} %`
    case 'ready':
      return `Version ${update.version} is ready. It is installed when Lockgroove restarts or quits.`
    case 'failed':
      return update.sentence
  }
}
