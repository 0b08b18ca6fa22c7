// A password never comes from the command line itself, where other programs and the shell's history see it.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { InvalidInput, StartProblem } from '../errors.ts'

/**
 * From standard input to its end (the line end dropped), or asked for twice on the terminal without showing it.
 * @throws StartProblem when there is no terminal, InvalidInput for an empty or mistyped one
 */
export async function readPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) return checked(await readAll())
  if (!process.stdin.isTTY)
    throw new StartProblem('There is no terminal to type a password at: use --password-stdin.')
  const first = await ask('Password: ')
  if ((await ask('Again: ')) !== first) throw new InvalidInput('password', 'the same password twice')
  return checked(first)
}

/**
 * Any other secret: from standard input to its end, or asked for on the terminal without showing it.
 * @param twice for one that is new, so that a slip of the fingers is noticed
 * @throws InvalidInput for an empty or mistyped one
 */
export async function readSecret(name: string, { twice = false } = {}): Promise<string> {
  const label = name.charAt(0).toUpperCase() + name.slice(1)
  const secret = process.stdin.isTTY ? await ask(`${label}: `) : await readAll()
  if (secret.trim() === '') throw new InvalidInput(name, 'it on standard input')
  if (twice && process.stdin.isTTY && (await ask('Again: ')) !== secret) {
    throw new InvalidInput(name, 'the same twice')
  }
  return secret
}

function checked(password: string): string {
  if (password === '') throw new InvalidInput('password', 'at least one character')
  return password
}

async function readAll(): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

/** @throws StartProblem after Ctrl+C or Ctrl+D */
function ask(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  // Not before: until then the terminal shows what is typed.
  process.stderr.write(question)
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      resolve(line)
      lines.close()
    })
    // The last of both; a promise that is settled stays as it is.
    lines.once('close', () => {
      process.stderr.write('\n')
      reject(new StartProblem('Stopped. Nothing was changed.'))
    })
  })
}
