export const RECOVERY_KEY = {
  title: 'Keep your recovery key',
  intro: 'It opens this server when its key is lost: on a new computer, or after a reset.',
  label: 'Recovery key',
  copy: 'Copy',
  copied: 'Copied',
  print: 'Print',
  use: 'With a copy of the data folder: lockgroove key recover. Whoever has both can read every password of this server, so keep it apart from backups.',
  once: 'It is shown this once and kept nowhere. A new one can be made later; this one stops working then.',
  kept: 'I have printed it, written it down, or put it into a password manager',
  goOn: 'Go on',
  field: 'Recovery key',
  fieldHelp:
    'The 14 groups of letters and digits from your paper. Dashes, blanks and small letters do not matter.',
} as const
