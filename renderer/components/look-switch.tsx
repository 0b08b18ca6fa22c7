import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import { SHELL } from '../text/shell.ts'
import { Icon, type IconName } from './icon.tsx'

const LOOKS: readonly { scheme: MantineColorScheme; icon: IconName }[] = [
  { scheme: 'auto', icon: 'computer' },
  { scheme: 'light', icon: 'sun' },
  { scheme: 'dark', icon: 'moon' },
]

/** Light, dark, or as the system has it. */
export function LookSwitch() {
  const { colorScheme, setColorScheme, clearColorScheme } = useMantineColorScheme()
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={SHELL.look} title={SHELL.look}>
          <Icon name={LOOKS.find(({ scheme }) => scheme === colorScheme)?.icon ?? 'sun'} size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LOOKS.map(({ scheme, icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon name={icon} size={17} />}
            rightSection={scheme === colorScheme ? <Icon name="check" size={16} /> : undefined}
            onClick={() => (scheme === 'auto' ? clearColorScheme() : setColorScheme(scheme))}
          >
            {SHELL.looks[scheme]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
