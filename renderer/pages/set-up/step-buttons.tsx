import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { SET_UP } from '../../text/set-up.ts'

/** The way on, and the way out. */
export function StepButtons({ children, onLater }: { children: ReactNode; onLater(): void }) {
  return (
    <div className="step-buttons">
      {children}
      <Button size="md" variant="subtle" color="gray" onClick={onLater}>
        {SET_UP.later}
      </Button>
    </div>
  )
}
