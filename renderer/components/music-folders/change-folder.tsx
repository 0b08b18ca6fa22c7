// Another name for a music folder, or the place it lies in now.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { MusicFolderInfo } from '../../../server/contract/library.ts'
import { call } from '../../client/call.ts'
import { SETTINGS } from '../../text/settings.ts'
import { SHELL } from '../../text/shell.ts'
import { Failure } from '../page-states.tsx'
import { toast } from '../toast.tsx'
import { FolderBrowser } from './folder-browser.tsx'
import { useAfterChange } from './use-after-change.ts'

const WORDS = SETTINGS.folders

export function ChangeFolder({ folder }: { folder: MusicFolderInfo }) {
  const [shown, setShown] = useState<'form' | 'browser'>()
  const [name, setName] = useState(folder.name)
  const afterChange = useAfterChange()
  const change = useMutation({
    mutationFn: (to: { name: string } | { path: string }) =>
      call('library.changeFolder', { id: folder.id, ...to }),
    async onSuccess(now, to) {
      setShown(undefined)
      toast({ text: 'path' in to ? WORDS.moved(now.name) : WORDS.changed(now.name) })
      await afterChange()
    },
  })

  function open() {
    change.reset()
    setName(folder.name)
    setShown('form')
  }

  function save(event: FormEvent) {
    event.preventDefault()
    change.mutate({ name })
  }

  return (
    <>
      <Button size="xs" variant="subtle" aria-label={WORDS.changeThis(folder.name)} onClick={open}>
        {WORDS.change}
      </Button>
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown === 'browser' ? SETTINGS.browser.title : WORDS.changeThis(folder.name)}
        size="lg"
        closeButtonProps={{ 'aria-label': SHELL.close }}
      >
        {shown === 'browser' ? (
          <Stack gap="sm">
            <p className="folder-none">{WORDS.elsewhereHelp}</p>
            <FolderBrowser
              error={change.error}
              isPending={change.isPending}
              onChoose={(path) => change.mutate({ path })}
            />
          </Stack>
        ) : (
          <form onSubmit={save}>
            <Stack gap="md">
              <TextInput
                label={WORDS.name}
                description={WORDS.nameHelp}
                value={name}
                maxLength={200}
                required
                withAsterisk={false}
                data-autofocus
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <div className="folder-place">
                <p className="folder-place-label">{WORDS.lies}</p>
                <p className="music-folder-path">{folder.path}</p>
                <Button size="xs" variant="default" onClick={() => setShown('browser')}>
                  {WORDS.elsewhere}
                </Button>
              </div>
              <Failure error={change.error} />
              <Group justify="flex-end">
                <Button type="submit" loading={change.isPending} disabled={name.trim() === ''}>
                  {WORDS.save}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Modal>
    </>
  )
}
