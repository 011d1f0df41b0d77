/** Keeps a page that fails from taking navigation, log-out and every other page with it. */
import { Component, type ReactNode } from 'react'
import { ChunkError } from '../chunks/chunk-error.ts'
import { Failure } from '../parts/states/failure.tsx'

interface Props {
  /** Where the reader is: another place begins anew. */
  readonly at: string
  /** Forgets what the page has failed over. */
  readonly onRetry: () => void
  readonly children: ReactNode
}

interface State {
  readonly at: string
  readonly error: Error | null
}

export class Boundary extends Component<Props, State> {
  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  static getDerivedStateFromProps({ at }: Props, state: State): State | null {
    return at === state.at ? null : { at, error: null }
  }

  override state: State = { at: this.props.at, error: null }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    const retry = () => {
      if (error instanceof ChunkError) return window.location.reload()
      this.props.onRetry()
      this.setState({ error: null })
    }
    return <Failure error={error} onRetry={retry} />
  }
}
