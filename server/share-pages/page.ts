// The page of a link, as a browser without script can read it and hear it: a list of links to songs. With script,
// renderer/share/player.ts turns it into a player. Whoever opens it is a stranger: no name of a user, no id of the library.
import { type Html, html } from './html.ts'
import { icon, mark } from './icons.ts'
import { clockWords, dateWords, kindOf, lengthWords, WORDS } from './words.ts'

export interface SharedSong {
  readonly position: number
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly durationSec: number
  readonly hasCover: boolean
  readonly contentType: string
}

export interface SharedPage {
  readonly name: string
  readonly description?: string
  readonly endsAt?: number
  readonly songs: readonly SharedSong[]
}

/** Sizes the server keeps covers in. */
const SMALL = 160
const MIDDLE = 600
const LARGE = 1200
/** So many covers are laid side by side for songs of several albums. */
const TILES = 4
const ASSETS = '/share/assets'

/**
 * @param base `/share/TOKEN`
 * @param origin `https://music.example.org`, for the messengers that show a link with its picture
 */
export function renderSharedPage(page: SharedPage, base: string, origin = ''): string {
  const { songs } = page
  const name = page.name || WORDS.noName
  const artist = oneOf(songs.map((song) => song.artist))
  const covers = coversOf(songs)
  const isMixed = new Set(songs.map((song) => song.album)).size > 1
  const kind = songs.length === 1 ? 'one-song' : isMixed ? 'mixed' : 'album'
  return document({
    title: name,
    head: html`${preview(page, name, artist, covers[0], origin + base)}
<script type="module" src="${ASSETS}/player.js"></script>`,
    body: html`<body class="share ${kind}">
${covers[0] === undefined ? undefined : html`<div class="glow" aria-hidden="true"><img src="${cover(base, covers[0], SMALL)}" alt=""></div>`}
<main>
<div class="stage">
${bigCover(base, name, covers)}
<div class="about">
<h1 dir="auto">${name}</h1>
${artist === undefined ? undefined : html`<p class="artist" dir="auto">${artist}</p>`}
${page.description ? html`<p class="description" dir="auto">${page.description}</p>` : undefined}
<p class="facts">${facts(page)}</p>
</div>
${songs.length === 0 ? undefined : player(songs)}
</div>
${songs.length === 0 ? nothing() : songList(base, songs, { withArtist: artist === undefined, isMixed })}
</main>
${footer()}
</body>`,
  })
}

/** For a link that never was, has ended or was taken back: which of them is nobody's business. */
export function renderNoShare(): string {
  const { title, why, what } = WORDS.gone
  return document({
    title,
    head: undefined,
    body: html`<body class="share gone">
<main>
<div class="gone-words">
<svg class="gone-record" viewBox="0 0 120 120" width="120" height="120" aria-hidden="true"><circle cx="60" cy="60" r="56"/><circle cx="60" cy="60" r="42"/><circle cx="60" cy="60" r="30"/><circle cx="60" cy="60" r="9"/></svg>
<h1>${title}</h1>
<p>${why}</p>
<p>${what}</p>
</div>
</main>
${footer()}
</body>`,
  })
}

function document({ title, head, body }: { title: string; head: Html | undefined; body: Html }): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${ASSETS}/page.css">
<link rel="icon" href="${ASSETS}/icon.svg" type="image/svg+xml">
${head}
</head>
${body}
</html>
`.text
}

/** What a messenger shows of the link. */
function preview(
  { songs, description }: SharedPage,
  name: string,
  artist: string | undefined,
  covered: SharedSong | undefined,
  address: string,
): Html {
  const count = WORDS.songs(songs.length)
  const words = description || (artist === undefined ? count : WORDS.songsBy(count, artist))
  return html`<meta name="description" content="${words}">
<meta property="og:type" content="website">
<meta property="og:title" content="${name}">
<meta property="og:description" content="${words}">
${covered && html`<meta property="og:image" content="${cover(address, covered, MIDDLE)}">`}`
}

/** One, or four beside each other. Below them the first letters, for while there is none. */
function bigCover(base: string, name: string, covers: readonly SharedSong[]): Html {
  const isTiled = covers.length >= TILES
  const shown = covers.slice(0, isTiled ? TILES : 1)
  const pictures = shown.map((song) =>
    isTiled
      ? html`<img src="${cover(base, song, MIDDLE)}" alt="">`
      : html`<img src="${cover(base, song, MIDDLE)}" srcset="${cover(base, song, MIDDLE)} ${MIDDLE}w, ${cover(base, song, LARGE)} ${LARGE}w" sizes="(max-width: 56rem) 80vw, 26rem" alt="">`,
  )
  return html`<div class="cover hue-${hueOf(name)}${isTiled ? ' tiles' : ''}" data-letters="${lettersOf(name)}" aria-hidden="true">${pictures}</div>`
}

function facts({ songs, endsAt }: SharedPage): Html {
  const seconds = songs.reduce((sum, song) => sum + song.durationSec, 0)
  const known = [
    ...(songs.length < 2 ? [] : [html`<span>${WORDS.songs(songs.length)}</span>`]),
    ...(seconds > 0 ? [html`<span>${lengthWords(seconds)}</span>`] : []),
    ...(endsAt === undefined ? [] : [ending(endsAt)]),
  ]
  return html`${known}`
}

function ending(at: number): Html {
  return html`<span class="ends">${WORDS.until} <time datetime="${new Date(at).toISOString()}">${dateWords(at)}</time></span>`
}

interface ListOptions {
  readonly withArtist: boolean
  readonly isMixed: boolean
}

function songList(base: string, songs: readonly SharedSong[], options: ListOptions): Html {
  return html`<section class="songs" aria-labelledby="songs">
