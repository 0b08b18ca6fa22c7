// A cover, or the first letters of its name on a colour of its own while there is none. Its place is kept from the start, so
// that nothing moves when the picture arrives.
import { type CSSProperties, useEffect, useState } from 'react'
import { onServerBack } from '../client/events.ts'
import { coverUrl } from '../client/music.ts'

/** Sizes the server keeps; the browser chooses by the room there is and the screen's density. */
const STEPS = [80, 160, 320, 600, 1200]

interface CoverProps {
  /** Absent where the music has no picture. */
  readonly id: string | undefined
  /** What it is the cover of: its letters stand in for a missing picture. */
  readonly name: string
  /** Width in the page, in CSS pixels or as `sizes` of an image. */
  readonly size: number | string
  readonly round?: boolean
  /** Above the fold: not to be put off. */
  readonly eager?: boolean
  readonly className?: string
}

/** Decoration: beside it stands the name, so that it has no text of its own. */
export function Cover({ id, name, size, round = false, eager = false, className }: CoverProps) {
  const [failed, setFailed] = useState<string>()
  const [loaded, setLoaded] = useState<string>()
  // It may have failed only because the server was away.
  useEffect(() => (failed === undefined ? undefined : onServerBack(() => setFailed(undefined))), [failed])
  const style: CSSProperties = typeof size === 'number' ? { width: size } : {}
  const hasPicture = id !== undefined && failed !== id
  return (
    <span
      className={`cover${round ? ' cover-round' : ''}${className === undefined ? '' : ` ${className}`}`}
      style={{ ...style, '--cover-hue': hue(name) } as CSSProperties}
      data-loaded={hasPicture && loaded === id ? true : undefined}
      aria-hidden="true"
    >
      {/* Not text: nobody reads them out as part of a button. */}
      <span className="cover-letters" data-letters={initials(name)} />
      {hasPicture && (
        <img
          key={id}
          src={coverUrl(id, typeof size === 'number' ? stepFor(size) : 320)}
          srcSet={STEPS.map((step) => `${coverUrl(id, step)} ${step}w`).join(', ')}
          sizes={typeof size === 'number' ? `${size}px` : size}
          alt=""
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          draggable={false}
          onLoad={() => setLoaded(id)}
          onError={() => setFailed(id)}
        />
      )}
    </span>
  )
}

function stepFor(size: number): number {
  return STEPS.find((step) => step >= size) ?? STEPS[STEPS.length - 1]!
}

/** The first letters of the first two words; of a script without capitals the first sign. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const letters = words.slice(0, 2).map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? '')
  return letters.join('').toLocaleUpperCase() || '♪'
}

function hue(name: string): number {
  let sum = 7
  for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)!) % 360
  return sum
}
