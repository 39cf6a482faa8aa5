import { expect, test } from 'vitest'
import type { Event } from '../../src/model/event.ts'
import { bundled, runScenario } from './run-scenario.ts'

const HOUR_US = 3_600_000_000
const scenario = bundled('maintenance', 'smoke')
const { summary, events, decisions, audit } = runScenario(scenario, { audited: true })
const [firmware, disks, kernel] = summary.maintenance ?? []
const { hosts } = scenario.fleet
const LOST = 'sz-a-m01-h0003'
const DISKS_US = 10 * HOUR_US
const KERNEL_US = 16 * HOUR_US

/** Hosts that take no pods or are down after each event, in the order of the log. */
function awayAfterEach(): readonly { readonly event: Event; readonly away: ReadonlySet<string> }[] {
  const cordoned = new Set<string>()
  const down = new Set<string>()
  return events.map((event) => {
    if (event.kind === 'cordon') cordoned.add(event.host)
    else if (event.kind === 'uncordon') cordoned.delete(event.host)
    else if (event.kind === 'host-lost') down.add(event.host)
    else if (event.kind === 'host-recovered') down.delete(event.host)
    return { event, away: new Set([...cordoned, ...down]) }
  })
}

/** What the log says of a host between two instants. */
function storyOf(name: string, fromUs: number, untilUs: number): readonly string[] {
  const about = events.filter((event) => 'host' in event && event.host === name)
  return about.filter(({ atUs }) => atUs >= fromUs && atUs < untilUs).map(({ kind }) => kind)
}

test('no law is broken', () => {
  expect(audit?.violations).toEqual([])
})

test('no host is begun while so many of its window are away, also where one of them was lost', () => {
  for (const [atOnce, fromUs, untilUs] of [
    [1, 0, KERNEL_US],
    [2, KERNEL_US, Infinity],
  ] as const) {
    const begun = awayAfterEach().filter(({ event: { kind, atUs } }) => {
      return kind === 'cordon' && atUs >= fromUs && atUs < untilUs
    })
    expect(begun.length).toBeGreaterThan(4)
    expect(Math.max(...begun.map(({ away }) => away.size))).toBe(atOnce)
  }
  // Two are worked on as a third is lost. From then until it is done itself, it is one of the two.
  const lostUs = events.find((event) => event.kind === 'host-lost' && event.host === LOST)?.atUs ?? Number.NaN
  const meanwhile = awayAfterEach().filter(({ event: { kind, atUs }, away }) => {
    return kind === 'cordon' && atUs > lostUs && away.has(LOST)
  })
  expect(meanwhile.map(({ away }) => away.size)).toEqual([2, 2, 2])
})

test('every host of the kernel is left by its pods, goes, and comes back to take pods again', () => {
  expect(kernel).toMatchObject({ status: 'done', hosts: 12, hostsDone: 12, podsEnded: 0, podsNotMoved: {} })
  const once = ['cordon', 'host-lost', 'host-recovered', 'uncordon']
  for (const { name } of hosts) {
    const story = name === LOST ? ['host-lost', 'host-recovered', ...once] : once
    expect([name, storyOf(name, KERNEL_US, Infinity)]).toEqual([name, story])
  }
})

test('no pod ends where it could have moved: what was released with a host was on the one that was lost', () => {
  const ended = decisions.filter(({ kind, cause, atUs }) => {
    return kind === 'release' && cause === 'host-lost' && (atUs < DISKS_US || atUs >= KERNEL_US)
  })
  expect(ended.length).toBe(summary.recovery?.host?.pods)
  for (const each of ended) expect('holding' in each && hosts[each.holding.host].name).toBe(LOST)
})

test('a move goes off a host that is being left, and its pod is away for a start and a name', () => {
  const moved = decisions.flatMap((each) => (each.kind === 'migrate' ? [each] : []))
  expect(moved.length).toBe((kernel?.moves ?? 0) + (firmware?.moves ?? 0) + (disks?.moves ?? 0))
  expect(kernel?.podsMoved).toBeLessThan(kernel?.moves ?? 0)
  const at = awayAfterEach()
  for (const { atUs, holding, before, cause } of moved) {
    const now = at.findLast(({ event }) => event.atUs <= atUs)
    expect(cause).toBe('drain')
    expect(now?.away.has(hosts[before.host].name)).toBe(true)
    expect(now?.away.has(hosts[holding.host].name)).toBe(false)
  }
  // 20 ms to bind and 8 s to start at least; 120 ms, 30 s and 30 s until its name is known at most.
  expect(kernel?.awayUs.p50).toBeGreaterThan(8_020_000)
  expect(kernel?.awayUs.max).toBeLessThan(60_120_000)
})

test('the firmware leaves hosts with stores alone, and says so', () => {
  expect(firmware).toMatchObject({ status: 'done', hosts: 6, hostsDone: 5, hostsGivenUp: 1, pathMibLost: 0 })
  const [{ host, reasons }] = firmware?.givenUp ?? [{ host: '', reasons: {} }]
  expect(storyOf(host, 0, DISKS_US)).toEqual([])
  expect(Object.keys(reasons)).toEqual(['pathData'])
  expect(firmware?.podsNotMoved).toEqual(reasons)
})

test('the disks end what has not left, and those pods come up elsewhere', () => {
  expect(disks).toMatchObject({ status: 'done', hosts: 2, hostsDone: 2, hostsGivenUp: 0 })
  expect(disks?.podsEnded).toBe(firmware?.podsNotMoved['pathData'])
  expect(summary.recovery?.maintenance).toMatchObject({ hosts: 1, pods: disks?.podsEnded, podsBack: disks?.podsEnded })
})

test('of players on a gate three in five leave in the half hour that it drains', () => {
  const { podsDrained = 0, playersDrained = 0, playersDrainedLate = 0 } = summary.balancers ?? {}
  expect(podsDrained).toBeGreaterThan(10)
  expect(playersDrained / (playersDrained + playersDrainedLate)).toBeGreaterThan(0.5)
})