<h2 id="songs" class="unseen">${WORDS.songList}</h2>
<noscript><p class="without-script">${WORDS.withoutScript}</p></noscript>
<ol>
${songs.map((song, at) => songRow(base, song, at + 1, options))}</ol>
</section>`
}

/** `data-` is what the player knows of it. */
function songRow(base: string, song: SharedSong, number: number, { withArtist, isMixed }: ListOptions): Html {
  const { position, title, artist, album, durationSec, contentType } = song
  const lines = [...(withArtist && artist ? [artist] : []), ...(isMixed && album ? [album] : [])]
  const picture = song.hasCover
    ? html`<img src="${cover(base, song, SMALL)}" alt="" loading="lazy" decoding="async">`
    : undefined
  return html`<li class="song" data-type="${contentType}" data-artist="${artist}" data-album="${album}" data-cover="${song.hasCover ? `${base}/covers/${position}` : undefined}">
<a href="${base}/songs/${position}"><span class="number">${number}</span>${isMixed ? html`<span class="thumb hue-${hueOf(album)}" data-letters="${lettersOf(album)}" aria-hidden="true">${picture}</span>` : undefined}<span class="words"><span class="title" dir="auto">${title || WORDS.noTitle}</span>${lines.length === 0 ? undefined : html`<span class="line" dir="auto">${lines.join(' · ')}</span>`}</span><span class="length">${durationSec > 0 ? clockWords(durationSec) : undefined}</span></a>
<p class="cannot" hidden>${WORDS.cannotPlay(kindOf(contentType))}</p>
</li>
`
}

/** Hidden until there is a script to drive it. */
function player(songs: readonly SharedSong[]): Html {
  const { player: words, trouble } = WORDS
  const [first] = songs
  return html`<section class="player" id="player" aria-label="${words.title}" data-none="${trouble.none}" data-away="${trouble.away}" data-over="${trouble.over}" data-busy="${trouble.busy}" data-blocked="${trouble.blocked}" hidden>
<div class="now"><span class="now-cover hue-${hueOf(first?.album ?? '')}" aria-hidden="true"><img id="now-cover" alt="" hidden></span><span class="now-words"><span id="now-title" class="now-title" dir="auto"></span><span id="now-artist" class="now-artist" dir="auto"></span></span></div>
<div class="seek"><span id="at" class="time" aria-hidden="true">0:00</span><input id="seek" type="range" min="0" max="1" step="1" value="0" aria-label="${words.seek}" data-value="${words.seekValue}"><span id="length" class="time" aria-hidden="true">0:00</span></div>
<div class="keys">
${songs.length === 1 ? undefined : html`<button type="button" id="previous" class="key" aria-label="${words.previous}">${icon('previous')}</button>`}
<button type="button" id="play" class="key play" aria-label="${words.play}" data-play="${words.play}" data-pause="${words.pause}">${icon('play')}${icon('pause')}</button>
${songs.length === 1 ? undefined : html`<button type="button" id="next" class="key" aria-label="${words.next}">${icon('next')}</button>`}
<span class="volume"><button type="button" id="mute" class="key" aria-label="${words.mute}" data-mute="${words.mute}" data-unmute="${words.unmute}">${icon('volume')}${icon('muted')}</button><input id="volume" type="range" min="0" max="100" step="1" value="100" aria-label="${words.volume}"></span>
</div>
<p id="says" class="says" role="status"></p>
</section>`
}

function nothing(): Html {
  return html`<div class="nothing"><p><strong>${WORDS.noSongs}</strong></p><p>${WORDS.noSongsHelp}</p></div>`
}

function footer(): Html {
  return html`<footer>${mark}<span>${WORDS.sharedWith}</span></footer>`
}

function cover(base: string, { position }: SharedSong, size: number): string {
  return `${base}/covers/${position}?size=${size}`
}

/** A song of each album that has a cover, in order. */
function coversOf(songs: readonly SharedSong[]): SharedSong[] {
  const albums = new Map<string, SharedSong>()
  for (const song of songs) {
    if (song.hasCover && !albums.has(song.album)) albums.set(song.album, song)
  }
  return [...albums.values()]
}

/** What all of them are; undefined when they differ, or it is nothing. */
function oneOf(values: readonly string[]): string | undefined {
  const [first] = values
  return first && values.every((value) => value === first) ? first : undefined
}

/** The first letters of the first two words, as the window draws them. */
function lettersOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}][^\s]*/gu) ?? []
  const letters = words.slice(0, 2).map((word) => [...word][0])
  return letters.join('').toLocaleUpperCase('en') || '♪'
}

const HUES = 12

/** Without inline styles there are as many colours as the style sheet names. */
function hueOf(name: string): number {
  let sum = 7
  for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)!) % 9973
  return sum % HUES
}
