// Small words for drawing. A picture is a list of SVG elements on a square of 1000 by 1000.

export const size = 1000

export function svg(elements: readonly string[], definitions: readonly string[] = []): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}"><defs>${definitions.join('')}</defs>${elements.join('')}</svg>`
}

type Attributes = Readonly<Record<string, string | number | undefined>>

function attributes(values: Attributes): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? Math.round(value * 100) / 100 : value}"`)
    .join('')
}

export function rect(x: number, y: number, width: number, height: number, more: Attributes): string {
  return `<rect${attributes({ x, y, width, height, ...more })}/>`
}

export function circle(cx: number, cy: number, r: number, more: Attributes): string {
  return `<circle${attributes({ cx, cy, r, ...more })}/>`
}

export function path(d: string, more: Attributes): string {
  return `<path d="${d}"${attributes(more)}/>`
}

/** Drawn as one: a filter over many shapes costs as much as over one. */
export function group(elements: readonly string[], more: Attributes): string {
  return `<g${attributes(more)}>${elements.join('')}</g>`
}

export function background(fill: string): string {
  return rect(0, 0, size, size, { fill })
}

/** From top to bottom; stops are shares of the way. */
export function verticalGradient(
  id: string,
  stops: readonly (readonly [at: number, color: string, opacity?: number])[],
): string {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${gradientStops(stops)}</linearGradient>`
}

export function radialGradient(
  id: string,
  stops: readonly (readonly [at: number, color: string, opacity?: number])[],
): string {
  return `<radialGradient id="${id}">${gradientStops(stops)}</radialGradient>`
}

function gradientStops(stops: readonly (readonly [at: number, color: string, opacity?: number])[]): string {
  return stops
    .map(
      ([at, color, opacity = 1]) => `<stop offset="${at}" stop-color="${color}" stop-opacity="${opacity}"/>`,
    )
    .join('')
}

/** Of the whole picture: use it on groups, as each use costs the same. */
export function blur(id: string, deviation: number): string {
  return `<filter id="${id}" filterUnits="userSpaceOnUse" x="0" y="0" width="${size}" height="${size}"><feGaussianBlur stdDeviation="${deviation}"/></filter>`
}

/** A smooth line through points, left to right. */
export function smoothLine(points: readonly (readonly [x: number, y: number])[]): string {
  const parts = points.map(([x, y], i) => {
    if (i === 0) return `M${x.toFixed(1)} ${y.toFixed(1)}`
    const [fromX, fromY] = points[i - 1]!
    const middle = (fromX + x) / 2
    return `C${middle.toFixed(1)} ${fromY.toFixed(1)} ${middle.toFixed(1)} ${y.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`
  })
  return parts.join('')
}

/** Between two colours `#rrggbb`, 0 the first. */
export function mix(one: string, other: string, share: number): string {
  const channel = (color: string, i: number) => Number.parseInt(color.slice(1 + i * 2, 3 + i * 2), 16)
  const mixed = [0, 1, 2].map((i) =>
    Math.round(channel(one, i) + (channel(other, i) - channel(one, i)) * share),
  )
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
