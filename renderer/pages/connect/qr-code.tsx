// Black on white in dark mode too: many cameras do not read the other way round.
import { create } from 'qrcode'
import { useMemo } from 'react'

/** Cells of white around it, as the standard asks. */
const QUIET = 4

export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => draw(text), [text])
  return (
    <svg
      className="qr-code"
      viewBox={`${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path d={path} fill="#000" />
    </svg>
  )
}

/** One path: a run of dark cells is a rectangle of its length. */
function draw(text: string): { size: number; path: string } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const runs: string[] = []
  for (let y = 0; y < size; y++) {
    let from = -1
    for (let x = 0; x <= size; x++) {
      const isDark = x < size && modules.get(y, x) === 1
      if (isDark && from < 0) from = x
      if (isDark || from < 0) continue
      runs.push(`M${from} ${y}h${x - from}v1H${from}z`)
      from = -1
    }
  }
  return { size, path: runs.join('') }
}
