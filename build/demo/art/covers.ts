// Covers drawn by code: shapes and colours only, as fonts differ from machine to machine.
import { createRandom, type Random } from '../../audio/random.ts'
import type { CoverName } from '../catalogue.ts'
import {
  background,
  blur,
  circle,
  group,
  mix,
  path,
  radialGradient,
  rect,
  smoothLine,
  svg,
  verticalGradient,
} from './svg.ts'

export function coverSvg(name: CoverName): string {
  return draw[name](createRandom(`cover ${name}`))
}

const draw: Record<CoverName, (random: Random) => string> = {
  waves,
  tram,
  aurora,
  paper,
  moon,
  arches,
  star,
  quarters,
  lanterns,
}

/** Evening sea: a low sun behind layers of waves. */
function waves(random: Random): string {
  const elements = [background('url(#sky)'), circle(660, 430, 320, { fill: 'url(#glow)' })]
  for (let i = 0; i < 4; i++) {
    const y = 250 + i * 52
    elements.push(
      rect(random.between(40, 420), y, random.between(180, 420), 5, {
        rx: 2.5,
        fill: '#fff3dc',
        opacity: 0.35,
      }),
    )
  }
  elements.push(circle(660, 430, 118, { fill: '#fbe3b4' }))
  for (let layer = 0; layer < 8; layer++) {
    const depth = layer / 7
    const base = 500 + depth ** 1.25 * 400
    const height = 12 + depth * 46
    const shift = random.between(0, 7)
    const points = Array.from(
      { length: 13 },
      (_, i) =>
        [
          i * 100 - 100,
          base + Math.sin(i * 1.15 + shift) * height + Math.sin(i * 2.3 + shift * 2) * height * 0.35,
        ] as const,
    )
    elements.push(
      path(`${smoothLine(points)}L1100 1100L-100 1100Z`, {
        fill:
          depth < 0.4
            ? mix('#dd9a72', '#7f6b78', depth / 0.4)
            : mix('#7f6b78', '#14303f', (depth - 0.4) / 0.6),
        opacity: 0.93,
      }),
    )
    // The sun on the water.
    for (let i = 0; i < 7 - layer / 2; i++) {
      const width = random.between(30, 120) * (0.5 + depth)
      const x = 660 - width / 2 + random.between(-70, 70) * (0.6 + depth)
      elements.push(
        rect(x, base + random.between(8, 46), width, 3 + depth * 3, {
          rx: 3,
          fill: '#fbdca4',
          opacity: 0.5 - depth * 0.32,
        }),
      )
    }
  }
  const sail = 'M262 470L262 352L338 470ZM252 470L252 376L196 470Z'
  elements.push(
    path(sail, { fill: '#fff1d6', opacity: 0.95 }),
    path('M182 478L350 478L322 506L208 506Z', { fill: '#2b3f4a' }),
  )
  return svg(elements, [
    verticalGradient('sky', [
      [0, '#2f5061'],
      [0.3, '#c98d74'],
      [0.5, '#f2c190'],
    ]),
    radialGradient('glow', [
      [0, '#ffe9bf', 0.85],
      [1, '#ffe9bf', 0],
    ]),
  ])
}

