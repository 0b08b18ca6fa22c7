import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import { SHELL } from '../text/shell.ts'
import { Icon, type IconName } from './icon.tsx'

const ICONS: Readonly<Record<MantineColorScheme, IconName>> = { auto: 'computer', light: 'sun', dark: 'moon' }
const AFTER = { auto: 'light', light: 'dark', dark: 'auto' } as const

/** Light, dark, or as the system has it: one after the other. */
export function LookSwitch() {
  const { colorScheme, setColorScheme, clearColorScheme } = useMantineColorScheme()
  const label = SHELL.look(SHELL.looks[colorScheme])
  const next = AFTER[colorScheme]
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      onClick={() => (next === 'auto' ? clearColorScheme() : setColorScheme(next))}
    >
      <Icon name={ICONS[colorScheme]} size={18} />
    </ActionIcon>
  )
}
