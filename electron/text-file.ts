// Small text files of the desktop.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Empty where there is none, or none that can be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/**
 * In one step: a power cut leaves the old file or the new one.
 * @throws where the system does not let us
 */
export function replaceText(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.new`, text, { mode })
  renameSync(`${path}.new`, path)
}
