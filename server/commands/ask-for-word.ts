import { createInterface } from 'node:readline'

/** One line from the terminal; '' when it was closed. */
export function askForWord(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  let hasAnswer = false
  return new Promise((resolve) => {
    lines.once('close', () => {
      if (!hasAnswer) process.stderr.write('\n')
      resolve('')
    })
    lines.question(question, (answer) => {
      hasAnswer = true
      resolve(answer.trim())
      lines.close()
    })
  })
}
