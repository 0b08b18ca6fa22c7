// A page that fails takes neither the others nor the music with it. React knows error boundaries as classes only.
import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { SHELL } from '../text/shell.ts'
import { EmptyState } from './page-states.tsx'

interface ErrorBoundaryProps {
  readonly children: ReactNode
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <EmptyState
        icon="alert"
        title={SHELL.broken}
        action={
          <Button variant="light" onClick={() => location.reload()}>
            {SHELL.reload}
          </Button>
        }
      >
        {SHELL.brokenWords}
      </EmptyState>
    )
  }
}
