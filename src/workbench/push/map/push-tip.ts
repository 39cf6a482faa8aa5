import type { MapHit } from '../../../chart/fleet-hit.ts'
import { MARK } from '../../../chart/fleet-marks.ts'
import { RESERVED } from '../../../model/fleet-columns.ts'
import { vfName } from '../picture/cells.ts'
import type { FleetScene } from '../picture/fleet-scene.ts'

const MARK_WORDS: Readonly<Record<number, string>> = {
  [MARK.gained]: '+ gained by the plan',
  [MARK.freed]: '− freed by the plan',
  [MARK.movedIn]: '↓ moved here by the plan',
  [MARK.movedOut]: '↑ moved away by the plan',
}

/** What is under the pointer, in words: who has it, what becomes of it, and where it is. */
export function tipLines(scene: FleetScene, hit: MapHit): string[] {
  const { live, frame, marks } = scene
  const host = live.snapshot.fleet.hosts[hit.host]
  const observed = live.snapshot.hosts[hit.host]
  const state = observed.ready ? (observed.cordoned ? ' (cordoned)' : '') : ' (not ready)'
  const where = `${host.region} / ${host.idc} / ${host.module} / ${host.rack}`
  const place = `${host.name}${state}`
  if (hit.part === 'cpu') {
    const mark = MARK_WORDS[marks.cpus[live.tables.cpuStart[hit.host] + hit.cpu]]
    return lines(ownerWords(scene, hit.owner), mark, `Cpu ${hit.cpu}, NumaNode ${hit.numa}, ${place}`, where)
  }
  if (hit.part === 'vf') {
    const mark = MARK_WORDS[marks.vfs[live.tables.vfStart[hit.host] + hit.vf]]
    return lines(ownerWords(scene, hit.owner), mark, `VF ${vfName(host, hit.vf)}, ${place}`, where)
  }
  const addresses = `${frame.ipsHeld[hit.host]} IPs held, ${frame.ipsFree[hit.host]} free in its pools`
  const foreign = observed.foreignPods.length
  return lines(place, where, host.topology, addresses, foreign === 0 ? undefined : `${foreign} pods of others`)
}

function lines(...texts: readonly (string | undefined)[]): string[] {
  return texts.filter((text) => text !== undefined)
}

function ownerWords({ owners }: FleetScene, owner: number): string {
  if (owner === RESERVED) return 'Reserved for the system'
  const found = owners[owner]
  if (found === undefined) return 'Free'
  return found.kind === 'left' ? `${found.name} until then` : found.name
}
