import OpenFiles from './case/open-files.tsx'
import { openCase, turnTo } from './state/prove-view-store.ts'
import { useCase } from './use-prove.ts'

/** What these screens answer, and where each answer begins. */
export default function StartScreen() {
  const first = useCase((store) => store.names[0])
  return (
    <div className="prove-start">
      <section className="panel prove-card">
        <h2>Which law does it break?</h2>
        <p>
          <code>berth prove</code> shrinks a broken law to a few hosts and pods. Play such a case step by step: the law,
          the line and the Cpus that break it are pointed at.
        </p>
        <button
          type="button"
          className="button primary"
          disabled={first === undefined}
          onClick={() => first !== undefined && openCase(first.name)}
        >
          Play a counterexample
        </button>
        <OpenFiles />
      </section>
      <section className="panel prove-card">
        <h2>Is it better?</h2>
        <p>
          Run a scenario with two profiles under the same seeds. Every figure comes with its difference, its interval
          and whether that is sure; two fleets side by side show what lies elsewhere.
        </p>
        <button type="button" className="button primary" onClick={() => turnTo({ screen: 'compare', name: null })}>
          Compare two policies
        </button>
      </section>
    </div>
  )
}
