// The window and the app as their sources are now, built once per run by the test file that comes first. Another file that
// comes meanwhile waits, as building exchanges what is being used.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inject } from 'vitest'
import { buildAppWhenStale } from '../../build/app.ts'
import { buildWindowWhenStale } from '../../build/window.ts'

export function builtWindow(): Promise<void> {
  return once('window', buildWindowWhenStale)
}

export async function builtApp(): Promise<void> {
  await builtWindow()
  await once('app', buildAppWhenStale)
}

async function once(name: string, build: () => Promise<unknown>): Promise<void> {
  const ours = join(inject('preparedFolder'), name)
  const [built, failed] = [`${ours}.built`, `${ours}.failed`]
  if (isFirst(ours)) {
    try {
      await build()
      writeFileSync(built, '')
    } catch (error) {
      writeFileSync(failed, '')
      throw error
    }
  }
  while (!existsSync(built)) {
    if (existsSync(failed)) throw new Error(`The ${name} does not build: another test file says why`)
    await setTimeout(50)
  }
}

/** A folder can be made only once. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
