import type { ReactNode } from 'react'

interface ListSectionProps {
  readonly title: string
  readonly count: number
  readonly none: string
  readonly isBad?: boolean
  readonly children: ReactNode
}

/** A list of the fleet's screen; with nothing in it, it says so in a word. */
export function ListSection({ title, count, none, isBad, children }: ListSectionProps) {
  return (
    <section className="panel side-panel" aria-label={title}>
      <header className="panel-header">
        <h2>{title}</h2>
        {count === 0 ? (
          <span className="faint">{none}</span>
        ) : (
          <span className={isBad === true ? 'count bad' : 'count'}>{count}</span>
        )}
      </header>
      {count > 0 && <div className="side-body">{children}</div>}
    </section>
  )
}