/** A night street that runs to its vanishing point, rails of light, windows. */
function tram(random: Random): string {
  const elements = [background('url(#night)')]
  const [vx, vy] = [500, 560]
  elements.push(circle(vx, vy, 330, { fill: 'url(#haze)' }))
  for (const side of [-1, 1]) {
    for (let block = 6; block >= 0; block--) {
      const near = 1 - block / 7
      const inner = vx + side * (38 + near ** 1.8 * 340)
      const width = 50 + near ** 1.5 * 200
      const height = 150 + random.between(0, 190) + near * 330
      const x = side > 0 ? inner : inner - width
      const top = vy + near * 60 - height
      elements.push(rect(x, top, width, 1000 - top, { fill: mix('#51306f', '#120c28', near) }))
      const cell = 10 + near * 20
      for (let wx = x + cell * 0.7; wx < x + width - cell; wx += cell * 1.5) {
        for (let wy = top + cell; wy < vy + near * 90; wy += cell * 1.9) {
          if (!random.chance(0.4)) continue
          elements.push(
            rect(wx, wy, cell * 0.7, cell, {
              fill: random.pick(['#ff5d8f', '#39d5ff', '#ffd166', '#b18cff']),
              opacity: random.between(0.35, 0.95),
            }),
          )
        }
      }
    }
  }
  elements.push(path(`M${vx} ${vy}L1120 1000L-120 1000Z`, { fill: 'url(#road)' }))
  const glowing: string[] = []
  const rails: string[] = []
  for (const [x, color] of [
    [-260, '#39d5ff'],
    [130, '#ff5d8f'],
    [870, '#ff5d8f'],
    [1260, '#39d5ff'],
  ] as const) {
    const line = `M${vx} ${vy}L${x} 1000`
    glowing.push(path(line, { stroke: color, 'stroke-width': 22, opacity: 0.4 }))
    rails.push(path(line, { stroke: color, 'stroke-width': 5, opacity: 0.95 }))
  }
  elements.push(group(glowing, { filter: 'url(#soft)' }), ...rails)
  // The tram, from the front.
  elements.push(
    rect(440, 462, 120, 128, { rx: 20, fill: '#f4ecff' }),
    rect(452, 476, 96, 54, { rx: 10, fill: '#1c1436' }),
    rect(440, 544, 120, 12, { fill: '#ff5d8f' }),
  )
  for (const x of [462, 538])
    elements.push(circle(x, 572, 40, { fill: 'url(#lamp)' }), circle(x, 572, 7, { fill: '#fffbe6' }))
  elements.push(path('M500 462L500 424M470 424L530 424', { stroke: '#f4ecff', 'stroke-width': 4 }))
  elements.push(path('M500 424L90 0M500 424L910 0', { stroke: '#b9a6e8', 'stroke-width': 2, opacity: 0.5 }))
  return svg(elements, [
    verticalGradient('night', [
      [0, '#0e0a22'],
      [0.45, '#3a1d5c'],
      [0.58, '#c2477f'],
    ]),
    verticalGradient('road', [
      [0, '#4d2357'],
      [1, '#0d0920'],
    ]),
    radialGradient('haze', [
      [0, '#ff9bb8', 0.75],
      [1, '#ff9bb8', 0],
    ]),
    radialGradient('lamp', [
      [0, '#fff6c9', 0.9],
      [1, '#fff6c9', 0],
    ]),
    blur('soft', 9),
  ])
}

