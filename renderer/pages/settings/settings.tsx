// Every setting there is, with its sentence, its value, where that comes from, and how to change it.
import { Button, Checkbox, TextInput } from '@mantine/core'
import { desktop } from '../../client/desktop.ts'
import { useSearch, useSetSearch } from '../../client/route.ts'
import { Icon } from '../../components/icon.tsx'
import { MusicFolders } from '../../components/music-folders/music-folders.tsx'
import { Page } from '../../components/page.tsx'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { SettingField } from '../../components/setting-field/setting-field.tsx'
import { useSettings } from '../../components/setting-field/use-settings.ts'
import { ThisComputer } from '../../components/this-computer/this-computer.tsx'
import { SETTINGS } from '../../text/settings.ts'
import { groupsOf, matches } from './groups.ts'
import './settings.css'

const WORDS = SETTINGS

export function Settings() {
  const settings = useSettings()
  const search = useSearch()
  const setSearch = useSetSearch()
  const query = search.get('q') ?? ''
  const onlyChanged = search.get('changed') === 'yes'
  const isFiltered = query.trim() !== '' || onlyChanged
  const shown = (settings.data ?? []).filter(
    (setting) =>
      (!onlyChanged || setting.source !== 'default') &&
      (query.trim() === '' || matches(setting, query.trim())),
  )
  return (
    <Page title={WORDS.title} intro={WORDS.intro}>
      <search className="settings-tools">
        <TextInput
          className="settings-search"
          aria-label={WORDS.search}
          placeholder={WORDS.searchHint}
          leftSection={<Icon name="search" size={18} />}
          value={query}
          onChange={(event) => setSearch({ q: event.currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
        />
        <Checkbox
          label={WORDS.onlyChanged}
          checked={onlyChanged}
          onChange={(event) => setSearch({ changed: event.currentTarget.checked ? 'yes' : undefined })}
        />
        <p className="sr-only" role="status">
          {isFiltered && settings.data ? WORDS.found(shown.length) : ''}
        </p>
      </search>
      <div className="care-stack">
        {!isFiltered && (
          <Panel title={WORDS.folders.title} intro={WORDS.folders.intro}>
            <MusicFolders />
          </Panel>
        )}
        {settings.isPending && <RowSkeletons count={8} height={64} />}
        {settings.isError && <ErrorState error={settings.error} onRetry={() => settings.refetch()} />}
        {settings.data && shown.length === 0 && (
          <EmptyState
            icon="settings"
            title={query.trim() === '' ? WORDS.noneChanged : WORDS.none(query.trim())}
            action={
              <Button variant="light" onClick={() => setSearch({ q: undefined, changed: undefined })}>
                {WORDS.clear}
              </Button>
            }
          >
            {query.trim() === '' ? undefined : WORDS.noneWords}
          </EmptyState>
        )}
        {groupsOf(shown).map(({ name, settings: own }) => {
          const { title, intro } = WORDS.groups[name]
          return (
            <Panel key={name} title={title} {...(intro !== '' && { intro })}>
              <div className="settings-list">
                {name === 'desktop' && desktop && !isFiltered && <ThisComputer bridge={desktop} />}
                {own.map((setting) => (
                  <SettingField key={setting.name} setting={setting} />
                ))}
              </div>
            </Panel>
          )
        })}
      </div>
    </Page>
  )
}
