export const BACKUPS = {
  title: 'Backups',
} as const
