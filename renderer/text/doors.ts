export const DOORS = {
  title: 'Doors',
} as const
