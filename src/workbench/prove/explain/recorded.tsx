import { Fragment } from 'react'
import type { CaseExplainResult } from '../../../worker/cases-protocol.ts'
import { turnTo } from '../state/prove-view-store.ts'
import { lineDifferences } from './line-differences.ts'

interface RecordedProps extends Extract<CaseExplainResult, { ok: true }> {
  readonly name: string
}

/** Above the explanation of a case: in what the case differs from what is decided today, and the way back to it. */
export default function Recorded({ name, recorded, step, explained, decider }: RecordedProps) {
  const differences = lineDifferences(recorded, explained.line)
  const isSame = differences.length === 0
  return (
    <section className="panel recorded" aria-label="In the case">
      <p>
        <button
          type="button"
          className="link-button"
          onClick={() => turnTo({ screen: 'case', name, step, explain: '', pod: null })}
        >
          Step {step} of {name}
        </button>
        : {decider === null ? 'today’s engine' : `stock Kubernetes (${decider})`}, told the same story, decides{' '}
        {isSame ? 'the same.' : 'otherwise. What is explained below is what it decides.'}
      </p>
      {!isSame && (
        <table className="figures line-differences" aria-label="What differs">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">The case has</th>
              <th scope="col">Decided today</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ field, a, b }) => (
              <tr key={field} data-field={field}>
                <th scope="row">{field}</th>
                <td className="was">{a ?? 'nothing'}</td>
                <td className="is">{b ?? 'nothing'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!isSame && (
        <details className="both-lines">
          <summary>Both lines in full</summary>
          <pre className="log-line">
            {[recorded, explained.line].map((line) => (
              <Fragment key={JSON.stringify(line)}>
                {JSON.stringify(line)}
                {'\n'}
              </Fragment>
            ))}
          </pre>
        </details>
      )}
    </section>
  )
}
