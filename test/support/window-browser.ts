// Chromium for tests of the built window. The window is built once per run, by the test file that comes first; another file
// that comes meanwhile waits, as building empties the folder that is being served.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'
import { buildWindowWhenStale } from '../../build/window.ts'
import { CHROMIUM_ARGS, chromiumPath } from './chromium.ts'

/** With the window as its sources are now. */
export async function openWindowBrowser(): Promise<Browser> {
  await buildWindowOnce()
  return chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_ARGS })
}

async function buildWindowOnce(): Promise<void> {
  const ours = join(inject('preparedFolder'), 'window')
  const [built, failed] = [`${ours}.built`, `${ours}.failed`]
  if (isFirst(ours)) {
    try {
      await buildWindowWhenStale()
      writeFileSync(built, '')
    } catch (error) {
      writeFileSync(failed, '')
      throw error
    }
  }
  while (!existsSync(built)) {
    if (existsSync(failed)) throw new Error('The window does not build: another test file says why')
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
