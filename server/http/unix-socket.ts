// A unix socket as a listening place: nobody can connect before its permissions are set, and a file that a killed
// process left behind is no obstacle.
import { chmodSync, lstatSync, mkdtempSync, renameSync, rmSync, unlinkSync } from 'node:fs'
import { connect, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { StartProblem } from '../errors.ts'

/**
 * Listens in a folder nobody else may enter, sets the mode there, and then moves the socket to where it belongs.
 * @returns removes the socket's file, if it is still ours
 * @throws StartProblem
 */
export async function listenOnUnixSocket(server: Server, path: string, mode: number): Promise<() => void> {
  if (process.platform === 'win32') throw new StartProblem('Unix sockets need Linux or macOS.')
  await checkPlace(path)
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(dirname(path), '.lg-'))
    const privatePath = join(folder, 's')
    await bind(server, privatePath)
    chmodSync(privatePath, mode)
    renameSync(privatePath, path)
    const own = identityOf(path)
    return () => removeOwn(path, own)
  } catch (error) {
    server.close()
    throw new StartProblem(whyNot(error, path), { cause: error })
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** A file that is no socket is left alone, and so is a socket on which somebody answers. */
async function checkPlace(path: string): Promise<void> {
  let info: ReturnType<typeof lstatSync>
  try {
    info = lstatSync(path)
  } catch {
    return // Nothing there, or nothing that can be looked at: making the socket tells.
  }
  if (!info.isSocket()) {
    throw new StartProblem(
      `${path} is there already and is no socket. Remove it, or choose another path for the socket.`,
    )
  }
  if (await isAnswered(path)) {
    throw new StartProblem(
      `Another program answers on the socket ${path}. Stop it, or choose another path for the socket.`,
    )
  }
}

/** Only a refusal says that nobody is there; a full queue or missing rights do not. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'),
    )
  })
}

function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

/** The number of a removed file is soon given to another. */
function identityOf(path: string): string {
  const { ino, birthtimeMs } = lstatSync(path)
  return `${ino} ${birthtimeMs}`
}

function removeOwn(path: string, own: string): void {
  try {
    if (identityOf(path) === own) unlinkSync(path)
  } catch {
    // Gone already, or its folder is.
  }
}

function whyNot(error: unknown, path: string): string {
  const { code } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `The socket ${path} cannot be made: there is no folder ${dirname(path)}.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The socket ${path} cannot be made: this user may not write into ${dirname(path)}.`
    case 'EINVAL':
    case 'ENAMETOOLONG':
      return `The socket ${path} cannot be made: its path is too long. Choose one of at most 90 characters.`
    default:
      return `Listening on the socket ${path} failed (${code}).`
  }
}
