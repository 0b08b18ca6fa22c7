// A set-up that was left: taken up when its owner comes back, or by the notice above every page.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../../client/call.ts'
import { Icon } from '../../components/icon.tsx'
import { SET_UP } from '../../text/set-up.ts'

/** Left for later in this window: it does not come back by itself until the window is loaded again. */
let isPostponed = false

export function postponeSetUp(): void {
  isPostponed = true
}

/** For administrators only. */
export function UnfinishedSetUp({ onGoOn }: { onGoOn(): void }) {
  const progress = useQuery({ queryKey: ['setup.progress', {}], queryFn: () => call('setup.progress', {}) })
  const isUnfinished = progress.data?.finished === false
  useEffect(() => {
    if (isUnfinished && !isPostponed) onGoOn()
  }, [isUnfinished, onGoOn])
  if (!isUnfinished) return null
  return (
    <div className="notice">
      <Icon name="info" />
      <span className="notice-words">{SET_UP.unfinished}</span>
      <Button size="compact-sm" variant="light" onClick={onGoOn}>
        {SET_UP.goOn}
      </Button>
    </div>
  )
}
