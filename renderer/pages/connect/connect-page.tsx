import type { PageProps } from '../../pages.tsx'
import { Connect } from './connect.tsx'

export function ConnectPage({ session, status }: PageProps) {
  return <Connect musicAddress={status.musicAddress} user={session.name} />
}
