import { checkCredentials } from '../auth/check-credentials.ts'
import type { OpenData } from '../open-data.ts'
import { keyDates } from '../vault/key-dates.ts'
import { adviceFor } from '../vault/sealed-words.ts'
import type { CommandInput } from './command.ts'
import { print } from './key-words.ts'

/** 1 while the vault is shut or something does not open. */
export function status({ db, vault, unlocking }: OpenData, { flags }: CommandInput): number {
  const state = unlocking.state()
  const place = unlocking.place()
  const credentials = checkCredentials(db, vault)
  const { recoveryKeyMadeAt, dataKeyMadeAt } = keyDates(db)

  if (flags['json'] === true) {
    const shut = state.open ? {} : { trouble: state.trouble, sentence: state.sentence }
    const times = { recoveryKeyMadeAt: toIso(recoveryKeyMadeAt), dataKeyMadeAt: toIso(dataKeyMadeAt) }
    print(
      JSON.stringify(
        { open: state.open, ...shut, source: place?.source, path: place?.path, ...times, credentials },
        null,
        2,
      ),
    )
  } else {
    print(state.open ? 'The vault is open.' : `The vault is sealed (${state.trouble}).\n${state.sentence}`)
    if (!state.open) print(`What to do: ${adviceFor(state.trouble)}`)
    print('')
    if (place) {
      print(`  Master key    from: ${place.source}${place.path === undefined ? '' : ` (${place.path})`}`)
    }
    print(`  Data key      made ${toDay(dataKeyMadeAt)}`)
    print(
      recoveryKeyMadeAt === undefined
        ? '  Recovery key  none: make one with "lockgroove key recovery"'
        : `  Recovery key  made ${toDay(recoveryKeyMadeAt)}`,
    )
    for (const what of credentials.damaged) print(`  Does not open: ${what}`)
    for (const what of credentials.inTheClear) {
      print(`  In the clear, until the next login of its user: ${what}`)
    }
    if (credentials.unchecked > 0) print(`  Not looked into: ${credentials.unchecked} sealed credentials`)
  }
  return state.open && credentials.damaged.length === 0 ? 0 : 1
}

function toIso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString()
}

function toDay(time: number | undefined): string {
  return toIso(time)?.slice(0, 10) ?? 'at an unknown time'
}
