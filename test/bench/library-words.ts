// Words for the names in the benchmark's library: what a collection has, down to articles, accents and other scripts.
import type { Random } from '../../build/audio/random.ts'

const first =
  'Anna Björn Carla Dmitri Elsa Fela Greta Hugo Ines Jonas Kaija Lars Mira Nils Oda Pablo Quentin Rosa Søren Tove Ulla Viktor Wanda Ximena Yusuf Zoë'.split(
    ' ',
  )
const last =
  'Aalto Berg Castellanos Dahl Eklund Ferreira González Hartmann Ivanova Jensen Kowalski Lindgren Müller Novák Okafor Peña Quist Rasmussen Sørensen Tanaka Urquhart Vogel Weiss Yılmaz Żak'.split(
    ' ',
  )
const adjectives =
  'Silent Golden Broken Electric Hollow Distant Crimson Paper Northern Velvet Endless Little Burning Lost Frozen Painted Secret Slow Midnight Restless'.split(
    ' ',
  )
const nouns =
  'River Garden Signal Winter Harbour Machine Mountain Letter Window Ocean Mirror Lantern Orchard Railway Island Feather Thunder Shadow Compass Meadow Engine Parade Satellite Ember'.split(
    ' ',
  )
const verbs = 'Leaving Finding Chasing Holding Building Forgetting Crossing Painting Calling'.split(' ')
const places =
  'the Sea|Home|the City|Berlin|the Valley|Nowhere|the North|Havana|the Moon|Sunday|You|the Rain'.split('|')
const otherScripts = [
  '夜の海',
  '青い鳥',
  '冬の光',
  '桜並木',
  '北京时间',
  '远山',
  '바다의 꿈',
  '고요한 밤',
  'Тихая река',
  'Белые ночи',
  'Νύχτα',
  'نجوم',
]

export const genres = (
  'Rock|Pop|Jazz|Electronic|Hip-Hop|Classical|Folk|Metal|Indie Rock|Ambient|House|Techno|Soul|Funk|R&B|Blues|Country|Punk|Reggae|' +
  'Drum & Bass|Post-Rock|Shoegaze|Trip-Hop|Latin|Bossa Nova|Afrobeat|Singer-Songwriter|Soundtrack|Chamber Pop|Krautrock|Dub|' +
  'Downtempo|Art Rock|Synth-Pop|New Wave|Gospel|Chanson|Fado|Experimental|Noise'
).split('|')

export function artistName(random: Random, index: number): string {
  const kind = index % 10
  if (kind < 4) return `${random.pick(first)} ${random.pick(last)}`
  if (kind < 6) return `The ${random.pick(adjectives)} ${random.pick(nouns)}s`
  if (kind < 8) return `${random.pick(adjectives)} ${random.pick(nouns)}`
  if (kind < 9) return `${random.pick(last)} & ${random.pick(last)}`
  return index % 20 === 9 ? random.pick(otherScripts) : `${random.pick(nouns)} Quartet`
}

export function songTitle(random: Random): string {
  const kind = random.next()
  if (kind < 0.3) return `${random.pick(adjectives)} ${random.pick(nouns)}`
  if (kind < 0.5) return `${random.pick(verbs)} ${random.pick(places)}`
  if (kind < 0.65) return `The ${random.pick(nouns)} and the ${random.pick(nouns)}`
  if (kind < 0.8) return `${random.pick(nouns)} in ${random.pick(places)}`
  if (kind < 0.95) return `${random.pick(nouns)} ${random.whole(1, 99)}`
  return random.pick(otherScripts)
}

export function albumTitle(random: Random): string {
  const kind = random.next()
  if (kind < 0.4) return `${random.pick(adjectives)} ${random.pick(nouns)}`
  if (kind < 0.7) return `${random.pick(verbs)} ${random.pick(places)}`
  if (kind < 0.95) return `${random.pick(nouns)}s of ${random.pick(places)}`
  return random.pick(otherScripts)
}
