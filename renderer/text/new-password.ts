export const NEW_PASSWORD = {
  help: (least: number) => `At least ${least} characters; a few words in a row are fine`,
  scores: ['Guessed at once.', 'Easy to guess.', 'Could be stronger.', 'Good.', 'Strong.'],
} as const
