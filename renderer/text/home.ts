export const HOME = {
  title: 'Home',
} as const
