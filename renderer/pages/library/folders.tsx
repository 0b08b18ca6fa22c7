// The folders as they lie on the disk. Which one is open stands in the address (`?dir=`).
import { Button } from '@mantine/core'
import { type ReactNode, useCallback, useMemo, useRef } from 'react'
import type { MusicAnswers, Song, Subfolder } from '../../../server/contract/music.ts'
import { useMusic } from '../../client/music.ts'
import { useSearch } from '../../client/route.ts'
import { Cover } from '../../components/cover.tsx'
import { Icon } from '../../components/icon.tsx'
import { Link } from '../../components/link.tsx'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { useRights } from '../../components/rights.tsx'
import { SongList } from '../../components/song-list/song-list.tsx'
import { useKeptScroll } from '../../components/windowed/kept-scroll.ts'
import { player } from '../../player/player.ts'
import { LIBRARY, MUSIC } from '../../text/library.ts'
import { EmptyLibrary } from './empty-library.tsx'

const WORDS = LIBRARY.folders

export function Folders() {
  const dir = useSearch().get('dir') || undefined
  return dir === undefined ? <MusicFolders /> : <OpenFolder key={dir} dir={dir} />
}

const pathTo = (dir: string | undefined) =>
  dir === undefined ? '/library/folders' : `/library/folders?${new URLSearchParams({ dir })}`

/** One music folder is opened at once: there would be nothing to choose. */
function MusicFolders() {
  const folders = useMusic<MusicAnswers['getMusicFolders']>('getMusicFolders')
  if (folders.isPending) return <RowSkeletons />
  if (folders.isError) return <ErrorState error={folders.error} onRetry={() => folders.refetch()} />
  const all = folders.data.musicFolders.musicFolder
  if (all.length === 0) return <EmptyLibrary />
  const [only] = all
  if (all.length === 1 && only) return <OpenFolder dir={String(only.id)} isRoot />
  return (
    <ul className="artist-cards" aria-label={WORDS.list}>
      {all.map(({ id, name }) => (
        <li key={id}>
          <FolderLine dir={String(id)} name={name} />
        </li>
      ))}
    </ul>
  )
}

function OpenFolder({ dir, isRoot = false }: { dir: string; isRoot?: boolean }) {
  const folder = useMusic<MusicAnswers['getMusicDirectory']>(
    'getMusicDirectory',
    { id: dir },
    { staleTime: 30_000 },
  )
  const list = useRef<HTMLDivElement>(null)
  useKeptScroll(list, folder.isSuccess)
  const children = folder.data?.directory.child
  const songs = useMemo(() => children?.filter((child): child is Song => !child.isDir) ?? [], [children])
  const folders = useMemo(
    () => children?.filter((child): child is Subfolder => child.isDir) ?? [],
    [children],
  )
  const play = useCallback((_: Song, at: number) => player.play(songs, at), [songs])

  if (folder.isPending) return <RowSkeletons count={10} />
  if (folder.isError) {
    return (
      <>
        <Crumbs isRoot={isRoot} />
        <ErrorState error={folder.error} onRetry={() => folder.refetch()} />
      </>
    )
  }
  const { name, parent } = folder.data.directory
  return (
    <div ref={list}>
      <Crumbs isRoot={isRoot} parent={parent} name={name} tools={<PlayFolder songs={songs} />} />
      {children?.length === 0 && (
        <EmptyState icon="folder" title={WORDS.none}>
          {WORDS.noneWords}
        </EmptyState>
      )}
      {folders.length > 0 && (
        <ul className="artist-cards" aria-label={WORDS.list}>
          {folders.map(({ id, title, coverArt }) => (
            <li key={id}>
              <FolderLine dir={id} name={title} cover={coverArt} />
            </li>
          ))}
        </ul>
      )}
      {songs.length > 0 && (
        <SongList
          label={MUSIC.songs(songs.length)}
          count={songs.length}
          rows={songs}
          showAlbum
          onPlay={play}
        />
      )}
    </div>
  )
}

function PlayFolder({ songs }: { songs: readonly Song[] }) {
  const { canPlay } = useRights()
  if (!canPlay || songs.length === 0) return null
  return (
    <Button
      size="xs"
      variant="light"
      leftSection={<Icon name="play" size={14} />}
      onClick={() => player.play(songs, 0)}
    >
      {WORDS.playAll}
    </Button>
  )
}

interface CrumbsProps {
  readonly isRoot: boolean
  readonly parent?: string | undefined
  readonly name?: string
  readonly tools?: ReactNode
}

/** The whole way up to the top, each folder linked. */
function Crumbs({ isRoot, parent, name, tools }: CrumbsProps) {
  return (
    <nav className="crumbs" aria-label={WORDS.path}>
      {!isRoot && <Link to={pathTo(undefined)}>{WORDS.root}</Link>}
      {parent !== undefined && <Ancestors dir={parent} />}
      {!isRoot && name !== undefined && <Icon name="right" size={14} />}
      {name !== undefined && (
        <span aria-current="page" className="plain-text">
          {name}
        </span>
      )}
      {tools}
    </nav>
  )
}

/** They were read on the way down, most of the time. */
function Ancestors({ dir }: { dir: string }) {
  const { data } = useMusic<MusicAnswers['getMusicDirectory']>(
    'getMusicDirectory',
    { id: dir },
    { staleTime: 30_000 },
  )
  if (!data) return null
  return (
    <>
      {data.directory.parent !== undefined && <Ancestors dir={data.directory.parent} />}
      <Icon name="right" size={14} />
      <Link to={pathTo(dir)}>{data.directory.name}</Link>
    </>
  )
}

function FolderLine({ dir, name, cover }: { dir: string; name: string; cover?: string | undefined }) {
  return (
    <div className="line-card">
      {cover === undefined ? (
        <span className="line-card-icon">
          <Icon name="folder" />
        </span>
      ) : (
        <Cover id={cover} name={name} size={44} />
      )}
      <div className="line-card-words">
        <Link to={pathTo(dir)} className="line-card-name">
          {name}
        </Link>
      </div>
    </div>
  )
}
