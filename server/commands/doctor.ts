// Prints what the doctor found.
import { systemClock } from '../clock.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { openPatient } from '../doctor/open-folder.ts'
import { VERSION } from '../version.ts'
import { type Command, forTerminal } from './command.ts'
import { WHAT_LOCKGROOVE_STANDS_FOR } from './help.ts'

/** Exit code 1 when something is wrong, 0 otherwise. */
export const doctor: Command = async ({ flags, loaded }) => {
  const { patient, running, close } = await openPatient(loaded, systemClock.now())
  try {
    const findings = await examine(patient)
    if (flags['json'] === true)
      print(JSON.stringify({ ...surroundings(), running: running !== undefined, findings }, null, 2))
    else printForPeople(findings, running !== undefined)
    return findings.some(({ state }) => state === 'wrong') ? 1 : 0
  } finally {
    close()
  }
}

function surroundings() {
  return { version: VERSION, node: process.version, system: `${process.platform} ${process.arch}` }
}

function printForPeople(findings: readonly Finding[], isRunning: boolean) {
  const { version, node, system } = surroundings()
  print(`Lockgroove ${version}, Node ${node}, ${system}${isRunning ? ', a server is running' : ''}\n`)
  for (const { about, state, sentence, remedy } of findings) {
    print(forTerminal(`${state.padEnd(6)} ${about.padEnd(14)} ${sentence}`))
    if (remedy !== undefined) print(forTerminal(`${' '.repeat(22)}→ ${remedy}`))
  }
  if (findings.some(({ remedy }) => remedy?.includes('lockgroove '))) print(`\n${WHAT_LOCKGROOVE_STANDS_FOR}`)
}

function print(text: string) {
  process.stdout.write(`${text}\n`)
}
