import { Icon } from '../../components/icon.tsx'
import { SET_UP } from '../../text/set-up.ts'

const STEPS = ['owner', 'key', 'music', 'scan', 'connect'] as const
export type Step = (typeof STEPS)[number]

/** Where one may go back to: what is made is made. */
const REVISITED: readonly Step[] = ['music', 'scan', 'connect']

export function Steps({ at, onGoTo }: { at: Step; onGoTo?: (step: Step) => void }) {
  const current = STEPS.indexOf(at)
  return (
    <nav aria-label={SET_UP.progress} className="no-print">
      <ol className="steps">
        {STEPS.map((step, index) => {
          const isDone = index < current
          const mark = isDone ? <Icon name="check" size={14} /> : index + 1
          const words = (
            <>
              <span className="step-mark" aria-hidden="true">
                {mark}
              </span>
              <span className="step-name">{SET_UP.steps[step]}</span>
              {isDone && <span className="sr-only">{SET_UP.stepDone}</span>}
            </>
          )
          return (
            <li key={step} data-done={isDone} aria-current={step === at ? 'step' : undefined}>
              {isDone && onGoTo && REVISITED.includes(step) ? (
                <button type="button" className="step" onClick={() => onGoTo(step)}>
                  {words}
                </button>
              ) : (
                <span className="step">{words}</span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
