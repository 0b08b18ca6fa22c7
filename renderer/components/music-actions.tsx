// Play, shuffle and the rest for several songs at once: an album, an artist, a playlist.
import { ActionIcon, Button, Menu } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { Song } from '../../server/contract/music.ts'
import { downloadUrl } from '../client/music.ts'
import { player } from '../player/player.ts'
import { MUSIC } from '../text/library.ts'
import { SHARING } from '../text/sharing.ts'
import { Icon } from './icon.tsx'
import { useRights } from './rights.tsx'
import { toast } from './toast.tsx'

const AddToPlaylist = lazy(async () => ({
  default: (await import('./add-to-playlist.tsx')).AddToPlaylist,
}))
const ShareDialog = lazy(async () => ({
  default: (await import('./share/share-dialog.tsx')).ShareDialog,
}))

interface MusicActionsProps {
  readonly name: string
  readonly isEmpty: boolean
  /** Read when something is to be done with them. */
  load(): readonly Song[] | Promise<readonly Song[]>
  /** Id of what can be downloaded as a whole. */
  readonly download?: string
  /** Id of what can be shared as a whole. */
  readonly share?: string
  /** Beside the buttons: a star, a rating. */
  readonly children?: ReactNode
}

export function MusicActions({ name, isEmpty, load, download, share, children }: MusicActionsProps) {
  const { canPlay, canChange, canDownload, canShare } = useRights()
  const [chosen, setChosen] = useState<readonly Song[]>()
  const [isSharing, setSharing] = useState(false)
  const withSongs = (use: (songs: readonly Song[]) => void) => async () => {
    try {
      const songs = await load()
      if (songs.length > 0) use(songs)
    } catch (error) {
      toast({ text: error instanceof Error ? error.message : MUSIC.notDone, tone: 'trouble' })
    }
  }
  return (
    <div className="music-actions">
      {canPlay && (
        <>
          <Button
            leftSection={<Icon name="play" size={16} />}
            disabled={isEmpty}
            onClick={withSongs((songs) => player.play(songs, 0))}
          >
            {MUSIC.play}
          </Button>
          <Button
            variant="default"
            leftSection={<Icon name="shuffle" size={16} />}
            disabled={isEmpty}
            onClick={withSongs((songs) => player.play(shuffled(songs), 0))}
          >
            {MUSIC.shuffle}
          </Button>
        </>
      )}
      {children}
      {!isEmpty && (canPlay || canChange || canDownload) && (
        <Menu position="bottom-start" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <ActionIcon variant="default" size="lg" aria-label={MUSIC.moreAbout(name)}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {canPlay && (
              <>
                <Menu.Item leftSection={<Icon name="next" size={16} />} onClick={withSongs(player.playNext)}>
                  {MUSIC.playNext}
                </Menu.Item>
                <Menu.Item leftSection={<Icon name="queue" size={16} />} onClick={withSongs(player.add)}>
                  {MUSIC.addToQueue}
                </Menu.Item>
              </>
            )}
            {canChange && (
              <Menu.Item leftSection={<Icon name="playlist" size={16} />} onClick={withSongs(setChosen)}>
                {MUSIC.addToPlaylist}
              </Menu.Item>
            )}
            {canShare && share !== undefined && (
              <Menu.Item leftSection={<Icon name="share" size={16} />} onClick={() => setSharing(true)}>
                {SHARING.item}
              </Menu.Item>
            )}
            {canDownload && download !== undefined && (
              <Menu.Item
                leftSection={<Icon name="download" size={16} />}
                component="a"
                href={downloadUrl(download)}
                download
              >
                {MUSIC.download}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <Suspense>
        {chosen && <AddToPlaylist songs={chosen} onClose={() => setChosen(undefined)} />}
        {isSharing && share !== undefined && (
          <ShareDialog id={share} name={name} onClose={() => setSharing(false)} />
        )}
      </Suspense>
    </div>
  )
}

function shuffled(songs: readonly Song[]): Song[] {
  const order = [...songs]
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1))
    const moved = order[at]!
    order[at] = order[other]!
    order[other] = moved
  }
  return order
}
