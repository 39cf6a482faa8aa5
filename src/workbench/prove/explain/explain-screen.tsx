import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import type { ExplainedChange, RefusedHosts } from '../../../model/explanation.ts'
import { nearestWords } from '../../../model/resource-words.ts'
import type { CaseExplainResult } from '../../../worker/cases-protocol.ts'
import { startExplain } from '../../../worker/explain-client.ts'
import type { ExplainResult } from '../../../worker/explain-protocol.ts'
import { formatCount, formatMib, formatSimTime } from '../../format.ts'
import FaultTable from '../../shell/fault-table.tsx'
import { policyNow } from '../../state/policy.ts'
import { readViewState } from '../../state/url-state.ts'
import { runAddress } from '../../state/url-sync.ts'
import { explainOfCase } from '../case/case-store.ts'
import { useProveView } from '../use-prove.ts'
import InPlace from './in-place.tsx'
import KubeEnd from './kube-end.tsx'
import Ranking from './ranking.tsx'
import Recorded from './recorded.tsx'

type Explained = Extract<ExplainResult, { ok: true }>['explained']

/** Why one decision of a run came about: the run, the pod and the decision's number stand in the address. */
export default function ExplainScreen() {
  const pod = useProveView((view) => view.pod)
  const [share, setShare] = useState(0)
  const [result, setResult] = useState<ExplainResult | CaseExplainResult | null>(null)
  const [error, setError] = useState('')
  const search = useProveView((view) => view.explain)
  useEffect(() => {
    setResult(null)
    setError('')
    const { spec } = readViewState(search)
    const params = new URLSearchParams(search)
    const seq = /^[1-9]\d{0,14}$/.exec(params.get('seq') ?? '')
    const ofCase = params.get('case')
    if (ofCase !== null) {
      let isCurrent = true
      explainOfCase(ofCase, Number(seq?.[0] ?? 0)).then(
        (explained) => isCurrent && setResult(explained),
        (reason) => isCurrent && setError(String(reason)),
      )
      return () => {
        isCurrent = false
      }
    }
    const asked = { ...spec, pod: pod ?? '', seq: seq === null ? null : Number(seq[0]) }
    let isLeft = false
    let end = (): void => undefined
    void policyNow().then((policy) => {
      if (!isLeft) end = startExplain(asked, policy, setShare, setResult, setError)
    })
    return () => {
      isLeft = true
      end()
    }
  }, [search, pod])
  if (error !== '') return <Notice title="The explanation stopped on a fault of the program" error={error} />
  if (result?.ok === false) {
    return (
      <section className="notice" role="alert">
        <h2>There is no such decision</h2>
        <FaultTable faults={result.faults} label="Faults" />
        <p>
          Decisions are explained from where they are listed: <Link href={runAddress()}>open the run</Link>, pick a pod
          and press “why” in its history.
        </p>
      </section>
    )
  }
  if (result === null) {
    return (
      <section className="notice" aria-busy="true">
        <h2>Running again up to the decision about {pod}</h2>
        <progress value={share} aria-label="The run" />
      </section>
    )
  }
  if (!('recorded' in result)) return <Explanation {...result.explained} />
  return (
    <div className="explained-case">
      <Recorded name={new URLSearchParams(search).get('case') ?? ''} {...result} />
      <Explanation {...result.explained} />
    </div>
  )
}

function Notice({ title, error }: { readonly title: string; readonly error: string }) {
  return (
    <section className="notice" role="alert">
      <h2>{title}</h2>
      <pre>{error}</pre>
    </section>
  )
}

function Explanation({ line, explanation, tried }: Explained) {
  const where = 'host' in line ? `on ${line.host}` : ''
  return (
    <section className="panel explain" aria-labelledby="explain-title">
      <header className="panel-header">
        <h2 id="explain-title">
          {line.pod}: {line.kind} {where}
        </h2>
        <span className="figure faint">
          decision {formatCount(line.seq)} · {formatSimTime(line.atUs)} · {line.cause}
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <section className="explain-body" aria-label="Explanation" tabIndex={0}>
        {explanation === null ? (
          <p>A release follows from its cause alone: {line.cause}.</p>
        ) : (
          <>
            <p>
              Asked for {explanation.cpus} Cpus and {formatMib(explanation.memoryMib)}, profile {explanation.profile}
              {'group' in line && `, with all pods of group ${line.group}`}.
            </p>
            <table className="figures" aria-label="Hosts by filter">
              <tbody>
                <FunnelRow name="hosts looked at" count={explanation.hosts - (explanation.kube?.unseen ?? 0)} />
                {explanation.refused.map(({ filter, hosts, words }) => (
                  <FunnelRow key={filter} name={`refused by ${filter}`} count={hosts} words={words} />
                ))}
                <FunnelRow name="can take it" count={explanation.feasible} />
              </tbody>
            </table>
            <Ranking ranking={explanation.ranking} tied={explanation.tied} kube={explanation.kube} />
            {explanation.inPlace !== null && <InPlace inPlace={explanation.inPlace} line={line} />}
            {explanation.kube !== undefined && <KubeEnd kube={explanation.kube} />}
            {explanation.nearest !== null && <Nearest nearest={explanation.nearest} fits={tried?.fits === true} />}
            {explanation.nearest === null && explanation.feasible === 0 && explanation.kube === undefined && (
              <p>No host is one change away.</p>
            )}
          </>
        )}
      </section>
    </section>
  )
}

function Nearest({ nearest, fits }: { readonly nearest: ExplainedChange; readonly fits: boolean }) {
  const { hosts, on } = nearest
  const names = `${on.join(', ')}${hosts > on.length ? ' …' : ''}`
  return (
    <p data-testid="nearest">
      It fits with {nearestWords(nearest, formatCount)}: {names}
      {fits && '. Tried: it does'}.
    </p>
  )
}

interface FunnelProps {
  readonly name: string
  readonly count: number
  readonly words?: RefusedHosts['words']
}

function FunnelRow({ name, count, words }: FunnelProps) {
  return (
    <tr data-funnel={name}>
      <th scope="row">{name}</th>
      <td>{formatCount(count)}</td>
      {words !== undefined && (
        <td className="words">{words.map(({ text, hosts }) => `${formatCount(hosts)} ${text}`).join(', ')}</td>
      )}
    </tr>
  )
}
