import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { HoldingWords } from '../../model/decision.ts'
import type { PodAdopted } from '../../model/event.ts'
import type { PodRequest } from '../../model/request.ts'
import { watchInterrupt } from '../interrupt.ts'
import { startProgress } from '../progress.ts'
import { eachEvent } from '../run/each-event.ts'
import { eachDecision } from './each-decision.ts'
import type { ExportedRun } from './export-kind.ts'

/** A pod that holds something. */
export interface PlacedPod {
  readonly pod: string
  readonly game: string
  readonly zone: string
  readonly component: string
  readonly holding: HoldingWords
  /** What its component asks for. */
  readonly request: PodRequest
  /** Number of the decision that it holds this by; 0 of a pod that was found. */
  readonly seq: number
}

type Held = Omit<PlacedPod, 'request'>

/** Pods that hold something after an instant of a run in us, by name; or faults of its files. */
export async function podsAt(run: ExportedRun, untilUs: number): Promise<Result<readonly PlacedPod[]>> {
  const requests = new Map<string, PodRequest>()
  const adopted: PodAdopted[] = []
  const read = await eachEvent(run.directory, run.head, startProgress('export', true), watchInterrupt(), {
    take(event) {
      if (event.atUs > untilUs) return false
      if (event.kind === 'component') requests.set(`${event.game} ${event.component}`, event.request)
      else if (event.kind === 'adopt') adopted.push(event)
      return []
    },
  })
  if (read === null) return failed([{ path: '', found: 'an interrupt', expected: 'time to read the run' }])
  if (!read.ok) return read
  const held = new Map<string, Held>()
  let next = 0
  const adoptUntil = (atUs: number): void => {
    for (; next < adopted.length && adopted[next].atUs <= atUs; next++) {
      const { pod, game, zone, component } = adopted[next]
      held.set(pod, { pod, game, zone, component, holding: adopted[next], seq: 0 })
    }
  }
  const faults = await eachDecision(run, (line) => {
    if (line.atUs > untilUs) return false
    adoptUntil(line.atUs)
    const { pod, game, zone, component, seq } = line
    if (line.kind === 'release') held.delete(pod)
    else if (line.kind !== 'refuse') held.set(pod, { pod, game, zone, component, holding: line, seq })
    return true
  })
  if (faults.length > 0) return failed(faults)
  adoptUntil(untilUs)
  const pods = [...held.values()].sort((a, b) => (a.pod < b.pod ? -1 : 1))
  const strays: Fault[] = []
  const placed = pods.flatMap((each): PlacedPod[] => {
    const request = requests.get(`${each.game} ${each.component}`)
    if (request !== undefined) return [{ ...each, request }]
    strays.push({
      path: `pod ${each.pod}`,
      found: 'a component never declared',
      expected: 'an event of kind component',
    })
    return []
  })
  return strays.length > 0 ? failed(strays) : ok(placed)
}
