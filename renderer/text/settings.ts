export const SETTINGS = {
  title: 'Settings',
} as const
