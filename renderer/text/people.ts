export const PEOPLE = {
  title: 'People',
} as const
