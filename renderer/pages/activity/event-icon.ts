import type { IconName } from '../../components/icon.tsx'

const ICONS: Readonly<Record<string, IconName>> = {
  login: 'key',
  session: 'out',
  user: 'you',
  device: 'phone',
  passkey: 'key',
  'recovery-link': 'link',
  vault: 'lock',
  'recovery-key': 'key',
  door: 'door',
  setting: 'settings',
  folder: 'folder',
  share: 'share',
  backup: 'backup',
  panic: 'alert',
  audit: 'list',
}

/** @param event `login.failed` */
export function iconOf(event: string): IconName {
  return ICONS[event.split('.')[0] ?? ''] ?? 'info'
}
