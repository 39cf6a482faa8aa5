import type { ObservedPod } from '../../../model/snapshot.ts'
import FaultTable from '../../shell/fault-table.tsx'
import { addIntent } from '../make/draft-store.ts'
import { counted } from '../parts/words.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'
import { openScreen, selectLive } from '../state/push-view-store.ts'
import AgentsSection from './agents-section.tsx'
import HostTable from './host-table.tsx'
import { ListSection } from './list-section.tsx'
import PodTable from './pod-table.tsx'

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
        <HostTable
          label="Hosts out of use"
          head="State"
          rows={out.map(({ name, ready, cordoned }) => ({ host: name, words: outWords(ready, cordoned) }))}
        />
      </ListSection>
    </>
  )
}

function outWords(isReady: boolean, isCordoned: boolean): string {
  if (isReady) return '⊘ cordoned'
  return isCordoned ? '✕ not ready, cordoned' : '✕ not ready'
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
      <PodTable label="Pods that wait" pods={pods} />
    </>
  )
}
