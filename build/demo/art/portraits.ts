// Artists as cut paper: heads and shoulders, told apart by their hair and by the colours of the band.
import { createRandom } from '../../audio/random.ts'
import type { DemoArtist } from '../catalogue.ts'
import { background, circle, group, mix, path, rect, svg, verticalGradient } from './svg.ts'

const skins = ['#f2cfae', '#d9a077', '#a86f4a', '#7a4b32']
const hairs = ['#241a17', '#4f3222', '#17161d', '#8c5b30', '#cfc8bd']

export function portraitSvg(artist: DemoArtist): string {
  const random = createRandom(`portrait ${artist.name}`)
  const [back, figure, accent] = artist.palette
  const elements = [background('url(#back)'), circle(500, 420, 360, { fill: mix(back, accent, 0.28) })]
  for (let i = 0; i < 7; i++) {
    elements.push(
      circle(500, 420, 380 + i * 46, {
        fill: 'none',
        stroke: accent,
        'stroke-width': 2,
        opacity: 0.4 - i * 0.05,
      }),
    )
  }
  const { people } = artist
  const places = Array.from({ length: people }, (_, i) => i - (people - 1) / 2)
  // Those at the sides stand behind.
  for (const [i, place] of places.toSorted((a, b) => Math.abs(b) - Math.abs(a)).entries()) {
    const clothes = [figure, mix(figure, accent, 0.6), mix(figure, back, 0.35), mix(figure, '#20242c', 0.35)][
      i % 4
    ]!
    elements.push(
      person({
        x: 500 + place * (people === 2 ? 330 : 235),
        scale: (people === 1 ? 1.25 : people === 2 ? 1 : 0.9) * (1 - Math.abs(place) * 0.07),
        clothes,
        collar: mix(clothes, accent, 0.5),
        skin: random.pick(skins),
        hair: random.pick(hairs),
        cut: random.whole(0, 3),
      }),
    )
  }
  return svg(elements, [
    verticalGradient('back', [
      [0, mix(back, '#ffffff', 0.08)],
      [1, mix(back, '#000000', 0.16)],
    ]),
  ])
}

interface Person {
  readonly x: number
  readonly scale: number
  readonly clothes: string
  readonly collar: string
  readonly skin: string
  readonly hair: string
  readonly cut: number
}

const fringes = [
  'M-128 -520C-138 -690 138 -690 128 -520C96 -560 60 -590 20 -596C-30 -590 -96 -570 -128 -520Z',
  'M-122 -500C-150 -700 150 -700 122 -500C112 -560 80 -586 0 -580C-80 -586 -112 -560 -122 -500Z',
  'M-124 -508C-160 -640 -60 -716 20 -690C130 -690 140 -590 122 -508C110 -560 60 -560 10 -606C-40 -560 -110 -566 -124 -508Z',
  'M-124 -500C-136 -680 136 -680 124 -500C100 -600 -100 -600 -124 -500Z',
]

/** Standing on the lower edge of the picture. */
function person({ x, scale, clothes, collar, skin, hair, cut }: Person): string {
  const shade = mix(skin, '#3a1f2b', 0.35)
  const parts = [
    path('M-250 0C-250 -190 -150 -235 -62 -262L62 -262C150 -235 250 -190 250 0Z', { fill: clothes }),
  ]
  if (cut === 0)
    parts.push(
      path('M-150 -590C-150 -720 150 -720 150 -590L172 -230C120 -200 -120 -200 -172 -230Z', { fill: hair }),
    )
  if (cut === 3) parts.push(circle(0, -668, 74, { fill: hair }))
  parts.push(rect(-52, -350, 104, 130, { rx: 46, fill: shade }))
  parts.push(
    path('M-112 -520C-112 -640 112 -640 112 -520C112 -400 60 -318 0 -318C-60 -318 -112 -400 -112 -520Z', {
      fill: skin,
    }),
  )
  // Half of the face in shade.
  parts.push(
    path('M0 -610C84 -610 112 -580 112 -520C112 -400 60 -318 0 -318C-22 -420 34 -470 0 -610Z', {
      fill: shade,
      opacity: 0.4,
    }),
  )
  parts.push(path(fringes[cut]!, { fill: hair }))
  parts.push(path('M-62 -262C-40 -214 40 -214 62 -262L88 -246C50 -176 -50 -176 -88 -246Z', { fill: collar }))
  return group(parts, { transform: `translate(${x} 1000) scale(${scale})` })
}