/** Curtains of northern light over a ridge and its mirror in a lake. */
function aurora(random: Random): string {
  const elements = [background('url(#sky)')]
  for (let i = 0; i < 150; i++) {
    elements.push(
      circle(random.between(0, 1000), random.between(0, 690), random.between(0.7, 2.3), {
        fill: '#f4f1de',
        opacity: random.between(0.2, 0.9),
      }),
    )
  }
  const strokes: string[] = []
  for (const [color, base, width] of [
    ['#3ad6a0', 520, 15],
    ['#8df0c8', 430, 10],
    ['#5aa9e6', 560, 12],
    ['#b892ff', 380, 9],
  ] as const) {
    const shift = random.between(0, 6)
    // Many upright strokes along a winding line make a curtain.
    for (let x = -20; x < 1020; x += 7) {
      const bottom = base + Math.sin(x / 150 + shift) * 85 + Math.sin(x / 61 + shift * 2) * 26
      const height = 190 + Math.sin(x / 93 + shift) * 80 + random.between(-30, 60)
      strokes.push(
        rect(x, bottom - height, width, height, {
          fill: `url(#curtain${color.slice(1)})`,
          opacity: 0.2 + 0.16 * Math.sin(x / 47 + shift),
        }),
      )
    }
  }
  elements.push(group(strokes, { filter: 'url(#soft)' }))
  const ridge = Array.from(
    { length: 12 },
    (_, i) => [i * 100 - 50, 700 - Math.abs(Math.sin(i * 1.9)) * 88 - random.between(0, 34)] as const,
  )
  const line = ridge.map(([x, y]) => `L${x} ${y.toFixed(1)}`).join('')
  elements.push(path(`M-50 730${line}L1050 730Z`, { fill: '#0a1a26' }))
  elements.push(rect(0, 728, 1000, 272, { fill: 'url(#lake)' }))
  for (let i = 0; i < 46; i++) {
    const y = 738 + (i / 46) ** 1.4 * 255
    elements.push(
      rect(random.between(-60, 900), y, random.between(60, 300), 1.5 + i / 26, {
        rx: 2,
        fill: random.pick(['#8df0c8', '#3ad6a0', '#5aa9e6']),
        opacity: random.between(0.08, 0.3),
      }),
    )
  }
  return svg(elements, [
    verticalGradient('sky', [
      [0, '#071426'],
      [0.75, '#12405a'],
    ]),
    verticalGradient('lake', [
      [0, '#1d6a6c'],
      [1, '#06121f'],
    ]),
    ...['#3ad6a0', '#8df0c8', '#5aa9e6', '#b892ff'].map((color) =>
      verticalGradient(`curtain${color.slice(1)}`, [
        [0, color, 0],
        [0.75, color, 0.9],
        [1, color, 0],
      ]),
    ),
    blur('soft', 5),
  ])
}

/** Cut paper: umbrellas from above in the rain. */
function paper(random: Random): string {
  const colors = ['#b5654a', '#5f7f6f', '#d9a24e', '#3e5a6b', '#c98b7d', '#8a9a7b']
  const elements = [background('#f3e6cf')]
  for (let i = 0; i < 120; i++) {
    const [x, y] = [random.between(-20, 1020), random.between(-20, 1020)]
    elements.push(
      path(`M${x.toFixed(0)} ${y.toFixed(0)}l-10 34`, {
        stroke: '#9fb0ae',
        'stroke-width': 4,
        'stroke-linecap': 'round',
        opacity: 0.55,
      }),
    )
  }
  const places = [
    [300, 330, 235],
    [735, 250, 168],
    [690, 665, 250],
    [225, 755, 158],
    [470, 985, 120],
    [985, 930, 130],
    [40, 60, 130],
  ] as const
  const turns = places.map(() => random.between(0, 1))
  const shadows = places.map(([x, y, r], i) => path(ribs(x + 14, y + 22, r, turns[i]!), { fill: '#5a4632' }))
  elements.push(group(shadows, { opacity: 0.28, filter: 'url(#shadow)' }))
  for (const [index, [x, y, r]] of places.entries()) {
    const color = colors[index % colors.length]!
    const turn = turns[index]!
    elements.push(path(ribs(x, y, r, turn), { fill: color }))
    for (let i = 0; i < 8; i += 2) {
      const a = ((i + turn) * Math.PI) / 4
      const b = ((i + 1 + turn) * Math.PI) / 4
      elements.push(
        path(
          `M${x} ${y}L${x + Math.cos(a) * r} ${y + Math.sin(a) * r}Q${x + Math.cos((a + b) / 2) * r * 0.86} ${y + Math.sin((a + b) / 2) * r * 0.86} ${x + Math.cos(b) * r} ${y + Math.sin(b) * r}Z`,
          { fill: mix(color, '#ffffff', 0.16) },
        ),
      )
    }
    elements.push(circle(x, y, 9, { fill: '#3b2f25' }))
  }
  return svg(elements, [blur('shadow', 9)])
}

