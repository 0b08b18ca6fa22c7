import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { GivenInputOf } from '../../../server/contract/methods.ts'
import { call } from '../../client/call.ts'
import { toast } from '../../components/toast.tsx'
import { DOORS } from '../../text/doors.ts'

export function useOpenDoor() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (wish: GivenInputOf<'doors.open'>) => call('doors.open', wish),
    async onSuccess(door) {
      queries.setQueryData(['doors.status', {}], door)
      toast({ text: door.openToOthers ? DOORS.now.opened : DOORS.now.closed })
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => /^(?:settings|server|safety|doors)\./.test(String(queryKey[0])),
      })
    },
  })
}
