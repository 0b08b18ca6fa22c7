// The switches, folders and limit of a user, for somebody new and for somebody who is here.
import { Fieldset, NativeSelect, Stack, Switch, Text } from '@mantine/core'
import { FolderChoice } from '../../components/access/folder-choice.tsx'
import { PEOPLE } from '../../text/people.ts'
import { BIT_RATES, type Rights, type Switch as Role } from './rights.ts'

const WORDS = PEOPLE.form
const GROUPS: readonly { readonly legend: string; readonly roles: readonly Role[] }[] = [
  { legend: WORDS.listening, roles: ['stream', 'download'] },
  { legend: WORDS.own, roles: ['playlist', 'share', 'settings'] },
  { legend: WORDS.server, roles: ['admin'] },
]

interface RightsFieldsProps {
  readonly value: Rights
  readonly disabled?: boolean
  /** Why the administrator's role stays. */
  readonly adminFixed?: string | undefined
  /** What giving it up would mean. */
  readonly adminWarning?: string | undefined
  readonly folderError?: string | undefined
  onChange(value: Rights): void
}

export function RightsFields({
  value,
  disabled = false,
  adminFixed,
  adminWarning,
  folderError,
  onChange,
}: RightsFieldsProps) {
  const { roles, musicFolders, maxBitRate } = value
  const helpOf = (role: Role) => {
    const more = role === 'admin' ? (adminFixed ?? adminWarning) : undefined
    return more === undefined ? WORDS.switches[role].help : `${WORDS.switches[role].help} ${more}`
  }
  return (
    <Stack gap="lg">
      {GROUPS.map(({ legend, roles: own }) => (
        <Fieldset key={legend} legend={legend} variant="unstyled" className="rights-group">
          <Stack gap="sm">
            {own.map((role) => (
              <Switch
                key={role}
                label={WORDS.switches[role].label}
                description={helpOf(role)}
                checked={roles[role]}
                disabled={disabled || (role === 'admin' && adminFixed !== undefined)}
                onChange={(event) =>
                  onChange({ ...value, roles: { ...roles, [role]: event.currentTarget.checked } })
                }
              />
            ))}
          </Stack>
        </Fieldset>
      ))}
      <div>
        <FolderChoice
          label={WORDS.music}
          allLabel={WORDS.allFolders}
          someLabel={WORDS.someFolders}
          unknownLabel={WORDS.unknownFolder}
          value={musicFolders}
          disabled={disabled}
          error={folderError}
          onChange={(folders) => onChange({ ...value, musicFolders: folders })}
        />
        {musicFolders !== 'all' && musicFolders.length === 0 && (
          <Text size="sm" c="var(--bad)" mt={6} role="status">
            {WORDS.noneChosen}
          </Text>
        )}
      </div>
      <NativeSelect
        label={WORDS.bitRate}
        description={WORDS.bitRateHelp}
        value={String(maxBitRate)}
        disabled={disabled}
        onChange={(event) => onChange({ ...value, maxBitRate: Number(event.currentTarget.value) })}
        data={[...new Set([...BIT_RATES, maxBitRate])].map((kbits) => ({
          value: String(kbits),
          label: kbits === 0 ? WORDS.noLimit : WORDS.kbits(kbits),
        }))}
      />
    </Stack>
  )
}
