// Chooses a folder on the server's disk: a list to walk through with mouse or keyboard, and a path to type.
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { DesktopBridge } from '../../../server/contract/desktop.ts'
import { CallFailed, call } from '../../client/call.ts'
import { desktop, fromDesktop } from '../../client/desktop.ts'
import { SETTINGS } from '../../text/settings.ts'
import { Icon } from '../icon.tsx'
import { ErrorState, RowSkeletons } from '../page-states.tsx'
import './music-folders.css'

const WORDS = SETTINGS.browser

interface FolderBrowserProps {
  /** The server refused the folder. */
  readonly error: Error | null
  readonly isPending: boolean
  onChoose(path: string): void
}

export function FolderBrowser({ error, isPending, onChoose }: FolderBrowserProps) {
  const [asked, setAsked] = useState<string>()
  const [typed, setTyped] = useState<string>()
  const list = useRef<HTMLUListElement>(null)
  const hasMoved = useRef(false)
  const listing = useQuery({
    queryKey: ['library.browseDirs', asked === undefined ? {} : { path: asked }],
    queryFn: () => call('library.browseDirs', asked === undefined ? {} : { path: asked }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
  const shown = listing.data
  const here = shown?.path
  // What stands in the field, also when it was not opened first: never another folder than the one that is read there.
  const chosen = typed?.trim() || (listing.isError ? undefined : here)

  // The button that led here is gone: go on from the first folder of the new list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder is shown
  useEffect(() => {
    if (hasMoved.current) list.current?.querySelector('button')?.focus()
    hasMoved.current = false
  }, [here])

  function open(path: string | undefined) {
    hasMoved.current = true
    setAsked(path)
    setTyped(undefined)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    if (typed !== undefined && typed.trim() !== '') {
      setAsked(typed.trim())
      setTyped(undefined)
    }
  }

  return (
    <div className="folder-browser">
      <form className="folder-path" onSubmit={submit}>
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label={WORDS.up}
          title={WORDS.up}
          disabled={shown?.parent === undefined}
          onClick={() => open(shown?.parent)}
        >
          <Icon name="up" size={18} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label={WORDS.home}
          title={WORDS.home}
          onClick={() => open(undefined)}
        >
          <Icon name="home" size={18} />
        </ActionIcon>
        <TextInput
          className="folder-typed"
          aria-label={WORDS.path}
          value={typed ?? (listing.isError ? asked : here) ?? ''}
          onChange={(event) => setTyped(event.currentTarget.value)}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
        />
        <Button type="submit" variant="default" disabled={typed === undefined}>
          {WORDS.go}
        </Button>
      </form>
      {desktop && <SystemDialog pickFolder={desktop.pickFolder} onPicked={open} />}
      {listing.isError ? (
        <Unread error={listing.error} onRetry={() => listing.refetch()} />
      ) : listing.isPending ? (
        <RowSkeletons count={5} height={36} />
      ) : (
        <ul
          className="folder-list"
          aria-label={WORDS.list(here ?? '')}
          aria-busy={listing.isFetching}
          ref={list}
        >
          {shown?.folders.map(({ name, path }) => (
            <li key={path}>
              <button type="button" onClick={() => open(path)}>
                <Icon name="folder" size={18} />
                <span>{name}</span>
                <Icon name="right" size={16} className="folder-in" />
              </button>
            </li>
          ))}
          {shown?.folders.length === 0 && <li className="folder-none">{WORDS.none}</li>}
        </ul>
      )}
      {shown?.more && <p className="folder-more">{WORDS.more}</p>}
      {error && (
        <p className="folder-error" role="alert">
          {error.message}
        </p>
      )}
      <Button
        leftSection={<Icon name="check" size={18} />}
        disabled={chosen === undefined}
        loading={isPending}
        aria-label={chosen === undefined ? undefined : WORDS.chooseThis(chosen)}
        onClick={() => chosen !== undefined && onChoose(chosen)}
      >
        {WORDS.choose}
      </Button>
    </div>
  )
}

/** A path that leads to no folder is mended in the field above; asking again would not help. */
function Unread({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const isRefused = error instanceof CallFailed && error.field !== undefined
  if (isRefused) return <ErrorState error={error} title={WORDS.notAFolder} />
  return <ErrorState error={error} onRetry={onRetry} />
}

interface SystemDialogProps {
  readonly pickFolder: DesktopBridge['pickFolder']
  onPicked(path: string): void
}

/** The dialog people know from every program. What was picked is shown here and then chosen, as any other folder. */
function SystemDialog({ pickFolder, onPicked }: SystemDialogProps) {
  const pick = useMutation({
    mutationFn: () => fromDesktop(pickFolder()),
    onSuccess: (path) => path !== undefined && onPicked(path),
  })
  return (
    <>
      <Button
        variant="light"
        leftSection={<Icon name="folder" size={18} />}
        loading={pick.isPending}
        onClick={() => pick.mutate()}
      >
        {WORDS.pick}
      </Button>
      {pick.error && (
        <p className="folder-error" role="alert">
          {pick.error.message}
        </p>
      )}
    </>
  )
}
