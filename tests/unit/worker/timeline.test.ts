import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../../src/model/event.ts'
import { ABSENT, FREE, RESERVED } from '../../../src/model/fleet-columns.ts'
import type { Decision, Holding } from '../../../src/model/holding.ts'
import { podView } from '../../../src/worker/pod-view.ts'
import { Timeline } from '../../../src/worker/timeline.ts'
import { SMALL_FLEET } from './small-fleet.ts'

const NO_DEVICES = {
  overlayPool: -1,
  overlayIp: 0,
  volumePool: -1,
  volumeMib: 0,
  gpus: [],
  nic: -1,
  nicMbps: 0,
  nicKpps: 0,
}

const CPUS = 40
const USABLE = Array.from({ length: CPUS }, (_, cpu) => cpu).filter((cpu) => cpu % 20 !== 0)

interface Step {
  readonly afterUs: number
  readonly action: 'place' | 'resize' | 'migrate' | 'release' | 'lose' | 'recover'
  readonly choice: number
  readonly size: number
}

const STEPS = fc.array(
  fc.record({
    afterUs: fc.integer({ min: 0, max: 3 }),
    action: fc.constantFrom(
      'place' as const,
      'place' as const,
      'resize' as const,
      'migrate' as const,
      'release' as const,
      'lose' as const,
      'recover' as const,
    ),
    choice: fc.nat(1000),
    size: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 120 },
)

type Entry = { readonly event: Event } | { readonly decision: Decision }

/** A log that obeys L1: turns random steps into events and decisions, leaving out those that make no sense. */
function logOf(steps: readonly Step[]): Entry[] {
  const log: Entry[] = []
  const held = new Map<string, Holding>()
  let atUs = 0
  let pods = 0
  const identity = (name: string) => ({ name, game: 'g', zone: 'z1', component: 'logic' })
  const free = (host: number): number[] => {
    const taken = new Set([...held.values()].filter((h) => h.host === host).flatMap((h) => [...h.cpus]))
    return USABLE.filter((cpu) => !taken.has(cpu))
  }
  const decide = (decision: object): void => {
    log.push({ decision: { seq: log.length + 1, atUs, profile: 'pack', cause: 'launch', ...decision } as Decision })
  }
  for (const step of steps) {
    atUs += step.afterUs
    const names = [...held.keys()]
    const name = names[step.choice % Math.max(1, names.length)]
    const host = step.choice % 3
    if (step.action === 'place') {
      // From either end, so that every word of the bit sets is used.
      const room = free(host)
      const cpus = step.choice % 2 === 0 ? room.slice(0, step.size) : room.slice(-step.size)
      if (cpus.length === 0) continue
      const pod = `g/z1/logic-${pods++}`
      const vfs = [0, 1, 2, 3].filter((vf) => ![...held.values()].some((h) => h.host === host && h.vf === vf))
      const holding: Holding = {
        host,
        cpus,
        cpuMilli: 0,
        memoryMib: [step.size * 100, 0],
        disk: 0,
        diskMib: 10,
        ioKibps: 1,
        network: 'sriov',
        vf: vfs[0] ?? -1,
        ...NO_DEVICES,
        pool: 0,
        ip: 0x0a00000a + (pods % 10),
      }
      held.set(pod, holding)
      decide({ kind: 'place', pod: identity(pod), holding })
    } else if (step.action === 'lose' || step.action === 'recover') {
      const kind = step.action === 'lose' ? 'host-lost' : 'host-recovered'
      log.push({ event: { atUs, kind, host: SMALL_FLEET.hosts[host].name } })
    } else if (name !== undefined) {
      const before = held.get(name) as Holding
      if (step.action === 'release') {
        held.delete(name)
        decide({ kind: 'release', pod: identity(name), holding: before })
        continue
      }
      if (step.action === 'migrate') {
        const to = (before.host + 1) % 3
        const cpus = free(to).slice(-before.cpus.length)
        if (cpus.length < before.cpus.length) continue
        const vfs = [0, 1, 2, 3].filter((vf) => ![...held.values()].some((h) => h.host === to && h.vf === vf))
        const holding = { ...before, host: to, cpus, vf: vfs[0] ?? -1 }
        held.set(name, holding)
        decide({ kind: 'migrate', pod: identity(name), holding, before })
        continue
      }
      const cpus = [...before.cpus, ...free(before.host)].slice(0, step.size).sort((a, b) => a - b)
      const holding = { ...before, cpus, memoryMib: [step.size * 100, 50] }
      held.set(name, holding)
      decide({ kind: 'resize', pod: identity(name), holding, before })
    }
  }
  return log
}

function atOf(entry: Entry): number {
  return 'event' in entry ? entry.event.atUs : entry.decision.atUs
}

/** The obvious way: who holds what after every entry up to an instant. */
function naive(log: readonly Entry[], timeUs: number) {
  const holdings = new Map<string, Holding>()
  const placedAt = new Map<string, number>()
  const down = [0, 0, 0]
  for (const entry of log) {
    if (atOf(entry) > timeUs) break
    if ('event' in entry) {
      const { event } = entry
      if (event.kind !== 'host-lost' && event.kind !== 'host-recovered') continue
      down[SMALL_FLEET.hosts.findIndex((host) => host.name === event.host)] = event.kind === 'host-lost' ? 1 : 0
      continue
    }
    const { decision } = entry
    if (decision.kind === 'release') holdings.delete(decision.pod.name)
    else if (decision.kind !== 'refuse') holdings.set(decision.pod.name, decision.holding)
    if (decision.kind === 'place' || decision.kind === 'migrate') placedAt.set(decision.pod.name, decision.atUs)
  }
  return { holdings, placedAt, down }
}

function owners(log: readonly Entry[], timeUs: number, podNumber: (name: string) => number) {
  const { holdings, placedAt, down } = naive(log, timeUs)
  const cpuOwner: number[] = Array.from({ length: 3 * CPUS }, (_, i) => (i % 20 === 0 ? RESERVED : FREE))
  const vfOwner: number[] = Array.from({ length: 12 }, () => FREE)
  const ipsHeld = [0, 0, 0]
  for (const [name, holding] of holdings) {
    for (const cpu of holding.cpus) cpuOwner[holding.host * CPUS + cpu] = podNumber(name)
    if (holding.vf >= 0) vfOwner[holding.host * 4 + holding.vf] = podNumber(name)
    ipsHeld[holding.host]++
  }
  const names = [...holdings.keys()].sort((a, b) => podNumber(a) - podNumber(b))
  return {
    cpuOwner,
    vfOwner,
    hostDown: down,
    ipsHeld,
    ipsFree: [0, 1, 2].map(() => 10 - holdings.size),
    pods: names.map(podNumber),
    placedAtUs: names.map((name) => placedAt.get(name)),
  }
}

function record(log: readonly Entry[], options: { spacing: number; keyframesMax: number }): Timeline {
  const timeline = new Timeline(SMALL_FLEET, 0, options)
  for (const entry of log) {
    if ('event' in entry) timeline.event(entry.event)
    else timeline.decision(entry.decision)
  }
  return timeline
}

describe('a timeline', () => {
  test('gives at every instant, in any order, what a replay of the log from the start gives', () => {
    const options = fc.record({ spacing: fc.integer({ min: 1, max: 9 }), keyframesMax: fc.integer({ min: 2, max: 6 }) })
    fc.assert(
      fc.property(
        STEPS,
        options,
        fc.array(fc.integer({ min: -1, max: 300 }), { maxLength: 12 }),
        (steps, sizes, times) => {
          const log = logOf(steps)
          const timeline = record(log, sizes)
          expect(timeline.keyframeCount).toBeLessThanOrEqual(sizes.keyframesMax)
          for (const timeUs of times) {
            const { cpuOwner, vfOwner, hostDown, ipsHeld, ipsFree, pods, placedAtUs } = timeline.frameAt(timeUs)
            const seen = { cpuOwner, vfOwner, hostDown, ipsHeld, ipsFree, pods, placedAtUs }
            const plain = Object.fromEntries(Object.entries(seen).map(([key, column]) => [key, Array.from(column)]))
            expect(plain).toEqual(owners(log, timeUs, (name) => timeline.records.pods.find(name)))
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    )
  })

  test('gives a pod the holding its last decision gave it', () => {
    fc.assert(
      fc.property(STEPS, fc.integer({ min: 0, max: 300 }), (steps, timeUs) => {
        const log = logOf(steps)
        const timeline = record(log, { spacing: 4, keyframesMax: 4 })
        const { holdings } = naive(log, timeUs)
        timeline.records.pods.texts.forEach((name, pod) => {
          const view = podView(timeline, pod, timeUs)
          const expected = holdings.get(name)
          expect(view?.holding?.cpus).toEqual(expected?.cpus)
          expect(view?.holding?.memoryMib).toEqual(expected?.memoryMib)
          expect(view?.holding?.host).toBe(expected?.host)
          const decisions = log.filter((entry) => 'decision' in entry && entry.decision.pod.name === name)
          expect(view?.history.map((entry) => entry.kind)).toEqual(
            decisions.map((entry) => ('decision' in entry ? entry.decision.kind : '')),
          )
        })
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  test('finds the decision before and after an instant, and none past the ends', () => {
    const timeline = record(
      logOf([
        { afterUs: 10, action: 'place', choice: 0, size: 2 },
        { afterUs: 0, action: 'place', choice: 1, size: 2 },
        { afterUs: 5, action: 'lose', choice: 2, size: 1 },
        { afterUs: 5, action: 'release', choice: 0, size: 1 },
      ]),
      { spacing: 2, keyframesMax: 3 },
    )
    expect([9, 10, 15, 20].map((at) => timeline.decisionBeside(at, 1))).toEqual([10, 20, 20, null])
    expect([9, 10, 15, 20].map((at) => timeline.decisionBeside(at, -1))).toEqual([null, null, 10, 10])
  })

  test('marks Cpu numbers a host does not have', () => {
    const host = { ...SMALL_FLEET.hosts[0], numaNodes: [{ id: 0, memoryMib: 1, cores: [[0], [3]] }], reservedCpus: '' }
    const timeline = new Timeline({ ...SMALL_FLEET, hosts: [host] }, 0)
    expect(Array.from(timeline.frameAt(0).cpuOwner)).toEqual([FREE, ABSENT, ABSENT, FREE])
  })
})