/** The outline of an umbrella with eight ribs: between them the cloth is drawn in. */
function ribs(x: number, y: number, r: number, turn: number): string {
  let d = ''
  for (let i = 0; i <= 8; i++) {
    const angle = ((i + turn) * Math.PI) / 4
    const middle = ((i - 0.5 + turn) * Math.PI) / 4
    const [px, py] = [x + Math.cos(angle) * r, y + Math.sin(angle) * r]
    d +=
      i === 0
        ? `M${px} ${py}`
        : `Q${x + Math.cos(middle) * r * 0.86} ${y + Math.sin(middle) * r * 0.86} ${px} ${py}`
  }
  return `${d}Z`
}

/** Ink: a great moon, hills in mist, a branch with red blossoms. */
function moon(random: Random): string {
  const elements = [
    background('url(#paper)'),
    circle(600, 400, 400, { fill: 'url(#halo)' }),
    circle(600, 400, 232, { fill: '#f7efd9' }),
  ]
  for (let i = 0; i < 9; i++) {
    const angle = random.between(0, 6.3)
    const away = random.between(30, 165)
    elements.push(
      circle(600 + Math.cos(angle) * away, 400 + Math.sin(angle) * away, random.between(14, 52), {
        fill: '#d8cba8',
        opacity: 0.32,
      }),
    )
  }
  for (let layer = 0; layer < 5; layer++) {
    const base = 640 + layer * 75
    const shift = random.between(0, 9)
    const points = Array.from(
      { length: 9 },
      (_, i) =>
        [i * 140 - 60, base - 55 * Math.sin(i * 0.95 + shift) - 34 * Math.sin(i * 2.1 + shift)] as const,
    )
    elements.push(path(`${smoothLine(points)}L1100 1100L-100 1100Z`, { fill: `url(#hill${layer})` }))
  }
  const branch = 'M-20 250C120 262 210 220 330 262S520 250 610 318'
  elements.push(
    path(branch, { fill: 'none', stroke: '#161d2b', 'stroke-width': 13, 'stroke-linecap': 'round' }),
  )
  for (const twig of [
    'M150 244C190 190 220 176 262 128',
    'M300 252C350 296 372 330 384 392',
    'M440 262C490 226 520 214 566 204',
    'M60 254C92 300 120 330 128 378',
  ]) {
    elements.push(
      path(twig, { fill: 'none', stroke: '#161d2b', 'stroke-width': 6, 'stroke-linecap': 'round' }),
    )
  }
  const buds = [
    [262, 128],
    [232, 168],
    [384, 392],
    [372, 338],
    [566, 204],
    [508, 220],
    [610, 318],
    [128, 378],
    [100, 312],
    [330, 262],
    [196, 234],
    [470, 266],
  ] as const
  for (const [x, y] of buds) {
    const r = random.between(11, 18)
    for (let petal = 0; petal < 5; petal++) {
      const angle = (petal * 2 * Math.PI) / 5 + random.between(-0.15, 0.15)
      elements.push(
        circle(x + Math.cos(angle) * r * 0.72, y + Math.sin(angle) * r * 0.72, r * 0.62, {
          fill: '#c2454d',
          opacity: 0.92,
        }),
      )
    }
    elements.push(circle(x, y, r * 0.28, { fill: '#f3d9a4' }))
  }
  return svg(elements, [
    verticalGradient('paper', [
      [0, '#1b2740'],
      [0.6, '#3c4d69'],
      [1, '#8d97a1'],
    ]),
    radialGradient('halo', [
      [0.5, '#f7efd9', 0.5],
      [1, '#f7efd9', 0],
    ]),
    ...[0, 1, 2, 3, 4].map((layer) =>
      verticalGradient(`hill${layer}`, [
        [0, mix('#55657d', '#0f1626', layer / 4)],
        [0.75, mix('#7d8a9c', '#232c3f', layer / 4), 0.9],
      ]),
    ),
  ])
}

