// One setting as the owner sees it: what it is, its value, where that comes from, and how to change it or why not.
import { Button, Checkbox, NativeSelect, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useId } from 'react'
import type { SettingInfo } from '../../../server/contract/settings.ts'
import { fieldError } from '../../client/call.ts'
import { useDraft } from '../../client/drafts.ts'
import { useMe } from '../../client/me.ts'
import { needsRestart, pinnedBy, SETTING_KINDS, SETTINGS } from '../../text/settings.ts'
import { Icon } from '../icon.tsx'
import { Failure } from '../page-states.tsx'
import { titleOf, useChangeSetting } from './use-settings.ts'
import './setting-field.css'

const WORDS = SETTINGS.field

interface SettingFieldProps {
  readonly setting: SettingInfo
  /** Where the page says so already. */
  readonly withoutSentence?: boolean
}

export function SettingField({ setting, withoutSentence = false }: SettingFieldProps) {
  const { readOnly } = useMe()
  const { name, sentence, note } = setting
  const change = useChangeSetting(name)
  const [draft, setDraft] = useDraft<string | undefined>(`setting ${name}`, undefined)
  const id = useId()
  const title = titleOf(name)
  const isOpen = setting.changeable && (!readOnly || name === 'readOnly')
  // The one next to its field; everything else that went wrong stands above.
  const error = fieldError(change.error, 'value')

  function save(value: string | undefined) {
    change.mutate(value, { onSuccess: () => setDraft(undefined) })
  }

  return (
    <div className="setting" data-setting={name}>
      <div className="setting-words">
        <p className="setting-title">
          <label htmlFor={id} id={`${id}-title`}>
            {title}
          </label>
          <Source setting={setting} />
        </p>
        {!withoutSentence && <p className="setting-sentence">{sentence}</p>}
        {note !== undefined && <p className="setting-note">{note}</p>}
        <Why setting={setting} />
      </div>
      <div className="setting-value">
        <Failure error={change.error} />
        {isOpen ? (
          <Control
            id={id}
            setting={setting}
            title={title}
            draft={draft}
            error={error}
            isPending={change.isPending}
            onDraft={(value) => {
              change.reset()
              setDraft(value)
            }}
            onSave={save}
          />
        ) : (
          <Shown id={id} setting={setting} />
        )}
        {isOpen && setting.source === 'owner' && draft === undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            className="setting-reset"
            aria-label={WORDS.resetThis(title)}
            loading={change.isPending}
            onClick={() => save(undefined)}
          >
            {WORDS.reset}
          </Button>
        )}
      </div>
    </div>
  )
}

function Source({ setting: { source, changeable } }: { setting: SettingInfo }) {
  const isPinned = source === 'flag' || source === 'environment'
  return (
    <span className="setting-source" data-source={source}>
      {(isPinned || !changeable) && <Icon name="lock" size={13} />}
      {WORDS.sources[source]}
    </span>
  )
}

function Why({ setting }: { setting: SettingInfo }) {
  const { changeable, source } = setting
  if (changeable) return null
  const isPinned = source === 'flag' || source === 'environment'
  return <p className="setting-note">{isPinned ? pinnedBy(setting) : needsRestart(setting)}</p>
}

function Shown({ id, setting: { value } }: { id: string; setting: SettingInfo }) {
  return (
    <output id={id} className="setting-shown" data-empty={value === undefined || value === ''}>
      {value === undefined ? WORDS.hidden : value === '' ? WORDS.empty : inWords(value)}
    </output>
  )
}

function inWords(value: string): string {
  return value === 'on' ? WORDS.on : value === 'off' ? WORDS.off : value
}

interface ControlProps {
  readonly id: string
  readonly setting: SettingInfo
  readonly title: string
  readonly draft: string | undefined
  readonly error: string | undefined
  readonly isPending: boolean
  onDraft(value: string | undefined): void
  onSave(value: string): void
}

/** What is expected says what kind of thing it is: a switch, one or several of some words, or a text. */
function Control({ id, setting, title, draft, error, isPending, onDraft, onSave }: ControlProps) {
  const { value = '', expected } = setting
  if (expected === 'on or off') {
    return (
      <Switch
        id={id}
        size="md"
        checked={value === 'on'}
        disabled={isPending}
        error={error}
        onChange={(event) => onSave(event.currentTarget.checked ? 'on' : 'off')}
        label={inWords(value)}
        aria-labelledby={`${id}-title`}
        withThumbIndicator={false}
      />
    )
  }
  const choices = choicesIn(expected)
  if (choices) {
    return (
      <NativeSelect
        id={id}
        value={value}
        disabled={isPending}
        error={error}
        data={choices.map((choice) => ({ value: choice, label: choice }))}
        onChange={(event) => onSave(event.currentTarget.value)}
      />
    )
  }
  const kinds = kindsIn(expected)
  if (kinds) {
    return (
      <Checkbox.Group
        id={id}
        aria-labelledby={`${id}-title`}
        value={value.split(',')}
        error={error}
        onChange={(chosen) => onSave(kinds.filter((kind) => chosen.includes(kind)).join(','))}
      >
        <div className="setting-kinds">
          {kinds.map((kind) => (
            <Checkbox key={kind} value={kind} disabled={isPending} label={SETTING_KINDS[kind] ?? kind} />
          ))}
        </div>
      </Checkbox.Group>
    )
  }
  const shown = draft ?? value
  const isChanged = draft !== undefined && draft !== value
  function submit(event: FormEvent) {
    event.preventDefault()
    if (isChanged) onSave(shown.trim())
  }
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        id={id}
        value={shown}
        error={error}
        description={isChanged && error === undefined ? WORDS.expected(expected) : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={WORDS.empty}
        inputMode={/^(?:a number|0 )/.test(expected) ? 'numeric' : undefined}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onDraft(undefined)}
      />
      {isChanged && (
        <div className="setting-buttons">
          <Button type="submit" size="compact-sm" loading={isPending} aria-label={WORDS.saveThis(title)}>
            {WORDS.save}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onDraft(undefined)}>
            {WORDS.undo}
          </Button>
        </div>
      )}
    </form>
  )
}

/** `off, network or everywhere` */
function choicesIn(expected: string): readonly string[] | undefined {
  return /^[a-z]+(?:, [a-z]+)* or [a-z]+$/.test(expected) ? expected.split(/, | or /) : undefined
}

/** `any of doors, updates, or none` */
function kindsIn(expected: string): readonly string[] | undefined {
  return /^any of (.+), or none$/.exec(expected)?.[1]?.split(', ')
}
