// A password or key for one app: a click is enough, the rest can be chosen.
import {
  Alert,
  Button,
  Chip,
  Collapse,
  Group,
  NativeSelect,
  Radio,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { OutputOf } from '../../../server/contract/methods.ts'
import { call, fieldError } from '../../client/call.ts'
import { useDraft } from '../../client/drafts.ts'
import { FolderChoice, useFolders } from '../../components/access/folder-choice.tsx'
import { useDevices } from '../../components/access/use-devices.ts'
import { Icon } from '../../components/icon.tsx'
import { Failure } from '../../components/page-states.tsx'
import { CONNECT } from '../../text/connect.ts'
import { MUSIC_APPS, type MusicApp } from '../../text/music-apps.ts'
import { freeName } from './free-name.ts'
import { useMayDownload } from './may-download.ts'
import {
  expiryOf,
  type Kind,
  LIVES,
  type Life,
  SCOPES,
  type Terms,
  termsInWords,
  USUAL_TERMS,
} from './terms.ts'

const WORDS = CONNECT.make
const OTHER = 'other'

export type MadeDevice = OutputOf<'devices.create'>

interface MakeFormProps {
  readonly app: MusicApp | undefined
  readonly sealed: boolean
  /** Whom an administrator makes it for; oneself without it. */
  readonly somebody: string | undefined
  onApp(id: string | undefined): void
  onMade(made: MadeDevice): void
}

export function MakeForm({ app, sealed, somebody, onApp, onMade }: MakeFormProps) {
  const queries = useQueryClient()
  const [name, setName] = useDraft<string | undefined>(`connect name ${somebody}`, undefined)
  const [terms, setTerms] = useDraft<Terms>(`connect terms ${somebody}`, USUAL_TERMS)
  const [tried, setTried] = useState(false)
  const kind: Kind = sealed ? 'apikey' : terms.kind
  const devices = useDevices(forWhom(somebody))
  const shownName = name ?? freeName(app?.name ?? '', devices.data ?? [])
  const hasNoFolder = terms.musicFolders !== 'all' && terms.musicFolders.length === 0

  const create = useMutation({
    mutationFn: () => {
      const expiresAt = expiryOf(terms.life, Date.now())
      return call('devices.create', {
        kind,
        name: shownName.trim() || freeName(WORDS.nameOther, devices.data ?? []),
        scope: terms.scope,
        musicFolders: terms.musicFolders,
        ...forWhom(somebody),
        ...(expiresAt !== undefined && { expiresAt }),
      })
    },
    onSuccess(made) {
      void queries.invalidateQueries({ queryKey: ['devices.list'] })
      onMade(made)
    },
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!hasNoFolder) create.mutate()
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {sealed && (
          <Alert color="ember" icon={<Icon name="lock" />}>
            {WORDS.sealed}
          </Alert>
        )}
        <Failure error={create.error} />
        <Chip.Group value={app?.id ?? OTHER} onChange={(id) => onApp(String(id))}>
          <Group gap="xs" role="radiogroup" aria-label={WORDS.apps}>
            {MUSIC_APPS.map(({ id, name: appName }) => (
              <Chip key={id} value={id} variant="filled">
                {appName}
              </Chip>
            ))}
            <Chip value={OTHER} variant="filled">
              {WORDS.other}
            </Chip>
          </Group>
        </Chip.Group>
        {app && (
          <Text size="sm" c="dimmed" mt="-0.75rem">
            {WORDS.runsOn(app.on)}
          </Text>
        )}
        <TextInput
          label={WORDS.name}
          description={somebody === undefined ? WORDS.nameHelp : WORDS.nameHelpTheirs}
          placeholder={WORDS.nameOther}
          value={shownName}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(create.error, 'name')}
          maxLength={64}
          autoComplete="off"
        />
        <TermsFields
          value={{ ...terms, kind }}
          onChange={setTerms}
          isKindFixed={sealed}
          somebody={somebody}
          folderError={
            (tried && hasNoFolder ? WORDS.foldersNoneError : undefined) ??
            fieldError(create.error, 'musicFolders')
          }
        />
        <Group>
          <Button type="submit" loading={create.isPending} leftSection={<Icon name="key" size={18} />}>
            {WORDS.button[kind]}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

export function forWhom(somebody: string | undefined): { readonly username?: string } {
  return somebody === undefined ? {} : { username: somebody }
}

interface TermsFieldsProps {
  readonly somebody: string | undefined
  readonly value: Terms
  readonly isKindFixed: boolean
  readonly folderError: string | undefined
  onChange(value: Terms): void
}

function TermsFields({ somebody, value, isKindFixed, folderError, onChange }: TermsFieldsProps) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const folders = useFolders()
  const mayDownload = useMayDownload(somebody)
  const isShown = isOpen || folderError !== undefined
  return (
    <div className="terms">
      <UnstyledButton
        className="terms-head"
        aria-expanded={isShown}
        aria-controls={id}
        onClick={() => setOpen(!isShown)}
      >
        <span className="terms-words">
          <Text span size="sm" fw={600}>
            {WORDS.more}
          </Text>
          <Text span size="sm" c="dimmed">
            {termsInWords(value, somebody === undefined)}
          </Text>
        </span>
        <Icon name={isShown ? 'up' : 'down'} size={18} />
      </UnstyledButton>
      <Collapse expanded={isShown} id={id}>
        <Stack gap="lg" className="terms-body">
          <Radio.Group
            label={WORDS.scopeTitle}
            value={value.scope}
            onChange={(scope) =>
              onChange({ ...value, scope: SCOPES.find((each) => each === scope) ?? 'change' })
            }
          >
            <Stack gap="sm" mt={6}>
              {SCOPES.map((scope) => {
                const isRefused = scope === 'download' && !mayDownload
                return (
                  <Radio
                    key={scope}
                    value={scope}
                    label={WORDS.scopes[scope].label}
                    description={
                      isRefused
                        ? somebody === undefined
                          ? WORDS.noDownload
                          : WORDS.noDownloadTheirs
                        : WORDS.scopes[scope].help
                    }
                    disabled={isRefused}
                  />
                )
              })}
            </Stack>
          </Radio.Group>
          {(folders.data?.length ?? 0) > 1 && (
            <FolderChoice
              label={WORDS.folders}
              allLabel={somebody === undefined ? WORDS.allFolders : WORDS.allFoldersTheirs}
              someLabel={WORDS.someFolders}
              unknownLabel={String}
              value={value.musicFolders}
              error={folderError}
              onChange={(musicFolders) => onChange({ ...value, musicFolders })}
            />
          )}
          <NativeSelect
            label={WORDS.expires}
            value={value.life}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              onChange({ ...value, life: LIVES.find((life) => life === chosen) ?? 'forever' })
            }}
            data={LIVES.map((life: Life) => ({ value: life, label: WORDS.lives[life] }))}
          />
          <Radio.Group
            label={WORDS.kind}
            description={WORDS.kindHelp}
            value={value.kind}
            onChange={(kind) => onChange({ ...value, kind: kind === 'apikey' ? 'apikey' : 'password' })}
          >
            <Group gap="lg" mt={6}>
              <Radio value="password" label={WORDS.kinds.password} disabled={isKindFixed} />
              <Radio value="apikey" label={WORDS.kinds.apikey} />
            </Group>
          </Radio.Group>
        </Stack>
      </Collapse>
    </div>
  )
}