/** White walls, blue domes and stairs under a round sun. */
function arches(random: Random): string {
  const elements = [
    background('url(#sky)'),
    circle(770, 230, 260, { fill: 'url(#glow)' }),
    circle(770, 230, 92, { fill: '#f3b23c' }),
  ]
  elements.push(rect(0, 520, 1000, 480, { fill: 'url(#sea)' }))
  for (let i = 0; i < 40; i++) {
    elements.push(
      rect(random.between(420, 1000), 534 + i * 9, random.between(20, 130), 3, {
        rx: 1.5,
        fill: '#ffffff',
        opacity: random.between(0.1, 0.5),
      }),
    )
  }
  const houses = [
    [560, 620, 230, '#f7f2e8', true],
    [-30, 470, 300, '#fbf8f1', true],
    [330, 560, 250, '#efe7d8', false],
    [180, 690, 330, '#fffdf8', true],
    [470, 760, 380, '#f4eee2', false],
    [-40, 830, 300, '#fbf7ee', false],
    [790, 850, 260, '#fffcf5', true],
  ] as const
  for (const [x, y, width, color, domed] of houses) {
    if (domed) {
      const r = width * 0.34
      const cx = x + width / 2
      elements.push(path(`M${cx - r} ${y + 4}A${r} ${r} 0 0 1 ${cx + r} ${y + 4}Z`, { fill: '#1f5fa8' }))
      elements.push(
        path(
          `M${cx - r} ${y + 4}A${r} ${r} 0 0 1 ${cx - r * 0.2} ${y + 4 - r * 0.98}A${r * 1.15} ${r * 1.2} 0 0 0 ${cx - r * 0.62} ${y + 4}Z`,
          { fill: '#3d82cf' },
        ),
      )
      elements.push(
        rect(cx - 3, y - r - 40, 6, 44, { fill: '#e2a33b' }),
        rect(cx - 14, y - r - 28, 28, 6, { fill: '#e2a33b' }),
      )
    }
    elements.push(
      rect(x, y, width, 1000 - y, { fill: color }),
      rect(x + width * 0.8, y, width * 0.2, 1000 - y, { fill: '#c9d3df', opacity: 0.55 }),
      rect(x, y, width, 14, { fill: '#ffffff' }),
    )
    for (let i = 0; i < 2; i++) {
      const w = width * 0.17
      const wx = x + width * (0.16 + i * 0.34)
      const wy = y + 62
      elements.push(
        path(
          `M${wx} ${wy + w * 1.9}L${wx} ${wy + w / 2}A${w / 2} ${w / 2} 0 0 1 ${wx + w} ${wy + w / 2}L${wx + w} ${wy + w * 1.9}Z`,
          { fill: i ? '#1f5fa8' : '#27476e' },
        ),
      )
    }
  }
  // Bougainvillea.
  for (let i = 0; i < 70; i++) {
    elements.push(
      circle(
        505 - i * 0.9 + random.between(-24, 24),
        694 + i * 2.3 * random.between(0.2, 1) + random.between(-14, 14),
        random.between(5, 13),
        {
          fill: random.pick(['#d6336c', '#e2588a', '#b3245a', '#4c7a4c']),
          opacity: 0.92,
        },
      ),
    )
  }
  return svg(elements, [
    verticalGradient('sky', [
      [0, '#5fa3d6'],
      [0.52, '#fbe8c8'],
    ]),
    verticalGradient('sea', [
      [0, '#2f86c1'],
      [1, '#134b7d'],
    ]),
    radialGradient('glow', [
      [0, '#ffe4a3', 0.9],
      [1, '#ffe4a3', 0],
    ]),
  ])
}

