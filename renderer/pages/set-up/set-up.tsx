// The first run: the owner, the recovery key, the music, the first scan, the first app. It can be left at any step and is taken
// up where it stopped, in another browser too: what remains is known to the server (`setup.progress`).
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ServerStatus } from '../../../server/contract/setup.ts'
import { call } from '../../client/call.ts'
import { listen } from '../../client/events.ts'
import { MeContext } from '../../client/me.ts'
import { type CurrentSession, useEnter, useSession } from '../../client/session.ts'
import { ErrorState, PageLoader } from '../../components/page-states.tsx'
import { Toasts } from '../../components/toast.tsx'
import { ChooseMusic } from './choose-music.tsx'
import { ConnectStep } from './connect-step.tsx'
import { FirstScan } from './first-scan.tsx'
import { KeepKey } from './keep-key.tsx'
import { MakeOwner } from './make-owner.tsx'
import { type Step, Steps } from './steps.tsx'
import './set-up.css'

interface SetUpProps {
  readonly status: ServerStatus
  /** Finished, left for later, or nobody is signed in any more. */
  onDone(): void
}

export function SetUp({ status, onDone }: SetUpProps) {
  const session = useSession()
  const enter = useEnter()
  // The only place where it is, and gone with this page.
  const [freshKey, setFreshKey] = useState<string>()
  const isOut = !status.needsOwner && session.data === null && !session.isFetching
  useEffect(() => {
    if (isOut) onDone()
  }, [isOut, onDone])

  if (status.needsOwner) {
    return (
      <>
        <Steps at="owner" />
        <MakeOwner
          passwordMinLength={status.passwordMinLength}
          onMade={(recoveryKey) => {
            setFreshKey(recoveryKey)
            void enter()
          }}
        />
      </>
    )
  }
  if (session.isError) return <ErrorState error={session.error} onRetry={() => session.refetch()} />
  if (!session.data) return <PageLoader />
  return (
    <MeContext value={{ name: session.data.name, admin: session.data.admin, readOnly: status.readOnly }}>
      <WhatRemains status={status} session={session.data} freshKey={freshKey} onDone={onDone} />
      <Toasts />
    </MeContext>
  )
}

interface WhatRemainsProps extends SetUpProps {
  readonly session: CurrentSession
  readonly freshKey: string | undefined
}

function WhatRemains({ freshKey, ...props }: WhatRemainsProps) {
  const queries = useQueryClient()
  useEffect(() => listen(queries), [queries])
  const progress = useQuery({ queryKey: ['setup.progress', {}], queryFn: () => call('setup.progress', {}) })
  const scan = useQuery({ queryKey: ['scan.status', {}], queryFn: () => call('scan.status', {}) })
  const error = progress.error ?? scan.error
  if (error) return <ErrorState error={error} onRetry={() => void queries.invalidateQueries()} />
  if (!progress.data || !scan.data) return <PageLoader />
  if (!progress.data.recoveryKeyKept) {
    return (
      <>
        <Steps at="key" />
        <KeepKey freshKey={freshKey} />
      </>
    )
  }
  const isScanned = scan.data.last !== undefined && !scan.data.scanning
  const start = progress.data.musicFolderCount === 0 ? 'music' : isScanned ? 'connect' : 'scan'
  return <LaterSteps {...props} start={start} />
}

function LaterSteps({
  status,
  session,
  start,
  onDone,
}: SetUpProps & { session: CurrentSession; start: Step }) {
  // Only the first time: somebody who adds a second folder is not carried off to the scan of the first.
  const [step, setStep] = useState<Step>(start)
  // Whoever goes on starts to read at the top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step is shown
  useEffect(() => {
    scrollTo(0, 0)
  }, [step])
  return (
    <>
      <Steps at={step} onGoTo={setStep} />
      {step === 'music' && (
        <ChooseMusic onGoOn={(hasMusic) => setStep(hasMusic ? 'scan' : 'connect')} onLater={onDone} />
      )}
      {step === 'scan' && (
        <FirstScan onBack={() => setStep('music')} onGoOn={() => setStep('connect')} onLater={onDone} />
      )}
      {step === 'connect' && <ConnectStep status={status} session={session} onDone={onDone} />}
    </>
  )
}
