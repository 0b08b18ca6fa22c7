// What the desktop app says of itself, asked over its bridge; and what can be asked of it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DesktopAbout, DesktopBridge } from '../../../server/contract/desktop.ts'
import { fromDesktop } from '../../client/desktop.ts'

const KEY = ['desktop.about']
/** Only while something is under way. */
const LOOK_EVERY_MS = 700

export function useDesktopAbout(bridge: DesktopBridge) {
  return useQuery({
    queryKey: KEY,
    queryFn: () => fromDesktop(bridge.about()),
    // The tray and the system change it, too.
    staleTime: 0,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? LOOK_EVERY_MS : false),
  })
}

export function useStartAtLogin(bridge: DesktopBridge) {
  return useAsking((on: boolean) => fromDesktop(bridge.setStartAtLogin(on)))
}

export function useOpenLogFolder(bridge: DesktopBridge) {
  return useMutation({ mutationFn: () => fromDesktop(bridge.openLogFolder()) })
}

export function useLookForUpdate(bridge: DesktopBridge) {
  return useAsking(() => fromDesktop(bridge.lookForUpdate()))
}

export function useInstallUpdate(bridge: DesktopBridge) {
  return useAsking(() => fromDesktop(bridge.installUpdate()))
}

function useAsking<Input = void>(ask: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ask,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
}

function isUnderWay(about: DesktopAbout | undefined): boolean {
  return about?.update.state === 'looking' || about?.update.state === 'loading'
}