/** A pattern of stars and crosses, brass on sea green, with a lamp's light in the middle. */
function star(): string {
  const elements = [background('#0f3f3d')]
  const step = 250
  for (let row = -1; row <= 4; row++) {
    for (let column = -1; column <= 4; column++) {
      const [x, y] = [column * step + 125, row * step + 125]
      const light = Math.max(0, 1 - Math.hypot(x - 500, y - 500) / 640)
      const gold = mix('#8a6a32', '#f0cf8a', light)
      elements.push(
        path(starPath(x, y, 118, 8, 0.765), {
          fill: mix('#11524e', '#1f7a70', light),
          stroke: gold,
          'stroke-width': 7,
          'stroke-linejoin': 'round',
        }),
      )
      elements.push(
        path(starPath(x, y, 74, 8, 0.6), {
          fill: mix('#0f3f3d', '#f0cf8a', light * 0.55),
          stroke: gold,
          'stroke-width': 4,
          'stroke-linejoin': 'round',
        }),
      )
      elements.push(path(starPath(x, y, 34, 8, 0.5), { fill: gold }))
      const [cx, cy] = [x + step / 2, y + step / 2]
      elements.push(
        path(starPath(cx, cy, 66, 4, 0.52), {
          fill: mix('#0c3331', '#b5573e', 0.35 + light * 0.6),
          stroke: gold,
          'stroke-width': 5,
          'stroke-linejoin': 'round',
        }),
      )
      elements.push(circle(cx, cy, 11, { fill: gold }))
      for (const [dx, dy] of [
        [step / 2, 0],
        [0, step / 2],
      ] as const) {
        elements.push(circle(x + dx, y + dy, 5, { fill: gold }))
      }
    }
  }
  elements.push(circle(500, 500, 720, { fill: 'url(#lamp)' }))
  return svg(elements, [
    radialGradient('lamp', [
      [0, '#ffe9b8', 0.34],
      [0.45, '#ffdf9e', 0.06],
      [1, '#02100f', 0.72],
    ]),
  ])
}

function starPath(x: number, y: number, r: number, points: number, inner: number): string {
  const corners = Array.from({ length: points * 2 }, (_, i) => {
    const angle = (i * Math.PI) / points - Math.PI / 2
    const away = i % 2 ? r * inner : r
    return `${(x + Math.cos(angle) * away).toFixed(1)} ${(y + Math.sin(angle) * away).toFixed(1)}`
  })
  return `M${corners.join('L')}Z`
}

/** Four squares, four players: arcs and bars in the order of a score. */
function quarters(random: Random): string {
  const [ink, red, ochre, cream, grey] = ['#2c3440', '#c8553d', '#d9a441', '#efe7da', '#a7b0ac'] as const
  const elements = [background(cream)]
  const cells = [
    [0, 0],
    [500, 0],
    [0, 500],
    [500, 500],
  ] as const
  const fields = [cream, ink, red, mix(cream, ochre, 0.35)]
  for (const [i, [x, y]] of cells.entries()) elements.push(rect(x, y, 500, 500, { fill: fields[i]! }))
  for (let i = 5; i > 0; i--)
    elements.push(
      path(`M0 ${500 - i * 92}A${i * 92} ${i * 92} 0 0 1 ${i * 92} 500L0 500Z`, {
        fill: [ink, cream, ochre, cream, red][i - 1]!,
      }),
    )
  for (let i = 0; i < 9; i++) {
    const height = 90 + Math.abs(Math.sin(i * 0.9)) * 310
    elements.push(
      rect(540 + i * 48, 250 - height / 2, 22, height, {
        rx: 11,
        fill: i === 5 ? red : i % 3 ? cream : ochre,
      }),
    )
  }
  for (let row = 0; row < 5; row++) {
    elements.push(rect(40, 610 + row * 62, 420, 5, { fill: cream, opacity: 0.85 }))
  }
  for (let i = 0; i < 6; i++) {
    const [nx, ny] = [80 + i * 66, 610 + random.whole(0, 8) * 31]
    elements.push(
      circle(nx, ny, 24, { fill: i === 2 ? ochre : ink }),
      rect(nx + 18, ny - 112, 6, 112, { fill: i === 2 ? ochre : ink }),
    )
  }
  elements.push(
    circle(750, 750, 205, { fill: ink }),
    circle(750, 750, 150, { fill: grey }),
    circle(750, 750, 150, { fill: ochre, 'clip-path': 'url(#half)' }),
    circle(750, 750, 62, { fill: cream }),
    circle(750, 750, 14, { fill: ink }),
  )
  elements.push(rect(494, 0, 12, 1000, { fill: cream }), rect(0, 494, 1000, 12, { fill: cream }))
  return svg(elements, ['<clipPath id="half"><rect x="500" y="500" width="250" height="500"/></clipPath>'])
}

