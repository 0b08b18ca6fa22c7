/** `2 users, 1 song, 0 playlists` */
export function sayCounts({ users = 0, songs = 0, playlists = 0 }: Readonly<Record<string, number>>): string {
  return [say(users, 'user'), say(songs, 'song'), say(playlists, 'playlist')].join(', ')
}

const say = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`
