// Why a file or folder could not be used, in words for the owner's report.

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is not there (any more)',
  ENOTDIR: 'it is not a folder',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'the path is too long',
  EIO: 'the disk reports an error',
  ENOTCONN: 'the drive is not connected',
  ESTALE: 'the network drive is not connected any more',
  EHOSTDOWN: 'the network drive does not answer',
  ETIMEDOUT: 'the network drive does not answer',
  EMFILE: 'too many open files',
}

export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return (code && REASONS[code]) ?? code ?? message
}

/** A name that is no UTF-8, readable: the odd bytes as `\xE9`. */
export function showBytes(name: Buffer): string {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let shown = ''
  for (let at = 0; at < name.length; ) {
    const length = [1, 2, 3, 4].find((size) => decodes(decoder, name.subarray(at, at + size)))
    shown += length
      ? name.toString('utf8', at, at + length)
      : `\\x${name[at]!.toString(16).toUpperCase().padStart(2, '0')}`
    at += length ?? 1
  }
  return shown
}

function decodes(decoder: TextDecoder, bytes: Buffer): boolean {
  try {
    return decoder.decode(bytes).length > 0
  } catch {
    return false
  }
}
