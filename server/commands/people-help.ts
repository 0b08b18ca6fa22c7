// Apart from the commands, so that asking what there is loads none of them.
export const USER_USAGE =
  'user add NAME [--admin] [--apps] [--password-stdin] | list [--json] | password NAME [--revoke-devices] [--password-stdin] | apps NAME on|off [--password-stdin] | recovery-link NAME | remove NAME'

export const USER_HELP = `  add            Somebody new. The password is asked for on the terminal, and opens the window; for a music app there is
                 "device add", a password that can be revoked alone. --apps lets music apps use this password too.
                 The first administrator's recovery key is shown, once.
  list           Who there is, with roles; who is kept to some music folders, or disabled.
  password       A new account password. Ends that person's sessions in the window; --revoke-devices also revokes their
                 device passwords and API keys.
  apps           Whether music apps may sign in with the account password. "on" asks for that password.
  recovery-link  A link that opens the window once, within 15 minutes, to choose a new password.
  remove         Removes somebody with their stars, plays, playlists and share links, and asks no question.
  --password-stdin takes the password from standard input instead of the terminal.
  Exit code: 0 done, 1 a problem, 2 wrong usage.`

export const DEVICE_USAGE =
  'device add USER --name APP [--kind password|apikey] [--scope listen|change|download] [--folders 1,2] [--expires 2027-01-31|30d] [--json] | list [USER] [--json] | revoke NUMBER | revoke --all USER'

export const DEVICE_HELP = `  add     A secret for one app, shown this once.
            --kind password     typed into the app with the user's name; any Subsonic app takes it (the default)
            --kind apikey       typed alone, for apps that know API keys; works also while the vault is sealed
            --scope listen      plays music, and changes nothing
            --scope change      may also star, rate, and keep playlists (the default)
            --scope download    may also download, where the user may
            --folders 1,2       only these music folders; lockgroove doctor shows their numbers
            --expires 30d       ends then: 12h, 30d, or a day such as 2027-01-31, which counts to its end
  list    What there is, who used it last and from where.
  revoke  It stops working at once, also beside a running server.
  Exit code: 0 done, 1 a problem, 2 wrong usage.`

export const SESSION_USAGE = 'session list [USER] [--json] | revoke NUMBER | revoke --all [USER]'

export const AUDIT_USAGE =
  'audit show [--since 7d] [--event login] [--count NUMBER] [--json] | verify [--json]'

export const AUDIT_HELP = `  show    The newest 100 entries, or as many as --count says, newest last.
            --since 7d      not older: 30m, 12h, 7d, 2w, or a day such as 2026-11-21
            --event login   only events that begin so: login, login.failed, session, user, device, share, passkey, vault,
                            door, setting, folder, backup, panic ...
  verify  Whether an entry was changed, added or removed. Exit code 1 when one was, or while the vault is sealed.
  Exit code: 0 done, 1 a problem, 2 wrong usage.`
