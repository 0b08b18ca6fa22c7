// The star and the rating of a song, an album or an artist. They show the new value at once and take it back when the server
// refuses.
import { Rating } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { change } from '../client/music.ts'
import { MUSIC } from '../text/library.ts'
import { Icon } from './icon.tsx'
import { useRights } from './rights.tsx'
import './tool-button.css'
import { toast } from './toast.tsx'

export interface Tasted {
  readonly kind: 'song' | 'album' | 'artist'
  readonly id: string
  readonly name: string
}

const STAR_PARAMETER = { song: 'id', album: 'albumId', artist: 'artistId' } as const

interface StarProps extends Tasted {
  readonly starred: boolean
  readonly size?: number
  readonly tabIndex?: number
}

export function Star({ kind, id, name, starred, size = 18, tabIndex }: StarProps) {
  const { canChange } = useRights()
  const star = useTasteChange((wanted: boolean) =>
    change(wanted ? 'star' : 'unstar', { [STAR_PARAMETER[kind]]: id }),
  )
  const isStarred = star.isPending ? star.variables : starred
  if (!canChange) {
    if (!isStarred) return null
    return (
      <span className="star-mark" role="img" aria-label={MUSIC.starred}>
        <Icon name="star" size={size} filled />
      </span>
    )
  }
  // A plain button: a list draws many of them while it is scrolled.
  return (
    <button
      type="button"
      className="tool-button star"
      aria-label={MUSIC.starThis(name)}
      aria-pressed={isStarred}
      tabIndex={tabIndex}
      onClick={() => star.mutate(!isStarred)}
    >
      <Icon name="star" size={size} filled={isStarred} />
    </button>
  )
}

/** As the star beside them; in outline they are seen without looking like a rating. */
const SYMBOLS = {
  fullSymbol: (
    <span className="star-mark">
      <Icon name="star" size={18} filled />
    </span>
  ),
  emptySymbol: (
    <span className="star-empty">
      <Icon name="star" size={18} />
    </span>
  ),
}

interface StarsProps extends Tasted {
  readonly rating: number
}

/** Pressing the same number of stars again takes the rating away. */
export function Stars({ id, name, rating }: StarsProps) {
  const { canChange } = useRights()
  const rate = useTasteChange((wanted: number) => change('setRating', { id, rating: String(wanted) }))
  const value = rate.isPending ? rate.variables : rating
  if (!canChange) {
    if (value === 0) return null
    return (
      <span role="img" aria-label={`${MUSIC.ratingOf(name)}: ${MUSIC.stars(value)}`}>
        <Rating {...SYMBOLS} value={value} readOnly aria-hidden />
      </span>
    )
  }
  return (
    <fieldset className="stars" aria-label={MUSIC.ratingOf(name)}>
      <Rating
        {...SYMBOLS}
        value={value}
        name={`rating-${id}`}
        getSymbolLabel={MUSIC.stars}
        onChange={(wanted) => rate.mutate(wanted === value ? 0 : wanted)}
      />
    </fieldset>
  )
}

/** Done when everything that shows music was read again, so that nothing flickers back to the old value. */
function useTasteChange<Wanted>(send: (wanted: Wanted) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['music'] }),
    onError: (error) => toast({ text: error.message, tone: 'trouble' }),
  })
}
