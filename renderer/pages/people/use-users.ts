import { useQuery } from '@tanstack/react-query'
import { call } from '../../client/call.ts'

export function useUsers() {
  return useQuery({ queryKey: ['users.list', {}], queryFn: () => call('users.list', {}) })
}
