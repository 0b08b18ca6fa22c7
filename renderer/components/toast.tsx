// Short messages at the edge of the window: what was done, and the way to undo it.
import { ActionIcon, Button } from '@mantine/core'
import { useEffect, useSyncExternalStore } from 'react'
import { COMMON } from '../text/common.ts'
import { Icon } from './icon.tsx'

export interface Toast {
  readonly text: string
  readonly tone?: 'done' | 'trouble'
  /** Takes back what was done. */
  readonly undo?: () => void
}

interface ShownToast extends Toast {
  readonly id: number
}

const DONE_MS = 6000
const TROUBLE_MS = 12_000
const AT_MOST = 4

let shown: readonly ShownToast[] = []
let lastId = 0
const listeners = new Set<() => void>()

export function toast(given: Toast): void {
  lastId += 1
  // The same words twice are one message.
  const others = shown.filter(({ text }) => text !== given.text)
  show([...others, { ...given, id: lastId }].slice(-AT_MOST))
}

function dismissAll() {
  show([])
}

function show(next: readonly ShownToast[]) {
  shown = next
  for (const listener of listeners) listener()
}

function dismiss(id: number) {
  show(shown.filter((each) => each.id !== id))
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Stands there from the start, empty: screen readers announce what comes into a region they know. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown)
  // They speak of what the person did who is leaving.
  useEffect(() => dismissAll, [])
  return (
    <div className="toasts" role="status" aria-label={COMMON.messages}>
      {toasts.map((each) => (
        <ToastCard key={each.id} toast={each} />
      ))}
    </div>
  )
}

function ToastCard({ toast: { id, text, tone = 'done', undo } }: { toast: ShownToast }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), tone === 'trouble' || undo ? TROUBLE_MS : DONE_MS)
    return () => clearTimeout(timer)
  }, [id, tone, undo])
  return (
    <div className="toast" data-tone={tone}>
      <Icon name={tone === 'trouble' ? 'alert' : 'check'} size={18} />
      <span className="toast-words">{text}</span>
      {undo && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            dismiss(id)
            undo()
          }}
        >
          {COMMON.undo}
        </Button>
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={COMMON.dismiss} onClick={() => dismiss(id)}>
        <Icon name="close" size={16} />
      </ActionIcon>
    </div>
  )
}
