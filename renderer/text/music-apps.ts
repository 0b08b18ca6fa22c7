// Well-known music apps: what to choose in them, in the words they use themselves. Looked up in the sources of DSub, Ultrasonic,
// Tempo, Amperfy, Feishin and Supersonic, tried with Strawberry (test/journeys/real-clients.md). What stands at Symfonium, Substreamer
// and play:Sub was not verified. An app of which little is known has little here.
export interface MusicApp {
  readonly id: string
  readonly name: string
  /** Where it runs. */
  readonly on: string
  /** What to choose there, beside typing the three values. */
  readonly hints: readonly string[]
}

export const MUSIC_APPS: readonly MusicApp[] = [
  {
    id: 'symfonium',
    name: 'Symfonium',
    on: 'Android',
    hints: [
      'Add a media provider of the kind (Open)Subsonic.',
      'Leave “Legacy authentication” and “Send basic authentication headers” off.',
      'Instead of user name and password it also takes an API key: “Use an API key”.',
    ],
  },
  {
    id: 'tempo',
    name: 'Tempo',
    on: 'Android',
    hints: ['Tempus, which carries it on, has the same fields.', 'Leave “Low security” off.'],
  },
  {
    id: 'dsub',
    name: 'DSub',
    on: 'Android',
    hints: [
      'In its settings, under Servers, choose “Add Server”.',
      '“Local network address” takes a second address of the same server, for the network at home.',
      'It accepts the certificate this server makes itself without asking, and any other self-made one too.',
    ],
  },
  {
    id: 'ultrasonic',
    name: 'Ultrasonic',
    on: 'Android',
    hints: [
      'In its settings, “Manage Servers”, add one.',
      'Leave “Force plain password authentication” off.',
      'For a certificate this server made itself, switch “Allow self-signed HTTPS certificate” on.',
    ],
  },
  {
    id: 'substreamer',
    name: 'Substreamer',
    on: 'Android, iPhone',
    hints: ['Its first page asks for address, user name and password; nothing else is to be chosen.'],
  },
  {
    id: 'amperfy',
    name: 'Amperfy',
    on: 'iPhone, iPad, Mac',
    hints: ['As the kind of server choose Subsonic, not “Subsonic (legacy login)”.'],
  },
  {
    id: 'playsub',
    name: 'play:Sub',
    on: 'iPhone',
    hints: ['Add a server with address, user name and password.'],
  },
  {
    id: 'feishin',
    name: 'Feishin',
    on: 'Windows, Mac, Linux',
    hints: ['As the kind of server choose Subsonic.', 'Leave “Enable legacy authentication” off.'],
  },
  {
    id: 'supersonic',
    name: 'Supersonic',
    on: 'Windows, Mac, Linux',
    hints: [
      'As the server type choose Subsonic.',
      'Leave “Use legacy authentication” off.',
      '“Alt. URL” takes a second address of the same server, for when you are elsewhere.',
    ],
  },
  {
    id: 'strawberry',
    name: 'Strawberry',
    on: 'Windows, Mac, Linux',
    hints: [
      'In its settings, under Subsonic, switch it on and fill in server URL, user name and password.',
      'As the authentication method choose the MD5 token.',
    ],
  },
]
