// The music folders: what is in them, one more, one less. In the settings and in the set-up.
import { Button, Modal, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MusicFolderInfo } from '../../../server/contract/library.ts'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { SETTINGS } from '../../text/settings.ts'
import { SHELL } from '../../text/shell.ts'
import { Icon } from '../icon.tsx'
import { ErrorState, Failure, RowSkeletons } from '../page-states.tsx'
import { ReadOnlyNote } from '../read-only-note.tsx'
import { SureButton } from '../sure-button.tsx'
import { toast } from '../toast.tsx'
import { ChangeFolder } from './change-folder.tsx'
import { FolderBrowser } from './folder-browser.tsx'
import { useAfterChange } from './use-after-change.ts'
import './music-folders.css'

const WORDS = SETTINGS.folders

export function useMusicFolders() {
  return useQuery({ queryKey: ['library.folders', {}], queryFn: () => call('library.folders', {}) })
}

export function MusicFolders() {
  const { readOnly } = useMe()
  const folders = useMusicFolders()
  const afterChange = useAfterChange()
  const remove = useMutation({
    mutationFn: ({ id }: MusicFolderInfo) => call('library.removeFolder', { id }),
    async onSuccess(_nothing, { name }) {
      toast({ text: WORDS.removed(name) })
      await afterChange()
    },
  })
  if (folders.isPending) return <RowSkeletons count={2} />
  if (folders.isError) return <ErrorState error={folders.error} onRetry={() => folders.refetch()} />
  return (
    <Stack gap="sm">
      <Failure error={remove.error} />
      {folders.data.length === 0 && <p className="folder-none">{WORDS.none}</p>}
      <ul className="music-folders">
        {folders.data.map((folder) => (
          <Row
            key={folder.id}
            folder={folder}
            isRemoving={remove.isPending && remove.variables.id === folder.id}
            onRemove={readOnly ? undefined : () => remove.mutate(folder)}
          />
        ))}
      </ul>
      {readOnly ? <ReadOnlyNote /> : <AddFolder isFirst={folders.data.length === 0} />}
    </Stack>
  )
}

interface RowProps {
  readonly folder: MusicFolderInfo
  readonly isRemoving: boolean
  readonly onRemove: (() => void) | undefined
}

function Row({ folder, isRemoving, onRemove }: RowProps) {
  const { name, path, songs, albums, state } = folder
  return (
    <li className="music-folder" data-state={state}>
      <Icon name={state === 'missing' ? 'alert' : 'folder'} />
      <div className="music-folder-words">
        <p className="music-folder-name">{name}</p>
        <p className="music-folder-path">{path}</p>
        <p className="music-folder-facts">
          {state === 'missing' ? WORDS.missing : WORDS.there(songs, albums)}
        </p>
      </div>
      {onRemove && <ChangeFolder folder={folder} />}
      {onRemove && (
        <SureButton
          label={WORDS.remove}
          name={WORDS.removeThis(name)}
          sure={WORDS.removeSure}
          loses={WORDS.removeLoses}
          isPending={isRemoving}
          onSure={onRemove}
        />
      )}
    </li>
  )
}

/** Opens at once where there is none: nothing else can be done. */
export function AddFolder({ isFirst = false }: { isFirst?: boolean }) {
  const [isOpen, setOpen] = useState(false)
  const afterChange = useAfterChange()
  const add = useMutation({
    mutationFn: (path: string) => call('library.addFolder', { path }),
    async onSuccess({ name }) {
      setOpen(false)
      toast({ text: WORDS.added(name) })
      await afterChange()
    },
  })
  return (
    <>
      <Button
        variant={isFirst ? 'filled' : 'light'}
        leftSection={<Icon name="add" size={18} />}
        className="music-folder-add"
        onClick={() => {
          add.reset()
          setOpen(true)
        }}
      >
        {WORDS.add}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={SETTINGS.browser.title}
        size="lg"
        closeButtonProps={{ 'aria-label': SHELL.close }}
      >
        <FolderBrowser error={add.error} isPending={add.isPending} onChoose={(path) => add.mutate(path)} />
      </Modal>
    </>
  )
}
