export const LISTENING = {
  title: 'Listening now',
  none: 'Nobody is listening at the moment.',
  with: (app: string) => `with ${app}`,
  minutes: (count: number) => `${count} min ago`,
} as const
