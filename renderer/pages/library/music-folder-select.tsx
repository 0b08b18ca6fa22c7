import { NativeSelect } from '@mantine/core'
import type { MusicAnswers } from '../../../server/contract/music.ts'
import { useMusic } from '../../client/music.ts'
import { useSetSearch } from '../../client/route.ts'
import { LIBRARY } from '../../text/library.ts'

/** Nothing to choose with one folder. */
export function MusicFolderSelect({ folder }: { folder: string | undefined }) {
  const set = useSetSearch()
  const folders = useMusic<MusicAnswers['getMusicFolders']>('getMusicFolders', {}, { staleTime: 60_000 })
  const known = folders.data?.musicFolders.musicFolder ?? []
  if (known.length < 2 && folder === undefined) return null
  return (
    <NativeSelect
      label={LIBRARY.musicFolder}
      value={folder ?? ''}
      data={[
        { value: '', label: LIBRARY.allFolders },
        ...known.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(event) => set({ folder: event.currentTarget.value })}
    />
  )
}
