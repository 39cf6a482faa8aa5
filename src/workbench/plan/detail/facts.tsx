import type { ReactNode } from 'react'

export interface Fact {
  readonly label: string
  readonly value: ReactNode
  /** Shown as typed: addresses, Cpu lists. */
  readonly isCode?: boolean
}

/** Labels and values in two aligned columns. */
export default function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ label, value, isCode }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={isCode === true ? 'code' : undefined} data-fact={label}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
