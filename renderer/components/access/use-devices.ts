import { useQuery } from '@tanstack/react-query'
import type { DeviceInfo } from '../../../server/contract/devices.ts'
import { call } from '../../client/call.ts'

/** The server tells when a device is used; asking is for when that is not heard (`pollMs`). */
export function useDevices(input: { readonly username?: string }, pollMs?: number) {
  return useQuery({
    queryKey: ['devices.list', input],
    queryFn: () => call('devices.list', input),
    ...(pollMs !== undefined && { refetchInterval: pollMs }),
  })
}

export function deviceState({ revokedAt, expiresAt }: DeviceInfo): 'works' | 'expired' | 'ended' {
  if (revokedAt !== undefined) return 'ended'
  return expiresAt !== undefined && expiresAt <= Date.now() ? 'expired' : 'works'
}
