import type { ObservedPod } from '../../../model/snapshot.ts'
import FaultTable from '../../shell/fault-table.tsx'
import { addIntent } from '../make/draft-store.ts'
import { hostStanding } from '../parts/host-standing.ts'
import { counted } from '../parts/words.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'
import { openScreen, selectLive } from '../state/push-view-store.ts'
import { targetStand } from '../state/target-stand.ts'
import { usePush } from '../use-push.ts'
import AgentsSection from './agents-section.tsx'
import HostTable from './host-table.tsx'
import { ListSection } from './list-section.tsx'
import PodTable from './pod-table.tsx'

/** Lists of what a person should know of a snapshot, worst first; a list with nothing in it says so in a word. */
export default function FleetLists({ live }: { readonly live: LiveFleet }) {
  const { clashes, faults, hosts, pods } = live.snapshot
  const waiting = pods.filter((pod) => pod.holding === null && pod.state === 'pending')
  const agents = usePush((push) => push.agents)
  const isLastSeen = usePush((push) => ['silent', 'away'].includes(targetStand(push.target, push.isOnline)))
  const out = hosts.flatMap((host) => {
    const { isReady, words } = hostStanding(host, agents)
    return isReady && !host.cordoned ? [] : [{ host: host.name, words }]
  })
  const none = isLastSeen ? 'Every host was ready and open when last seen.' : 'Every host is ready and open.'
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
      <ListSection title="Hosts out of use" count={out.length} none={none}>
        <HostTable label="Hosts out of use" head="State" rows={out} />
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
      <PodTable label="Pods that wait" pods={pods} />
    </>
  )
}
