import { describe, expect, it } from 'vitest'
import { startAudit } from '../../../simulator/checker/audit.ts'
import { KubeDefault } from '../../../src/engine/kube-default/kube-default.ts'
import type { Baseline } from '../../../src/model/baseline.ts'
import { baselineNamed } from '../../../src/model/baseline.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from '../engine/small-fleet.ts'
import type { Line } from './good-log.ts'

const SINGLE = baselineNamed('kube-single-numa-node') as Baseline
const FLEET: Fleet = fleetOf([
  smtHost('a'),
  { ...smtHost('b'), taints: [{ key: 'k', value: '', effect: 'NoSchedule' }] },
])
const DRY: Fleet = { ...FLEET, pools: [] }

const WHO = { game: 'g', zone: 'z', component: 'c' }

function eventsFor(request: PodRequest): readonly Event[] {
  const { cpus, memoryMib } = request
  return [
    { atUs: 0, kind: 'component', game: 'g', component: 'c', request },
    { atUs: 0, kind: 'request', pod: 'g/z/c-0', ...WHO, cpus, memoryMib, cause: 'launch' },
  ]
}

/** What the auditor finds in the run of one pod, whose only decision is changed before. */
function foundIn(
  fleet: Fleet,
  request: PodRequest,
  change: (line: Line) => void,
  baseline: string | null = SINGLE.name,
) {
  const scheduler = new KubeDefault(fleet, SINGLE)
  const audit = startAudit(fleet, { baseline })
  for (const event of eventsFor(request)) {
    scheduler.observe(event)
    audit.event(JSON.stringify(event))
  }
  const [decision, ...others] = scheduler.decide(0)
  expect(others).toEqual([])
  const line = JSON.parse(createDecisionWriter(fleet)(decision)) as Line
  change(line)
  audit.decision(JSON.stringify(line))
  return { line, found: audit.finish().violations.map(({ law, message }) => `${law}: ${message}`) }
}

/** 10 of 16 Cpus are there, 8 on each NumaNode: the kubelet refuses what the scheduler counted. */
const WIDE: PodRequest = { ...PLAIN, cpus: 10 }
const failure = (words: Record<string, string>) => (line: Line) => {
  line.failure = { ...line.failure, ...words }
}

describe('a pod that was bound and failed', () => {
  it('names its host and the reason, and the auditor finds nothing', () => {
    const { line, found } = foundIn(FLEET, WIDE, () => {})
    expect(found).toEqual([])
    expect(line.reasons).toEqual([{ filter: 'Admission', hosts: 1 }])
    expect(line.failure).toEqual({ host: 'a', reason: 'TopologyAffinityError' })
    expect(foundIn(DRY, PLAIN, () => {})).toMatchObject({ found: [], line: { failure: { reason: 'NoAddress' } } })
  })

  it.each<readonly [string, Fleet, PodRequest, (line: Line) => void, RegExp]>([
    ['no host', FLEET, WIDE, (line) => delete line.failure, /^L7: failed after it was bound, and no host is named$/],
    ['an unknown host', FLEET, WIDE, failure({ host: 'c' }), /^L7: bound to a host that the fleet has not$/],
    ['a host it may not go to', FLEET, WIDE, failure({ host: 'b' }), /^L7: bound to a host with a taint/],
    ['an unknown reason', FLEET, WIDE, failure({ reason: 'Tired' }), /^format: failure is .*"Tired"/],
    ['a reason that is not so', FLEET, WIDE, failure({ reason: 'NoAddress' }), /^L7: .* an address, and one is free$/],
    ['a disk that is there', DRY, PLAIN, failure({ reason: 'NoDisk' }), /^L7: .* a disk, and one has room$/],
    ['two hosts', FLEET, WIDE, (line) => Object.assign(line.reasons[0], { hosts: 2 }), /^L7: .* fails on one host$/],
    ['a failure of no bound pod', FLEET, WIDE, unbound, /^L7: a failure of a pod that was not bound$/],
  ])('%s is found', (_, fleet, request, change, expected) => {
    expect(foundIn(fleet, request, change).found).toContainEqual(expect.stringMatching(expected))
  })

  it('is not bound to a host that is short by its counts', () => {
    const request: PodRequest = { ...WIDE, network: 'sriov' }
    const without = (host: (typeof FLEET.hosts)[number]) => ({
      ...host,
      nics: [],
      allocatable: { ...host.allocatable, vfs: 0 },
    })
    const fleet = { ...FLEET, hosts: [FLEET.hosts[0], without(smtHost('c'))] }
    const { found } = foundIn(fleet, request, failure({ host: 'c' }))
    expect(found).toContain('L7: bound to a host that has too little free by its counts')
  })

  it('is none of the engine', () => {
    const { found } = foundIn(FLEET, WIDE, (line) => Object.assign(line, { profile: 'pack' }), null)
    expect(found).toContain('L7: a failure of a pod that was not bound')
  })
})

function unbound(line: Line): void {
  line.reasons[0].filter = 'Cpus'
}
