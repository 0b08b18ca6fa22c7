import { Button, NativeSelect, NumberInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import type { MusicAnswers } from '../../../server/contract/music.ts'
import { useMusic } from '../../client/music.ts'
import { useSetSearch } from '../../client/route.ts'
import { Icon } from '../../components/icon.tsx'
import { LIBRARY } from '../../text/library.ts'
import { type AlbumQuery, isFiltered, SORTS } from './album-query.ts'
import { MusicFolderSelect } from './music-folder-select.tsx'

const WORDS = LIBRARY.albums
const TYPING_MS = 400

interface AlbumFiltersProps {
  readonly query: AlbumQuery
  readonly onShuffle: (() => void) | undefined
}

/** Kept in the address: a reload, a bookmark and going back find the same albums. */
export function AlbumFilters({ query, onShuffle }: AlbumFiltersProps) {
  const set = useSetSearch()
  const genres = useMusic<MusicAnswers['getGenres']>('getGenres', {}, { staleTime: 60_000 })
  const setLater = useDebouncedCallback(set, TYPING_MS)
  const year = (name: 'from' | 'to') => ({
    defaultValue: query[name],
    min: 0,
    max: 9999,
    allowDecimal: false,
    allowNegative: false,
    hideControls: true,
    maxLength: 4,
    onChange: (value: string | number) => setLater({ [name]: String(value) }),
  })

  return (
    <div className="library-filters">
      <NativeSelect
        label={WORDS.sort}
        value={query.sort}
        data={SORTS.map((value) => ({ value, label: WORDS.sorts[value] }))}
        onChange={(event) =>
          set({ sort: event.currentTarget.value === 'name' ? '' : event.currentTarget.value })
        }
      />
      <NativeSelect
        label={WORDS.genre}
        value={query.genre ?? ''}
        data={[
          { value: '', label: WORDS.anyGenre },
          ...(genres.data?.genres.genre ?? []).map(({ value, albumCount }) => ({
            value,
            label: `${value} (${albumCount})`,
          })),
        ]}
        onChange={(event) => set({ genre: event.currentTarget.value })}
      />
      <NumberInput label={WORDS.from} className="library-year" {...year('from')} />
      <NumberInput label={WORDS.to} className="library-year" {...year('to')} />
      <MusicFolderSelect folder={query.folder} />
      {onShuffle && (
        <Button variant="default" leftSection={<Icon name="shuffle" size={16} />} onClick={onShuffle}>
          {WORDS.again}
        </Button>
      )}
      {isFiltered(query) && (
        <Button
          variant="subtle"
          leftSection={<Icon name="close" size={16} />}
          onClick={() => set({ genre: '', from: '', to: '' })}
        >
          {WORDS.clear}
        </Button>
      )}
    </div>
  )
}
