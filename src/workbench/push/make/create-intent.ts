import { byCodeUnit } from '../../../base/order.ts'
import type { CreateIntent } from '../../../model/plan.ts'
import type { PodRequest } from '../../../model/request.ts'
import type { ObservedPod } from '../../../model/snapshot.ts'
import type { LiveFleet } from '../picture/live-fleet.ts'

/** What the form asks for. */
export interface NewPods {
  readonly game: string
  readonly zone: string
  readonly component: string
  readonly count: number
  readonly request: PodRequest
}

export const FIRST_SHAPE: NewPods = {
  game: '',
  zone: 'main',
  component: '',
  count: 1,
  request: {
    cpus: 2,
    memoryMib: 4096,
    diskMib: 0,
    ioKibps: 0,
    network: 'bridge',
    numa: 'preferred',
    where: {},
    spread: [],
    profile: 'spread',
  },
}

/** One pod of each component observed, by `game/zone/component`, ascending. */
export function componentsOf(live: LiveFleet): ReadonlyMap<string, ObservedPod> {
  const found = new Map<string, ObservedPod>()
  for (const pod of live.snapshot.pods) {
    const key = `${pod.game}/${pod.zone}/${pod.component}`
    if (!found.has(key)) found.set(key, pod)
  }
  return new Map([...found].sort(([a], [b]) => byCodeUnit(a, b)))
}

export function shapeLike(pod: ObservedPod, count: number): NewPods {
  return { game: pod.game, zone: pod.zone, component: pod.component, count, request: pod.request }
}

/** The intent with names that no pod observed has: those of its component go on counting. */
export function createIntent(
  pods: NewPods,
  live: LiveFleet,
  template: Readonly<Record<string, unknown>> | undefined,
): CreateIntent {
  const { game, zone, component, request } = pods
  return {
    kind: 'create',
    game,
    zone,
    component,
    pods: newNames(pods, live),
    request,
    ...(template === undefined ? {} : { template }),
  }
}

function newNames({ game, zone, component, count }: NewPods, live: LiveFleet): string[] {
  const mates = live.snapshot.pods.filter((pod) => {
    return pod.game === game && pod.zone === zone && pod.component === component && /-\d+$/.test(pod.name)
  })
  const isKubernetes = live.snapshot.target.kind === 'kubernetes'
  const ownStem = isKubernetes ? `${game}/${component}` : `${game}/${zone}/${component}`
  const stem = mates[0]?.name.replace(/-\d+$/, '') ?? ownStem
  const names: string[] = []
  for (let n = 0; names.length < count; n++) {
    const name = `${stem}-${n}`
    if (!live.pods.has(name)) names.push(name)
  }
  return names
}
