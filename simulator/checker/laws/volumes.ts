import type { Held, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'

type Broken = (message: string) => void

/** L2 at a place or migrate: the volume is of the size asked for, its pool has room for it and the host attaches it. */
export function checkVolumeAmounts(state: State, pod: Pod, held: Held, broken: Broken): void {
  const asked = pod.volume?.mib ?? pod.component.request.volumeMib ?? 0
  const mib = held.volume?.mib ?? 0
  if (mib !== asked) broken(`holds a volume of ${mib} MiB, asked for ${asked}`)
  checkVolumeFree(state, pod, held, broken)
}

/** Its pool has room for it, unless the pod has it already, and the host attaches one more. */
export function checkVolumeFree({ volumes }: State, pod: Pod, { host, volume }: Held, broken: Broken): void {
  if (volume === null) return
  if (volumes.freeAttach[host] <= 0) broken('a volume attached on a host that attaches no more')
  const free = volumes.freeMib[volume.pool]
  if (pod.volume === null && volume.mib > free) broken(`${volume.mib} MiB of volume pool ${volume.name}, ${free} free`)
}

/** L3 at a place or migrate: the volume that the pod has stays its own; a new one is of the first pool with room. */
export function checkVolumeIdentity(state: State, findings: Findings, pod: Pod, held: Held, broken: Broken): void {
  const { volume } = held
  if (pod.volume !== null && volume?.pool !== pod.volume.pool) {
    broken(`the volume of ${pod.name} changed from pool ${pod.volume.name} to ${volume?.name ?? 'none'}`)
    return
  }
  if (volume === null) return
  checkVolumeReached(state, held, broken)
  if (pod.volume !== null || findings.baseline !== null) return
  const first = state.volumes.firstPool(pod, held.host)
  if (first === volume.pool || first < 0) return // None with room is a breach of L2.
  broken(
    `the volume is of pool ${volume.name}; ${state.view.volumePools[first].name} is the first usable one with room`,
  )
}

/** The host reaches the volume's pool, and it is the one asked for. */
export function checkVolumeReached({ view }: State, { host, volume }: Held, broken: Broken): void {
  if (volume !== null && view.volumePools[volume.pool].bound[host] === 0)
    broken(`the volume is of pool ${volume.name}, which is not bound to the host`)
}

/** L6 at the end: what pools and hosts have free and what pods have makes up what there is. */
export function checkVolumeConservation(
  { view, volumes, pods }: State,
  same: (what: string, free: number, held: number, allocatable: number, host?: string) => void,
): void {
  const mib = new Float64Array(view.volumePools.length)
  const attached = new Float64Array(view.hosts.length)
  for (const { volume, held } of pods.values()) {
    if (volume !== null) mib[volume.pool] += volume.mib
    if (held !== null && held.volume !== null) attached[held.host]++
  }
  view.volumePools.forEach(({ name, capacityMib }, pool) => {
    same(`MiB of volume pool ${name}`, volumes.freeMib[pool], mib[pool], capacityMib)
  })
  view.hosts.forEach(({ name, volumeAttachMax = 0 }, host) => {
    same('attached volumes', volumes.freeAttach[host], attached[host], volumeAttachMax, name)
  })
}
