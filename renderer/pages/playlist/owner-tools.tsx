// For whom the playlist belongs to: its name, its note, who may hear it, and its end.
import { Button, Group, Stack, Switch, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { MusicAnswers, PlaylistWithSongs } from '../../../server/contract/music.ts'
import { useDraft } from '../../client/drafts.ts'
import { change } from '../../client/music.ts'
import { navigate } from '../../client/route.ts'
import { Icon } from '../../components/icon.tsx'
import { Failure } from '../../components/page-states.tsx'
import { toast } from '../../components/toast.tsx'
import { PLAYLIST } from '../../text/playlist.ts'

interface OwnerToolsProps {
  readonly playlist: PlaylistWithSongs
  onEdit(): void
}

export function OwnerTools({ playlist, onEdit }: OwnerToolsProps) {
  const remove = useRemoval(playlist)
  return (
    <>
      <Button variant="default" leftSection={<Icon name="edit" size={16} />} onClick={onEdit}>
        {PLAYLIST.rename}
      </Button>
      <Button
        variant="default"
        leftSection={<Icon name="trash" size={16} />}
        aria-label={PLAYLIST.removeThis(playlist.name)}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        {PLAYLIST.remove}
      </Button>
    </>
  )
}

/** Deleted at once, because it can be made again with everything that was in it. */
function useRemoval({ id, name, comment, public: isPublic, entry }: PlaylistWithSongs) {
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: ['music', 'getPlaylists'] })

  async function bringBack() {
    try {
      const songId = entry.map((song) => song.id)
      const { playlist } = await change<MusicAnswers['createPlaylist']>('createPlaylist', { name, songId })
      await change('updatePlaylist', { playlistId: playlist.id, comment, public: isPublic })
      await refresh()
      toast({ text: PLAYLIST.undone(name) })
      navigate(`/playlist/${playlist.id}`)
    } catch (error) {
      toast({ text: error instanceof Error ? error.message : String(error), tone: 'trouble' })
    }
  }

  return useMutation({
    mutationFn: () => change('deletePlaylist', { id }),
    onError: (error) => toast({ text: error.message, tone: 'trouble' }),
    onSuccess: () => {
      navigate('/library/playlists')
      queries.removeQueries({ queryKey: ['music', 'getPlaylist', { id }] })
      void refresh()
      toast({ text: PLAYLIST.removed(name), undo: () => void bringBack() })
    },
  })
}

interface EditPlaylistProps {
  readonly playlist: PlaylistWithSongs
  onDone(): void
}

export function EditPlaylist({ playlist, onDone }: EditPlaylistProps) {
  const queries = useQueryClient()
  const { id } = playlist
  const [name, setName] = useDraft(`playlist ${id} name`, playlist.name)
  const [comment, setComment] = useDraft(`playlist ${id} comment`, playlist.comment ?? '')
  const [isPublic, setPublic] = useDraft(`playlist ${id} public`, playlist.public)
  const save = useMutation({
    mutationFn: () =>
      change('updatePlaylist', { playlistId: playlist.id, name: name.trim(), comment, public: isPublic }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['music', 'getPlaylist'] })
      void queries.invalidateQueries({ queryKey: ['music', 'getPlaylists'] })
      onDone()
    },
  })
  return (
    <form
      className="playlist-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') save.mutate()
      }}
    >
      <Stack maw="28rem" mb="xl">
        <Failure error={save.error} />
        <TextInput
          label={PLAYLIST.name}
          value={name}
          maxLength={200}
          autoFocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={PLAYLIST.comment}
          value={comment}
          maxLength={500}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Switch
          label={PLAYLIST.public}
          description={PLAYLIST.publicHelp}
          checked={isPublic}
          onChange={(event) => setPublic(event.currentTarget.checked)}
        />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {PLAYLIST.save}
          </Button>
          <Button variant="subtle" onClick={onDone}>
            {PLAYLIST.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
