import { delimiter, isAbsolute } from 'node:path'
import type { Audit } from '../../auth/audit.ts'
import { changeSetting } from '../../auth/change-setting.ts'
import type { InputOf } from '../../contract/methods.ts'
import type { SettingInfo } from '../../contract/settings.ts'
import { InvalidInput } from '../../errors.ts'
import { DEFINITIONS, type SettingName } from '../../settings/definitions.ts'
import { type LiveSettings, parseSettingName } from '../../settings/live.ts'
import { type Caller, userOf } from '../caller.ts'

export interface SettingsDeps {
  readonly live: LiveSettings
  readonly audit: Audit
}

const FILES: readonly SettingName[] = ['tlsCertificate', 'tlsKey']

export function listSettings(_input: unknown, { live }: SettingsDeps): readonly SettingInfo[] {
  return (Object.keys(DEFINITIONS) as SettingName[]).map((name) => {
    const definition = DEFINITIONS[name]
    const note = noteOn(name, live)
    return {
      name,
      ...(!('secret' in definition) && { value: asTyped(name, live.get(name)) }),
      source: live.sourceOf(name),
      sentence: definition.sentence,
      expected: definition.expected,
      environment: definition.environment,
      live: 'live' in definition,
      changeable: 'live' in definition && !live.isPinned(name),
      ...(note !== undefined && { note }),
    }
  })
}

/** @throws NotFound, InvalidInput, Conflict (pinned), NotAllowed (needs a restart) */
export function setSetting(input: InputOf<'settings.set'>, deps: SettingsDeps, caller: Caller): null {
  const name = parseSettingName(input.name)
  if (FILES.includes(name) && !isAbsolute(input.value))
    throw new InvalidInput('value', 'the full path of a PEM file')
  try {
    changeSetting(deps, { actor: userOf(caller).name, address: caller.address }, name, input.value)
  } catch (error) {
    // The window's field is the value, whatever the setting is called.
    if (error instanceof InvalidInput) throw new InvalidInput('value', error.expected)
    throw error
  }
  return null
}

/** @throws as setSetting */
export function resetSetting(input: InputOf<'settings.reset'>, deps: SettingsDeps, caller: Caller): null {
  const who = { actor: userOf(caller).name, address: caller.address }
  changeSetting(deps, who, parseSettingName(input.name), undefined)
  return null
}

function asTyped(
  name: SettingName,
  value: string | number | boolean | readonly string[] | undefined,
): string {
  if (value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'object') return value.join(name === 'music' ? delimiter : ',')
  return String(value)
}

/** What only makes sense together with another setting. */
function noteOn(name: SettingName, live: LiveSettings): string | undefined {
  const address = live.get('address')
  switch (name) {
    case 'networkInterfaces':
    case 'networkCloseAfterHours':
    case 'networkCloseOnChange':
      return address === 'network' ? undefined : 'Only used while the address for music apps is "network".'
    case 'socketMode':
      return address.startsWith('unix:') ? undefined : 'Only used for a unix socket.'
    case 'tlsCertificate':
    case 'tlsKey':
      return noteOnCertificate(live)
    case 'proxyLoginHeader':
    case 'proxyLoginNewUsers':
      return live.get('proxyLogin') ? undefined : 'Only used while a proxy may sign people in.'
    case 'proxyLogin':
      return live.get('proxyLogin') && live.get('trustedProxies').length === 0
        ? 'Does nothing until the trusted proxies name it.'
        : undefined
    default:
      return undefined
  }
}

function noteOnCertificate(live: LiveSettings): string | undefined {
  const [certificate, key] = [live.get('tlsCertificate'), live.get('tlsKey')]
  if ((certificate === undefined) !== (key === undefined))
    return 'Certificate and key are only used together.'
  return certificate !== undefined && live.get('tls') === 'off' ? 'Only used while HTTPS is on.' : undefined
}
