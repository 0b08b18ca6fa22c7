import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SettingInfo } from '../../../server/contract/settings.ts'
import { call } from '../../client/call.ts'
import { SETTING_NAMES, SETTINGS } from '../../text/settings.ts'
import { toast } from '../toast.tsx'

const KEY = ['settings.list', {}]

export function useSettings() {
  return useQuery({ queryKey: KEY, queryFn: () => call('settings.list', {}) })
}

/** @returns undefined while it is not known */
export function useSetting(name: string): SettingInfo | undefined {
  return useSettings().data?.find((setting) => setting.name === name)
}

export function titleOf(name: string): string {
  return SETTING_NAMES[name] ?? name
}

/** Undefined as a value goes back to the default. */
export function useChangeSetting(name: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (value: string | undefined) =>
      value === undefined ? call('settings.reset', { name }) : call('settings.set', { name, value }),
    async onSuccess(_nothing, value) {
      const words = SETTINGS.field
      toast({ text: value === undefined ? words.wasReset(titleOf(name)) : words.saved(titleOf(name)) })
      // Doors, backups and the doctor's findings follow from settings.
      await queries.invalidateQueries({ predicate: ({ queryKey }) => followsSettings(String(queryKey[0])) })
    },
  })
}

function followsSettings(method: string): boolean {
  return ['settings.', 'server.', 'doors.', 'backups.', 'safety.'].some((prefix) => method.startsWith(prefix))
}