/** Paper lanterns that rise, the near ones sharp, the far ones blurred. */
function lanterns(random: Random): string {
  const elements = [background('url(#dusk)')]
  const sparks: string[] = []
  for (let i = 0; i < 46; i++) {
    sparks.push(
      circle(random.between(0, 1000), random.between(0, 1000), random.between(6, 26), {
        fill: random.pick(['#ffb45c', '#ff8a4c', '#ffd98a']),
        opacity: random.between(0.08, 0.3),
      }),
    )
  }
  elements.push(group(sparks, { filter: 'url(#far)' }))
  const places = Array.from({ length: 17 }, (_, i) => ({
    x: random.between(60, 940),
    y: random.between(90, 860),
    w: 26 + (i / 16) ** 1.6 * 118,
  }))
  const far = places.slice(0, 6).map(lantern)
  elements.push(group(far, { filter: 'url(#near)', opacity: 0.8 }), ...places.slice(6).map(lantern))
  const points = Array.from(
    { length: 9 },
    (_, i) => [i * 140 - 60, 930 - 34 * Math.sin(i * 1.2) - 16 * Math.sin(i * 2.7)] as const,
  )
  elements.push(path(`${smoothLine(points)}L1100 1100L-100 1100Z`, { fill: '#0c0e24' }))
  return svg(elements, [
    verticalGradient('dusk', [
      [0, '#0f1233'],
      [0.6, '#3b2358'],
      [1, '#a3485a'],
    ]),
    verticalGradient('lantern', [
      [0, '#ff9a4a'],
      [0.62, '#ffd27a'],
      [1, '#fff0bd'],
    ]),
    radialGradient('glow', [
      [0, '#ffb45c', 0.55],
      [1, '#ffb45c', 0],
    ]),
    blur('far', 8),
    blur('near', 2.5),
  ])
}

function lantern({ x, y, w }: { x: number; y: number; w: number }): string {
  const top = y - w * 0.72
  const bottom = y + w * 0.72
  const body = `M${x - w * 0.42} ${top}C${x - w * 0.78} ${y - w * 0.2} ${x - w * 0.62} ${y + w * 0.45} ${x - w * 0.36} ${bottom}L${x + w * 0.36} ${bottom}C${x + w * 0.62} ${y + w * 0.45} ${x + w * 0.78} ${y - w * 0.2} ${x + w * 0.42} ${top}Z`
  const bends = [-0.42, 0, 0.42].map((bend) =>
    path(`M${x + bend * w * 0.8} ${top}Q${x + bend * w * 1.35} ${y} ${x + bend * w * 0.7} ${bottom}`, {
      fill: 'none',
      stroke: '#b4491f',
      'stroke-width': Math.max(1, w / 60),
      opacity: 0.4,
    }),
  )
  return [
    circle(x, y, w * 1.7, { fill: 'url(#glow)', opacity: 0.65 }),
    path(body, { fill: 'url(#lantern)' }),
    ...bends,
    rect(x - w * 0.42, top - w * 0.05, w * 0.84, w * 0.08, { rx: w * 0.03, fill: '#7a2f1c' }),
    rect(x - w * 0.36, bottom - w * 0.03, w * 0.72, w * 0.07, { rx: w * 0.03, fill: '#7a2f1c' }),
  ].join('')
}
