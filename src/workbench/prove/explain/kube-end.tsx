import type { Alignment, KubeChoice, NumaHint } from '../../../model/explanation.ts'

/** Hints written one by one. */
const HINTS_LISTED = 4

/** Under stock Kubernetes what comes after the ranking: the event of a pod that fits nowhere, or its admission. */
export default function KubeEnd({ kube }: { readonly kube: KubeChoice }) {
  const { message, admission } = kube
  if (admission === null) return <p data-testid="event">kube-scheduler says: {message}</p>
  const { host, policy, scope, alignments, failure } = admission
  const { victims } = kube
  return (
    <section aria-label="Admission">
      {victims.length > 0 && (
        <p data-testid="preempted">
          It fits nowhere; preempted on {host}: {victims.join(', ')}.
        </p>
      )}
      <p data-testid="admission">
        The kubelet of {host} (topology manager {policy}
        {policy !== 'none' && `, scope ${scope}`}) {failure === null && 'admits it.'}
        {failure !== null && failure.message !== '' && `fails it with ${failure.reason}: ${failure.message}.`}
        {failure !== null && failure.message === '' && `admits it, and it fails to start with ${failure.reason}.`}
      </p>
      {alignments.map((alignment) => (
        <Aligned key={alignment.container ?? ''} {...alignment} />
      ))}
    </section>
  )
}

function Aligned({ container, resources, merged, isAdmitted }: Alignment) {
  const name = container === null ? 'the whole pod' : `container ${container}`
  return (
    <table className="figures" aria-label={`NUMA nodes for ${name}`}>
      <thead>
        <tr>
          <th scope="col">For {name}</th>
          <th scope="col">Preferred</th>
          <th scope="col">Else</th>
        </tr>
      </thead>
      <tbody>
        {resources.map(({ resource, hints }) => (
          <tr key={resource}>
            <th scope="row">{resource}</th>
            {hints === null && <td colSpan={2}>no opinion</td>}
            {hints?.length === 0 && <td colSpan={2}>nothing will do</td>}
            {hints !== null &&
              hints.length > 0 &&
              [true, false].map((wanted) => <td key={String(wanted)}>{listed(hints, wanted)}</td>)}
          </tr>
        ))}
        <tr>
          <th scope="row">together{isAdmitted ? '' : ', refused'}</th>
          <td>{merged.isPreferred && nodesText(merged)}</td>
          <td>{!merged.isPreferred && nodesText(merged)}</td>
        </tr>
      </tbody>
    </table>
  )
}

function listed(hints: readonly NumaHint[], isPreferred: boolean): string {
  const wanted = hints.filter((hint) => hint.isPreferred === isPreferred)
  const more = wanted.length - HINTS_LISTED
  return `${wanted.slice(0, HINTS_LISTED).map(nodesText).join(' ')}${more > 0 ? ` and ${more} more` : ''}`
}

function nodesText({ numaNodes }: NumaHint): string {
  return numaNodes === null ? 'any' : `{${numaNodes.join(',')}}`
}
