import { Component, type ReactNode } from 'react'
import { viewStore } from '../state/stores.ts'
import Bar from './bar.tsx'

interface Props {
  /** Where the page is: going elsewhere is a new try. */
  readonly path: string
  readonly children: ReactNode
}

interface State {
  readonly error: string | null
}

/**
 * Keeps the page when a part of it cannot be fetched, as when the server is away or a newer build is in the place of
 * the page's own: says so, and leaves the way back to what is open. A run goes on meanwhile.
 */
export default class FetchedParts extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error.message : String(error) }
  }

  override componentDidCatch(): void {
    // What lay over the page may be the part: it would be asked for again at once.
    viewStore.setState({ overlay: 'none' })
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.error !== null && before.path !== this.props.path) this.setState({ error: null })
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <div className="fetched-parts">
        <Bar title="Berth">
          <span className="spacer" />
        </Bar>
        <main className="notice-page" role="alert">
          <h1>This part of the page could not be loaded</h1>
          <p>
            The server may be away, or a newer one than the page is of has taken its place. What is open stays open.
          </p>
          <p className="code">{error}</p>
          <p>
            <a href={`${location.pathname}${location.search}`}>Load the page again</a>
          </p>
        </main>
      </div>
    )
  }
}
