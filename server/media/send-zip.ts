// Sends a ZIP as it is made: stored, not compressed (music is already), one file open at a time, nothing kept in memory
// but the list of names.
//
// Files that are gone or unreadable before the first byte are left out. One that vanishes or changes its size after
// that destroys the connection: the length is promised by then, and half an archive must not look like a whole one.
import fs from 'node:fs'
import type { Context } from 'koa'
import { NotFound } from '../errors.ts'
import { attachment } from './disposition.ts'
import { closeFile, type FilePlace, openFile } from './open-file.ts'
import type { ZipPlan } from './zip-plan.ts'

interface PresentFile extends FilePlace {
  readonly name: string
  readonly size: number
  readonly mtimeMs: number
}

const LOOKED_AT_ONCE = 8
const CHUNK_BYTES = 256 * 1024
/** Above it yazl's prediction of the length and what it writes differ unless its long form is forced (see README). */
const SHORT_DIRECTORY_BYTES = 0xffff
/** 46 bytes and the name; 9 for the time, 28 for sizes above 4 GiB. */
const DIRECTORY_ENTRY_BYTES = 46 + 9 + 28

/** Resolves when the last byte was taken or the client has gone. @throws NotFound when no file is left to send */
export async function sendZip(ctx: Context, plan: ZipPlan): Promise<void> {
  const files = await findPresent(plan)
  if (files.length === 0) throw new NotFound('file')
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const isHead = ctx.req.method === 'HEAD'
  let current: fs.ReadStream | undefined

  for (const file of files) {
    const options = { size: file.size, mtime: new Date(file.mtimeMs), mode: 0o100644, compress: false }
    zip.addReadStreamLazy(file.name, options, (use) => {
      if (isHead || ctx.res.destroyed) return
      openFile(file, 'file').then(
        ({ fd }) => {
          current = fs.createReadStream('', { fd, highWaterMark: CHUNK_BYTES })
          current.once('error', (error) => zip.emit('error', error))
          // Gone while the file was being opened: nobody else would close it.
          if (ctx.res.destroyed) current.destroy()
          else use(null, current)
        },
        (error) => zip.emit('error', error),
      )
    })
  }

  ctx.respond = false
  ctx.status = 200
  ctx.set('Content-Type', 'application/zip')
  ctx.set('Content-Disposition', attachment(plan.filename))
  ctx.set('Accept-Ranges', 'none')
  ctx.set('Cache-Control', 'private, no-store')
  // yazl knows every size by now and calls back at once.
  const setLength = ((bytes: number) => ctx.set('Content-Length', String(bytes))) as () => void
  zip.end({ forceZip64Format: needsLongForm(files), comment: '' }, setLength)
  if (isHead) {
    ctx.res.end()
    return
  }

  try {
    await new Promise<void>((resolve, reject) => {
      ctx.res.once('close', resolve)
      zip.once('error', reject)
      zip.outputStream.pipe(ctx.res)
    })
  } catch (error) {
    ctx.res.destroy()
    throw error
  } finally {
    // `pipe` leaves the file of the moment open when the client goes away.
    current?.destroy()
  }
}

async function findPresent({ entries }: ZipPlan): Promise<PresentFile[]> {
  const present: (PresentFile | undefined)[] = new Array(entries.length)
  let next = 0
  async function look(): Promise<void> {
    for (let index = next++; index < entries.length; index = next++) {
      const entry = entries[index]!
      const file = await openFile(entry, 'file').catch(() => undefined)
      if (!file) continue
      closeFile(file)
      present[index] = { ...entry, size: file.size, mtimeMs: file.mtimeMs }
    }
  }
  await Promise.all(Array.from({ length: LOOKED_AT_ONCE }, look))
  return present.filter((file) => file !== undefined)
}

function needsLongForm(files: readonly PresentFile[]): boolean {
  const bytes = files.reduce((sum, { name }) => sum + DIRECTORY_ENTRY_BYTES + Buffer.byteLength(name), 0)
  return bytes >= SHORT_DIRECTORY_BYTES
}
