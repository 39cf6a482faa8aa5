import type { CaseName } from '../../worker/cases-protocol.ts'
import { openCase, turnTo } from './state/prove-view-store.ts'
import { useCase, useProveView } from './use-prove.ts'

/** Left: what can be opened. */
export default function ProveRail() {
  const screen = useProveView((view) => view.screen)
  const names = useCase((store) => store.names)
  return (
    <nav className="rail" aria-label="Prove">
      <button
        type="button"
        className="rail-place"
        aria-current={screen === 'start' ? 'page' : undefined}
        onClick={() => turnTo({ screen: 'start', name: null })}
      >
        Start
      </button>
      <button
        type="button"
        className="rail-place"
        aria-current={screen === 'compare' ? 'page' : undefined}
        onClick={() => turnTo({ screen: 'compare', name: null })}
      >
        Compare two policies
      </button>
      <CaseList title="Found here" names={names.filter(({ kind }) => kind === 'found')} />
      <CaseList title="Counterexamples, recorded" names={names.filter(({ kind }) => kind === 'recorded')} />
      <CaseList title="Cases that are mended" names={names.filter(({ kind }) => kind === 'mended')} />
    </nav>
  )
}

function CaseList({ title, names }: { readonly title: string; readonly names: readonly CaseName[] }) {
  const open = useProveView((view) => (view.screen === 'case' ? view.name : null))
  if (names.length === 0) return null
  return (
    <>
      <h2 className="rail-title">{title}</h2>
      <ul className="rail-cases">
        {names.map(({ name, law, message }) => (
          <li key={name}>
            <button
              type="button"
              className="rail-place"
              aria-current={name === open ? 'page' : undefined}
              title={message}
              onClick={() => openCase(name)}
            >
              <span className="kind">{law}</span> <span className="rail-case-name">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
