// Apart from key.ts, so that asking what there is loads none of it.
export const KEY_USAGE =
  'key status [--json] | rotate [--dry-run] [--json] | rewrap [--to keychain|file|passphrase|given] [--dry-run] [--json] | recovery [--dry-run] | recover | start-over [--dry-run] [--yes] [--insist]'

export const KEY_HELP = `  status    Where the master key comes from, and whether everything opens. Exit code 1 when it does not.
  rotate    A new data key: everything sealed is sealed again with it. Backups made before open with their own key.
  rewrap    A new master key, in the place of the present one or the one that --to names:
              keychain    the keychain of this computer
              file        a key file, readable by this account only
              passphrase  derived from a passphrase read from standard input, to be put into LOCKGROOVE_PASSPHRASE
              given       read from standard input, to be put into LOCKGROOVE_MASTER_KEY
  recovery  A new recovery key, shown once. The one before stops working.
  recover   Opens a data folder whose master key is not here with its recovery key, read from standard input, and
            gives it a new master key of this computer.
  start-over  The last way out, where the master key and the recovery key are both lost: new keys, and everything that
            only the old ones open is given up. Accounts, API keys, stars, plays and playlists stay; old backups
            still need a key of their time. Asks for a word on the terminal, or takes --yes; --dry-run says what would
            be lost. Refused while a key opens the vault; --insist where one may still be somewhere, as in a locked
            keychain.
  --dry-run says what would be done and changes nothing. All of it works beside a running server, which follows.
  Exit code: 0 done, 1 a problem, 2 wrong usage.`
