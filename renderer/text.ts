// Every sentence of the window, in one place, ready for translation. A page imports its own file of text/, so that the first
// script does not carry the words of all.
import { ACCESS } from './text/access.ts'
import { ACTIVITY } from './text/activity.ts'
import { ALBUM } from './text/album.ts'
import { ARTIST } from './text/artist.ts'
import { BACKUPS } from './text/backups.ts'
import { COMMON } from './text/common.ts'
import { CONNECT } from './text/connect.ts'
import { DOCTOR } from './text/doctor.ts'
import { DOORS } from './text/doors.ts'
import { HOME } from './text/home.ts'
import { LIBRARY } from './text/library.ts'
import { LISTENING } from './text/listening.ts'
import { MUSIC_APPS } from './text/music-apps.ts'
import { NEW_PASSWORD } from './text/new-password.ts'
import { PASSKEYS } from './text/passkeys.ts'
import { PEOPLE } from './text/people.ts'
import { PLAYER } from './text/player.ts'
import { PLAYLIST } from './text/playlist.ts'
import { RECOVER } from './text/recover.ts'
import { RECOVERY_KEY } from './text/recovery-key.ts'
import { SEARCH } from './text/search.ts'
import { SET_UP } from './text/set-up.ts'
import { SETTINGS } from './text/settings.ts'
import { SHARING } from './text/sharing.ts'
import { SHELL } from './text/shell.ts'
import { SIGN_IN } from './text/sign-in.ts'
import { YOU } from './text/you.ts'

export const TEXT = {
  ...COMMON,
  shell: SHELL,
  player: PLAYER,
  home: HOME,
  listening: LISTENING,
  library: LIBRARY,
  album: ALBUM,
  artist: ARTIST,
  playlist: PLAYLIST,
  search: SEARCH,
  people: PEOPLE,
  connect: CONNECT,
  access: ACCESS,
  musicApps: MUSIC_APPS,
  activity: ACTIVITY,
  backups: BACKUPS,
  settings: SETTINGS,
  sharing: SHARING,
  doors: DOORS,
  doctor: DOCTOR,
  you: YOU,
  setUp: SET_UP,
  recoveryKey: RECOVERY_KEY,
  signIn: SIGN_IN,
  passkeys: PASSKEYS,
  newPassword: NEW_PASSWORD,
  recover: RECOVER,
} as const
