// What can be done with a song. The menu itself is made when it is opened: a list has hundreds of its buttons.
import { Menu } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import type { Song } from '../../../server/contract/music.ts'
import { downloadUrl } from '../../client/music.ts'
import { linkTo } from '../../client/route.ts'
import { player } from '../../player/player.ts'
import { MUSIC } from '../../text/library.ts'
import { SHARING } from '../../text/sharing.ts'
import { Icon } from '../icon.tsx'
import { useRights } from '../rights.tsx'
import '../tool-button.css'

const AddToPlaylist = lazy(async () => ({
  default: (await import('../add-to-playlist.tsx')).AddToPlaylist,
}))
const ShareDialog = lazy(async () => ({
  default: (await import('../share/share-dialog.tsx')).ShareDialog,
}))
const SongDetails = lazy(async () => ({
  default: (await import('../song-details/song-details.tsx')).SongDetails,
}))

type Panel = 'playlist' | 'share' | 'details'

interface SongMenuProps {
  readonly song: Song
  readonly tabIndex: number
  readonly more?: ReactNode
}

export function SongMenu({ song, tabIndex, more }: SongMenuProps) {
  const [wasOpened, setWasOpened] = useState(false)
  const [panel, setPanel] = useState<Panel>()
  const target = useRef<HTMLButtonElement>(null)
  const button = (
    <button
      ref={target}
      type="button"
      className="tool-button"
      aria-label={MUSIC.moreAbout(song.title || MUSIC.noTitle)}
      aria-haspopup="menu"
      tabIndex={tabIndex}
      onClick={() => setWasOpened(true)}
    >
      <Icon name="more" size={18} />
    </button>
  )
  return (
    <>
      {wasOpened ? (
        <Menu
          position="bottom-end"
          defaultOpened
          // The menu's own way knows only what had the focus before it was made: the first time, nothing.
          returnFocus={false}
          onClose={() => target.current?.focus()}
          withInitialFocusPlaceholder={false}
        >
          <Menu.Target>{button}</Menu.Target>
          <Menu.Dropdown>
            <Lines song={song} onPanel={setPanel} />
            {more}
          </Menu.Dropdown>
        </Menu>
      ) : (
        button
      )}
      <Suspense>
        {panel === 'playlist' && <AddToPlaylist songs={[song]} onClose={() => setPanel(undefined)} />}
        {panel === 'share' && (
          <ShareDialog id={song.id} name={song.title || MUSIC.noTitle} onClose={() => setPanel(undefined)} />
        )}
        {panel === 'details' && <SongDetails song={song} onClose={() => setPanel(undefined)} />}
      </Suspense>
    </>
  )
}

function Lines({ song, onPanel }: { song: Song; onPanel(panel: Panel): void }) {
  const { canPlay, canChange, canDownload, canShare } = useRights()
  const [artist] = song.artists ?? []
  return (
    <>
      {canPlay && (
        <>
          <Menu.Item leftSection={<Icon name="next" size={16} />} onClick={() => player.playNext([song])}>
            {MUSIC.playNext}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="queue" size={16} />} onClick={() => player.add([song])}>
            {MUSIC.addToQueue}
          </Menu.Item>
        </>
      )}
      {canChange && (
        <Menu.Item leftSection={<Icon name="playlist" size={16} />} onClick={() => onPanel('playlist')}>
          {MUSIC.addToPlaylist}
        </Menu.Item>
      )}
      {canShare && (
        <Menu.Item leftSection={<Icon name="share" size={16} />} onClick={() => onPanel('share')}>
          {SHARING.item}
        </Menu.Item>
      )}
      {canDownload && (
        <Menu.Item
          leftSection={<Icon name="download" size={16} />}
          component="a"
          href={downloadUrl(song.id)}
          download
        >
          {MUSIC.download}
        </Menu.Item>
      )}
      <Menu.Divider />
      {song.albumId !== undefined && (
        <Menu.Item
          leftSection={<Icon name="album" size={16} />}
          component="a"
          {...linkTo(`/album/${song.albumId}`)}
        >
          {MUSIC.goToAlbum}
        </Menu.Item>
      )}
      {artist && (
        <Menu.Item
          leftSection={<Icon name="artist" size={16} />}
          component="a"
          {...linkTo(`/artist/${artist.id}`)}
        >
          {MUSIC.goToArtist}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<Icon name="info" size={16} />} onClick={() => onPanel('details')}>
        {MUSIC.about}
      </Menu.Item>
    </>
  )
}
