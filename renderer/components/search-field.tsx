// The field for searching, and the way to it from anywhere. What is looked for stands in the address: `/search?q=`.
import { ActionIcon, TextInput } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { navigate } from '../client/route.ts'
import { SEARCH } from '../text/search.ts'
import { Icon } from './icon.tsx'

const PATH = '/search'

interface SearchFieldProps {
  readonly value: string
  onChange(value: string): void
  /** Arrow down: into what was found. */
  onEnterResults?(): void
  /** Enter: the first of what was found. */
  onChoose?(): void
}

/** Has the focus when its page opens, also after the page's own place for the keyboard was set. */
export function SearchField({ value, onChange, onEnterResults, onChoose }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const told = useRef(value)
  useEffect(() => {
    const later = requestAnimationFrame(() => field.current?.focus())
    return () => cancelAnimationFrame(later)
  }, [])
  // Changed by somebody else: going back, a link. What is being typed stays as it is.
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setTyped(value)
  }, [value])

  function tell(text: string) {
    setTyped(text)
    told.current = text.trim()
    onChange(told.current)
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      onEnterResults?.()
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) onChoose?.()
    if (event.key === 'Escape' && typed !== '') tell('')
  }
  return (
    <TextInput
      ref={field}
      type="search"
      className="search-field"
      size="lg"
      aria-label={SEARCH.label}
      placeholder={SEARCH.label}
      value={typed}
      maxLength={200}
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      enterKeyHint="search"
      leftSection={<Icon name="search" />}
      rightSection={
        typed !== '' && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={SEARCH.clear}
            onClick={() => {
              tell('')
              field.current?.focus()
            }}
          >
            <Icon name="close" size={18} />
          </ActionIcon>
        )
      }
      onChange={(event) => tell(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  )
}

/** `/` and Ctrl or Command with K lead to the search from every page. For the shell. */
export function useSearchShortcut(): void {
  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent) {
      const isCommand = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey
      const isSlash =
        event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)
      if (!isCommand && !isSlash) return
      event.preventDefault()
      if (location.pathname === PATH) document.querySelector<HTMLInputElement>('.search-field input')?.focus()
      else navigate(PATH)
    }
    // Before anything else makes something of the key.
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select') !== null)
  )
}
