import { byCodeUnit } from '../../../base/order.ts'
import type { HoldingWords } from '../../../model/decision.ts'
import type { Plan } from '../../../model/plan.ts'
import type { ObservedHost } from '../../../model/snapshot.ts'
import { formatMib } from '../../format.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'
import { cpuCount, memoryMibOf } from './plan-facts.ts'

/** One thing that a plan touches and that is not as it was when the plan was decided, in words. */
export interface Change {
  readonly what: string
  readonly was: string
  readonly is: string
}

/** Whether a plan may still be approved or applied for the first time. */
export function isUnbegun({ status }: Plan): boolean {
  return ['draft', 'proposed', 'approved'].includes(status.state) && !status.closed
}

/** What has changed, in what the plan's steps touch, between what it was decided on and what is observed now. */
export function changedSince(plan: Plan, live: LiveFleet): readonly Change[] {
  const { observed, steps } = plan.spec
  const hosts = new Map(live.snapshot.hosts.map((host) => [host.name, host]))
  const before = new Map(steps.map((step) => [step.pod, step.before]))
  const ofPods = Object.entries(observed.pods).flatMap(([name, version]): Change[] => {
    const pod = live.pods.get(name)
    if (pod?.version === version) return []
    if (pod === undefined) return [{ what: name, was: podWords(before.get(name) ?? null), is: 'gone' }]
    return [{ what: name, ...differs(before.get(name) ?? null, pod.holding) }]
  })
  const ofHosts = Object.entries(observed.hosts).flatMap(([name, version]): Change[] => {
    const host = hosts.get(name)
    if (host?.version === version) return []
    return [{ what: name, was: 'otherwise', is: host === undefined ? 'gone' : hostWords(host) }]
  })
  return [...ofPods, ...ofHosts]
}

/** What of a pod's holding is another now: of all that it holds only that is said. */
function differs(before: HoldingWords | null, after: HoldingWords | null): Pick<Change, 'was' | 'is'> {
  if (before === null || after === null || before.host !== after.host) {
    return { was: podWords(before), is: podWords(after) }
  }
  const pairs: readonly (readonly [string, string])[] = [
    cpuCount(before) === cpuCount(after)
      ? [`Cpus ${before.cpus ?? 'none'}`, `Cpus ${after.cpus ?? 'none'}`]
      : [`${cpuCount(before)} Cpus`, `${cpuCount(after)} Cpus`],
    [formatMib(memoryMibOf(before)), formatMib(memoryMibOf(after))],
    [before.vf ?? 'no VF', after.vf ?? 'no VF'],
    [before.ip ?? 'no address', after.ip ?? 'no address'],
  ]
  const other = pairs.filter(([was, is]) => was !== is)
  if (other.length === 0) return { was: 'as it was', is: 'written anew, holds the same' }
  return { was: other.map(([was]) => was).join(', '), is: other.map(([, is]) => is).join(', ') }
}

function podWords(holding: HoldingWords | null): string {
  return holding === null ? 'on no host' : `${cpuCount(holding)} Cpus on ${holding.host}`
}

function hostWords({ cordoned, ready, foreign }: ObservedHost): string {
  const words = [...(cordoned ? ['cordoned'] : []), ...(ready ? [] : ['not ready'])]
  if (foreign.cpus !== '') words.push(`others use Cpus ${foreign.cpus}`)
  else if (Object.keys(foreign.memoryMib).length > 0) words.push('others use memory')
  return words.length === 0 ? 'ready, nothing in the way' : words.join(', ')
}

/** `host h1` and `host h2 and 3 more`: names of what has changed, most of them counted. */
export function namesOf(changes: readonly Change[]): string {
  const names = [...new Set(changes.map(({ what }) => what))].sort(byCodeUnit)
  return names.length <= 2 ? names.join(' and ') : `${names[0]} and ${names.length - 1} more`
}
