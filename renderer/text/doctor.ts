export const DOCTOR = {
  title: 'Doctor',
  intro: 'Looks at everything that should be right, and says what is not. It changes nothing.',
  again: 'Look again',
  looking: 'Looking at doors, keys, files, backups and the log',
  copy: 'Copy the report',
  copyHelp: 'It holds no secret, so it can be shown to somebody who helps.',
  looked: 'Looked at',
  fine: 'All is well.',
  summary: (wrong: number, look: number) =>
    wrong > 0
      ? `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong${look > 0 ? `, ${look} worth a look` : ''}.`
      : `Nothing is wrong; ${look} ${look === 1 ? 'thing is' : 'things are'} worth a look.`,
  groups: { wrong: 'Wrong', look: 'Worth a look', fine: 'Fine' },
  remedy: 'What to do',
  goTo: {
    '/doors': 'To the doors',
    '/backups': 'To backups and keys',
    '/people': 'To people',
    '/settings': 'To settings',
    '/activity': 'To the log',
    '/library/problems': 'To the problem files',
  },
} as const
