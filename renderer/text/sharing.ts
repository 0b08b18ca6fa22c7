import { MUSIC } from './library.ts'

const COUNT = new Intl.NumberFormat()
const some = (count: number, one: string, many: string) =>
  `${COUNT.format(count)} ${count === 1 ? one : many}`

export const SHARING = {
  title: 'Sharing',
  readOnly: 'Read-only mode is on: links can be removed, and nothing else be changed here.',
  intro: 'Links to music for people without an account. Whoever has a link can listen until it ends.',
  introAdmin:
    'Everybody’s links to music, for people without an account. Whoever has a link can listen until it ends.',
  none: 'No links yet',
  noneWords: 'Choose “Share…” in the menu of an album, a playlist or a song.',
  toAlbums: 'Go to the albums',
  notAllowed: 'You may not share music',
  notAllowedWords: 'An administrator of this server can allow it.',
  list: 'Links',
  endedTitle: 'Ended',
  endedIntro: 'They lead nowhere. A new end brings one back, under the same link.',
  ended: 'Ended',
  columns: { name: 'What', made: 'Made', ends: 'Ends', visits: 'Opened', action: 'Actions' },
  by: (owner: string) => `by ${owner}`,
  never: 'never',
  visits: (count: number) => (count === 0 ? 'not yet' : some(count, 'time', 'times')),
  lastVisit: 'last:',
  copy: 'Copy link',
  copyOf: (name: string) => `link to ${name}`,
  change: 'Change',
  changeThis: (name: string) => `Change the link to ${name}`,
  end: 'End',
  endThis: (name: string) => `End the link to ${name}`,
  isEnded: (name: string) => `The link to ${name} has ended.`,
  isBack: (name: string) => `The link to ${name} works again.`,
  remove: 'Remove',
  removeThis: (name: string) => `Remove the link to ${name}`,
  removeSure: 'Yes, for good',
  isRemoved: (name: string) => `The link to ${name} is removed.`,
  sealed: 'Links cannot be shown or made while the vault is sealed. Those that people have go on working.',
  noAddress: 'No door for music is open in a way that a browser could use, so links have no address now.',
  hereOnly: 'Works on this computer only',
  hereOnlyWhy:
    'The music door is shut to others: nobody else can open a link until it is open to the network.',
  askAdmin: 'An administrator can open it.',
  door: 'Open it under Doors',

  item: 'Share…',
  make: {
    title: (name: string) => `Share ${name}`,
    intro:
      'Makes a link. Whoever has it can listen, without an account, and finds nothing else of your library.',
    description: 'A few words to it',
    descriptionHelp: 'Shown on the page of the link; may stay empty',
    button: 'Make the link',
    made: (name: string) => `The link to ${name}`,
    link: 'Link',
    says: (count: number) => `Whoever has it can hear ${MUSIC.songs(count)}`,
    until: 'until',
    forever: 'until you end it',
    noUrl: 'The link is made. It is shown under Sharing as soon as it has an address.',
    all: 'All links',
    done: 'Done',
  },
  ends: {
    label: 'Ends',
    keep: (date: string) => `As it is: ${date}`,
    days: (days: number) =>
      days === 0 ? 'Never' : days === 7 ? 'In a week' : days === 1 ? 'In a day' : `In ${days} days`,
    onDate: 'On a date…',
    date: 'Last day',
    dateMissing: 'Needed: a day that is not over',
    neverHelp: 'It works until you end it. Links find their way to others: an end is safer.',
  },
  edit: {
    title: (name: string) => `The link to ${name}`,
    saved: 'Saved.',
  },
} as const
