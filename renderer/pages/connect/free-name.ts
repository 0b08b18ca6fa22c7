import type { DeviceInfo } from '../../../server/contract/devices.ts'

/** `Feishin`, or `Feishin 2` where there is one: in the list they are told apart by their names. */
export function freeName(name: string, devices: readonly DeviceInfo[]): string {
  if (name === '') return ''
  const taken = new Set(
    devices.filter(({ revokedAt }) => revokedAt === undefined).map((device) => device.name),
  )
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name} ${number}`
    if (!taken.has(tried)) return tried
  }
}
