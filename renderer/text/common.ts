export const COMMON = {
  loading: 'Loading',
  justNow: 'just now',
  noAnswer: 'No answer',
  tryAgain: 'Try again',
  no: 'Cancel',
  save: 'Save',
  copy: 'Copy',
  copyThis: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  undo: 'Undo',
  dismiss: 'Dismiss',
  messages: 'Messages',
} as const
