// Which music folders: all of them, those to come too, or some.
import { Checkbox, Radio, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../client/call.ts'

export type Folders = 'all' | number[]

interface FolderChoiceProps {
  readonly value: Folders
  readonly label: string
  readonly allLabel: string
  readonly someLabel: string
  /** Beside a folder that is chosen and not among those the caller may hear. */
  unknownLabel(id: number): string
  readonly disabled?: boolean
  readonly error?: string | undefined
  onChange(value: Folders): void
}

export function useFolders() {
  return useQuery({ queryKey: ['library.folders', {}], queryFn: () => call('library.folders', {}) })
}

export function FolderChoice({
  value,
  label,
  allLabel,
  someLabel,
  unknownLabel,
  disabled = false,
  error,
  onChange,
}: FolderChoiceProps) {
  const folders = useFolders()
  const known = folders.data ?? []
  const chosen = value === 'all' ? [] : value
  // What the caller does not hear stays as it is, and can be taken away.
  const unknown = chosen.filter((id) => !known.some((folder) => folder.id === id))
  const rows = [
    ...known.map(({ id, name }) => ({ id, label: name })),
    ...unknown.map((id) => ({ id, label: unknownLabel(id) })),
  ]
  return (
    <Radio.Group
      label={label}
      value={value === 'all' ? 'all' : 'some'}
      onChange={(choice) => onChange(choice === 'all' ? 'all' : known.map(({ id }) => id))}
      error={error}
    >
      <Stack gap="xs" mt={6}>
        <Radio value="all" label={allLabel} disabled={disabled} />
        <Radio value="some" label={someLabel} disabled={disabled || rows.length === 0} />
        {value !== 'all' && (
          <Checkbox.Group
            aria-label={someLabel}
            value={chosen.map(String)}
            onChange={(ids) => onChange(ids.map(Number))}
          >
            <Stack gap="xs" pl={30}>
              {rows.map((row) => (
                <Checkbox key={row.id} value={String(row.id)} label={row.label} disabled={disabled} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {folders.isError && (
          <Text size="sm" c="dimmed" role="alert">
            {folders.error.message}
          </Text>
        )}
      </Stack>
    </Radio.Group>
  )
}
