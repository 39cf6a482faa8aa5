import type { PlanIntent } from '../../../model/plan.ts'
import type { ObservedPod } from '../../../model/snapshot.ts'
import { formatCpus, formatMib } from '../../format.ts'
import Facts, { type Fact } from '../../plan/detail/facts.tsx'
import { CloseIcon } from '../../plan/icons.tsx'
import type { Selection } from '../../state/url-state.ts'
import { addIntent, draftStore } from '../make/draft-store.ts'
import ResizeForm from '../make/resize-form.tsx'
import { hostStanding } from '../parts/host-standing.ts'
import { useNow } from '../parts/use-now.ts'
import { counted } from '../parts/words.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'
import { memoryMibOf } from '../plan/plan-facts.ts'
import { openScreen, selectLive } from '../state/push-view-store.ts'
import { usePush } from '../use-push.ts'
import { agentFacts } from './agent-facts.ts'
import PodTable from './pod-table.tsx'

interface SelectionPaneProps {
  readonly live: LiveFleet
  readonly selection: Selection
}

/** The pod or host picked: what is observed of it, and what a plan may do to it. */
export default function SelectionPane({ live, selection }: SelectionPaneProps) {
  return (
    <section className="panel side-panel picked" aria-label="Picked">
      <header className="panel-header">
        <span className="kind">{selection.kind}</span>
        <h2 title={selection.name}>{selection.name}</h2>
        <span className="spacer" />
        <button type="button" className="icon-button" aria-label="Clear the selection" onClick={() => selectLive(null)}>
          <CloseIcon />
        </button>
      </header>
      <div className="side-body">
        {selection.kind === 'pod' ? (
          <Pod live={live} name={selection.name} />
        ) : (
          <HostPicked live={live} name={selection.name} />
        )}
      </div>
    </section>
  )
}

/** Puts an intent on the bench and goes there. */
function plan(intent: PlanIntent): void {
  addIntent(intent)
  openScreen('make')
}

function Pod({ live, name }: { readonly live: LiveFleet; readonly name: string }) {
  const pod = live.pods.get(name)
  if (pod === undefined) return <p className="faint">No pod of this name is observed.</p>
  return (
    <>
      <Facts facts={podFacts(pod)} />
      {pod.holding === null ? (
        <div className="picked-actions">
          <button type="button" className="button" onClick={() => plan({ kind: 'bind', pods: [name] })}>
            Plan a place
          </button>
        </div>
      ) : (
        <>
          <ResizeForm key={name} pod={pod} onAdd={plan} />
          <div className="picked-actions">
            <button type="button" className="button" onClick={() => plan({ kind: 'migrate', pod: name })}>
              Plan a move
            </button>
            <button type="button" className="button" onClick={() => plan({ kind: 'release', pod: name })}>
              Plan a release
            </button>
          </div>
        </>
      )}
    </>
  )
}

function podFacts(pod: ObservedPod): Fact[] {
  const { holding } = pod
  const facts: Fact[] = [
    { label: 'State', value: pod.state },
    { label: 'Game, zone', value: `${pod.game} / ${pod.zone}` },
    { label: 'Component', value: pod.component },
  ]
  if (pod.objectName !== pod.name) facts.push({ label: 'Object', value: pod.objectName, isCode: true })
  if (holding === null) {
    facts.push({
      label: 'Asks for',
      value: `${counted(pod.cpus, 'Cpu')}, ${formatMib(pod.memoryMib)}, ${pod.request.network}`,
    })
    return facts
  }
  facts.push(
    {
      label: 'Host',
      value: (
        <button type="button" className="link-button" onClick={() => selectLive({ kind: 'host', name: holding.host })}>
          {holding.host}
        </button>
      ),
    },
    { label: 'Cpus, which', value: formatCpus(pod.cpus, holding.cpus), isCode: true },
    {
      label: 'Memory',
      value: `${formatMib(memoryMibOf(holding))} on NumaNode ${Object.keys(holding.memoryMib).join(', ')}`,
    },
    { label: 'Network', value: holding.vf === undefined ? holding.network : `VF ${holding.vf}` },
    { label: 'IP', value: `${holding.ip} in ${holding.segment}`, isCode: true },
  )
  return facts
}

function HostPicked({ live, name }: { readonly live: LiveFleet; readonly name: string }) {
  const agents = usePush((push) => push.agents)
  const agent = agents?.get(name) ?? null
  const nowMs = useNow()
  const number = live.hostNumbers.get(name)
  if (number === undefined) {
    if (agent === null) return <p className="faint">No host of this name is observed.</p>
    return <Facts facts={[{ label: 'State', value: '✕ not observed' }, ...agentFacts(name, agent, nowMs)]} />
  }
  const host = live.snapshot.fleet.hosts[number]
  const observed = live.snapshot.hosts[number]
  const pods = live.snapshot.pods.filter((pod) => pod.holding?.host === name)
  const cpus = pods.reduce((sum, pod) => sum + pod.cpus, 0)
  const isDrained = draftStore.getState().intents.some((intent) => intent.kind === 'drain' && intent.host === name)
  return (
    <>
      <Facts
        facts={[
          { label: 'State', value: hostStanding(observed, agents).words },
          { label: 'Place', value: `${host.region} / ${host.idc} / ${host.module} / ${host.rack}` },
          { label: 'Hardware', value: host.topology },
          { label: 'Cpus held', value: `${cpus} of ${host.allocatable.cpus}` },
          {
            label: 'Others',
            value: observed.foreign.cpus === '' ? 'none' : `Cpus ${observed.foreign.cpus}`,
            isCode: true,
          },
          ...agentFacts(name, agent, nowMs),
        ]}
      />
      <div className="picked-actions">
        <button
          type="button"
          className="button"
          disabled={isDrained}
          onClick={() => plan({ kind: 'drain', host: name })}
        >
          Plan a drain of {counted(pods.length, 'pod')}
        </button>
      </div>
      {pods.length > 0 && (
        <div className="names-list">
          <PodTable label={`Pods of ${name}`} pods={pods} />
        </div>
      )}
    </>
  )
}
