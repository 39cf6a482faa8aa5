import type { ObservedPod } from '../../../model/snapshot.ts'
import { formatMib } from '../../format.ts'
import FaultTable from '../../shell/fault-table.tsx'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'
import { addIntent } from '../make/draft-store.ts'
import { counted } from '../parts/words.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'
import { openScreen, selectLive } from '../state/push-view-store.ts'
import AgentsSection from './agents-section.tsx'
import { ListSection } from './list-section.tsx'

/** Lists of what a person should know of a snapshot, worst first; a list with nothing in it says so in a word. */
export default function FleetLists({ live }: { readonly live: LiveFleet }) {
  const { clashes, faults, hosts, pods } = live.snapshot
  const waiting = pods.filter((pod) => pod.holding === null && pod.state === 'pending')
  const out = hosts.filter((host) => !host.ready || host.cordoned)
  return (
    <>
      <ListSection title="Clashes" count={clashes.length} none="No two hold one thing." isBad>
        <ul className="clashes">
          {clashes.map((clash) => (
            <li key={`${clash.host} ${clash.resource} ${clash.pods.join()}`}>
              <span className="kind">{clash.resource}</span>{' '}
              <button
                type="button"
                className="link-button"
                onClick={() => selectLive({ kind: 'host', name: clash.host })}
              >
                {clash.host}
              </button>{' '}
              {clash.detail}
            </li>
          ))}
        </ul>
      </ListSection>
      <ListSection title="Not understood" count={faults.length} none="Everything observed was understood." isBad>
        <FaultTable faults={faults} label="Hosts and pods left out" />
      </ListSection>
      <AgentsSection />
      <ListSection title="Waiting for a place" count={waiting.length} none="No pod waits.">
        <WaitingPods pods={waiting} />
      </ListSection>
      <ListSection title="Hosts out of use" count={out.length} none="Every host is ready and open.">
        <ul className="names-list">
          {out.map((host) => (
            <li key={host.name}>
              <button
                type="button"
                className="link-button"
                onClick={() => selectLive({ kind: 'host', name: host.name })}
              >
                {host.name}
              </button>{' '}
              <span className="faint">
                {host.ready ? '⊘ cordoned' : `✕ not ready${host.cordoned ? ', cordoned' : ''}`}
              </span>
            </li>
          ))}
        </ul>
      </ListSection>
    </>
  )
}

function WaitingPods({ pods }: { readonly pods: readonly ObservedPod[] }) {
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          addIntent({ kind: 'bind' })
          openScreen('make')
        }}
      >
        Plan a place for {pods.length === 1 ? 'it' : `all ${counted(pods.length, 'pod')}`}
      </button>
      <SortedTable
        label="Pods that wait"
        className="pods"
        rows={pods}
        columns={WAITING_COLUMNS}
        keyOf={({ name }) => name}
      />
    </>
  )
}

const WAITING_COLUMNS: readonly Column<ObservedPod>[] = [
  {
    head: 'Pod',
    cell: ({ name }) => (
      <button type="button" className="link-button" onClick={() => selectLive({ kind: 'pod', name })}>
        {name}
      </button>
    ),
    by: ({ name }) => name,
  },
  { head: 'Cpus', cell: ({ cpus }) => cpus, by: ({ cpus }) => cpus },
  { head: 'memory', cell: ({ memoryMib }) => formatMib(memoryMib), by: ({ memoryMib }) => memoryMib },
]
