import { describe, expect, it } from 'vitest'
import { parseCpuList } from '../../../../src/base/cpu-list.ts'
import { makePlan } from '../../../../src/live/plans/make-plan.ts'
import type { Reservation } from '../../../../src/live/plans/reservations.ts'
import type { PlanIntent, PlanSpec } from '../../../../src/model/plan.ts'
import type { ObservedPod, Snapshot } from '../../../../src/model/snapshot.ts'
import { PLAIN } from '../../engine/small-fleet.ts'
import { pending, requestFor, running, snapshotOf } from './snapshot.ts'

function plan(snapshot: Snapshot, intents: readonly PlanIntent[], reserved: readonly Reservation[] = []): PlanSpec {
  const made = makePlan(requestFor(intents), snapshot, reserved)
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  return made.value
}

/** Faults as lines. */
function faults(snapshot: Snapshot, ...intents: readonly PlanIntent[]): readonly string[] {
  const made = makePlan(requestFor(intents), snapshot, [])
  return made.ok ? [] : made.faults.map(({ path, found, expected }) => `${path}: ${found} | ${expected}`)
}

function stepWords({ steps }: PlanSpec): readonly string[] {
  return steps.map(({ number, kind, pod, before, after }) => {
    const ends = [before, after].map((end) => (end === null ? '-' : `${end.host}:${end.cpus}`))
    return `${number} ${kind} ${pod} ${ends.join(' > ')}`
  })
}

const FULL = running('g/z/full-0', { host: 'h1', first: 0, cpus: 4, octet: 10 })
const OTHER = running('g/z/other-0', { host: 'h1', numa: 1, first: 0, cpus: 4, octet: 11 })

/** An unbound pod of a group of so many. */
function grouped(name: string, cpus: number, pods: number): ObservedPod {
  return { ...pending(name, { cpus, numa: 'preferred' }), wish: { group: { name: 'g/set', pods } } }
}

describe('a plan', () => {
  it('places a group whole or not at all', () => {
    const pods = [grouped('g/a', 10, 3), grouped('g/b', 10, 3), grouped('g/c', 7, 3), pending('g/d')]
    const none = plan(snapshotOf(2, pods), [{ kind: 'bind' }])
    expect(none.steps.map(({ pod }) => pod)).toEqual(['g/d'])
    expect(none.refusals).toMatchObject([{ kind: 'refuse', pod: 'g/c', group: 'g/set', nearest: { amount: 1 } }])
    const all = plan(snapshotOf(3, pods), [{ kind: 'bind' }])
    expect(all.steps.map(({ pod }) => pod)).toEqual(['g/a', 'g/b', 'g/c', 'g/d'])
    expect(all.steps.map(({ decision }) => decision)).toMatchObject([{ group: 'g/set' }, {}, {}, {}])
  })

  it('is asked for all pods of a group; those of one that is not all there wait', () => {
    const pods = [grouped('g/a', 1, 3), grouped('g/b', 1, 3), pending('g/d')]
    expect(plan(snapshotOf(1, pods), [{ kind: 'bind' }]).steps.map(({ pod }) => pod)).toEqual(['g/d'])
    const three = snapshotOf(1, [...pods, grouped('g/c', 1, 3)])
    expect(faults(three, { kind: 'bind', pods: ['g/a', 'g/c'] })).toEqual([
      'spec.intents[0].pods[0]: g/a, one of 2 pods of group g/set | all 3 of them, unbound',
      'spec.intents[0].pods[1]: g/c, one of 2 pods of group g/set | all 3 of them, unbound',
    ])
    expect(plan(three, [{ kind: 'bind', pods: ['g/b', 'g/c', 'g/a'] }]).steps).toHaveLength(3)
    const wish = { group: { name: 'g/set', pods: 3 } }
    const placed = { ...running('g/c', { host: 'h1', first: 0, cpus: 1, octet: 10 }), wish }
    expect(plan(snapshotOf(1, [...pods, placed]), [{ kind: 'bind', pods: ['g/a'] }]).steps).toHaveLength(1)
  })

  it('frees before it takes: release, shrink, migrate, bind', () => {
    const small = { host: 'h1', cpus: 2 } as const
    const pods = [
      running('a/1', { ...small, first: 0, octet: 10, memoryMib: 4000 }),
      running('a/2', { ...small, first: 2, octet: 11, memoryMib: 4000 }),
      running('a/3', { ...small, numa: 1, first: 0, octet: 12 }),
      pending('a/0', { cpus: 4, memoryMib: 8000 }),
    ]
    const made = plan(snapshotOf(2, pods, { hosts: { h2: { cordoned: true } } }), [
      { kind: 'bind', pods: ['a/0'] },
      { kind: 'release', pod: 'a/1' },
      { kind: 'release', pod: 'a/2' },
      { kind: 'resize', pod: 'a/3', cpus: 1, memoryMib: 512 },
    ])
    expect(stepWords(made)).toEqual([
      '1 release a/1 h1:0-1 > -',
      '2 release a/2 h1:2-3 > -',
      '3 resize a/3 h1:4-5 > h1:4',
      expect.stringMatching(/^4 bind a\/0 - > h1:/),
    ])
    expect(made.observed).toEqual({ hosts: { h1: '1' }, pods: { 'a/0': '1', 'a/1': '1', 'a/2': '1', 'a/3': '1' } })
    expect(made.regions).toEqual(['south'])
    expect(made.waves).toEqual([
      { name: 'canary', steps: [1] },
      { name: 'wave 1', steps: [2, 3, 4] },
    ])
  })

  it('drains a host: cordons it and moves what runs there, in sequence, addresses chosen anew', () => {
    const made = plan(snapshotOf(3, [FULL, OTHER]), [{ kind: 'drain', host: 'h1' }])
    expect(made.cordon).toEqual(['h1'])
    expect(made.steps.map((step) => [step.kind, step.decision.kind, step.after?.host])).toEqual([
      ['migrate', 'migrate', expect.stringMatching(/h[23]/)],
      ['migrate', 'migrate', expect.stringMatching(/h[23]/)],
    ])
    expect(made.steps[0].irreversible).toMatch(/processes stop/)
    expect(new Set(made.steps.map((step) => step.after?.ip)).size).toBe(2)
  })

  it('does not cordon what is cordoned already, nor move to it', () => {
    const hosts = { h1: { cordoned: true }, h2: { ready: false } }
    const made = plan(snapshotOf(3, [FULL], { hosts }), [{ kind: 'drain', host: 'h1' }])
    expect([made.cordon, made.steps[0].after?.host]).toEqual([[], 'h3'])
  })

  it('says what does not fit, and why, beside what does', () => {
    const made = plan(snapshotOf(1, [FULL, pending('a/1', { cpus: 2 }), pending('a/2', { cpus: 9 })]), [
      { kind: 'bind' },
    ])
    expect(stepWords(made)).toHaveLength(1)
    expect(made.refusals).toMatchObject([{ kind: 'refuse', action: 'place', pod: 'a/2', reasons: [{ hosts: 1 }] }])
  })

  it('keeps off foreign use and what open plans reserve, and off what they will take', () => {
    const hosts = { h1: { foreign: { cpus: '0-3', memoryMib: {} }, foreignPods: ['kube-system/x'] } }
    const snapshot = snapshotOf(1, [pending('a/1', { cpus: 2 })], { hosts })
    const step = plan(snapshot, [{ kind: 'bind' }]).steps[0]
    expect(step.after?.cpus).not.toMatch(/[0-3]/)
    const holding = { ...(FULL.holding as NonNullable<typeof FULL.holding>), cpus: step.after?.cpus ?? '' }
    const kept = { name: 'reserved/other/g/z/full-0', step: { ...step, pod: 'g/z/full-0' }, holding }
    expect(plan(snapshot, [{ kind: 'bind' }], [kept]).steps[0].after?.cpus).not.toBe(step.after?.cpus)
  })

  it('keeps only the rest of a reservation whose pod is still there: a shrink can be taken back', () => {
    const pod = running('a/1', { host: 'h1', first: 0, cpus: 2, octet: 10 })
    const before = running('a/1', { host: 'h1', first: 0, cpus: 4, octet: 10 }).holding as HoldingOf
    const snapshot = snapshotOf(1, [pod, pending('a/2', { cpus: 4 }), pending('a/3', { cpus: 4 })])
    const step = plan(snapshot, [{ kind: 'release', pod: 'a/1' }]).steps[0]
    const kept = { name: 'reserved/p/a/1', step, holding: before }
    const taken = plan(snapshot, [{ kind: 'bind' }], [kept]).steps.flatMap((each) => {
      return parseCpuList(each.after?.cpus ?? '') ?? []
    })
    expect(taken).toHaveLength(8)
    expect(taken.filter((cpu) => cpu < 4)).toEqual([])
  })

  it('digests everything but the digest, the same for the same, listed in any order', () => {
    const pods = [FULL, OTHER, pending('a/1'), pending('a/2')]
    const one = plan(snapshotOf(3, pods), [{ kind: 'bind' }])
    const again = plan({ ...snapshotOf(3, pods), pods: [...snapshotOf(3, pods).pods].reverse() }, [{ kind: 'bind' }])
    expect(again.digest).toBe(one.digest)
    const later = plan({ ...snapshotOf(3, pods), observedAtMs: 1001 }, [{ kind: 'bind' }])
    expect(later.digest).not.toBe(one.digest)
  })

  it('counts the pods that are there in the rules of those it places, whatever profile they came by', () => {
    const spread = [{ scope: 'game', domain: 'host', limit: 1 }] as const
    const there = running('a/0', { host: 'h1', first: 0, cpus: 2, octet: 10 }, { spread, profile: 'spread' })
    const snapshot = snapshotOf(2, [there, pending('a/1', { spread, profile: 'spread' })])
    const made = makePlan(requestFor([{ kind: 'bind' }], { profile: 'pack' }), snapshot, [])
    expect(made.ok && made.value.steps[0].after?.host).toBe('h2')
    expect(made.ok && made.value.steps[0].decision).toMatchObject({ component: 'logic', profile: 'pack' })
  })

  it('decides on pods of one component that ask for different things, and names the component by its name', () => {
    const snapshot = snapshotOf(1, [pending('a/1'), pending('a/2', { diskMib: 100 })])
    const made = plan(snapshot, [{ kind: 'bind' }])
    expect(made.steps.map((step) => [step.decision.component, step.after?.diskMib])).toEqual([
      ['logic', undefined],
      ['logic', { local: 100 }],
    ])
  })

  it('says before approval what cannot be undone', () => {
    const owned = { ...running('a/1', { host: 'h1', first: 0, cpus: 2, octet: 10 }), owner: 'ReplicaSet/logic-7' }
    const still = { ...running('a/2', { host: 'h1', first: 2, cpus: 2, octet: 11 }), state: 'bound' as const }
    const snapshot = snapshotOf(2, [owned, still, pending('a/3')], { kind: 'kubernetes' })
    const made = plan(snapshot, [{ kind: 'release', pod: 'a/2' }, { kind: 'migrate', pod: 'a/1' }, { kind: 'bind' }])
    expect(made.steps.map((step) => step.irreversible)).toEqual([
      null,
      expect.stringMatching(/start anew elsewhere.*ReplicaSet\/logic-7 may make another/),
      expect.stringMatching(/cannot unbind/),
    ])
  })
})

type HoldingOf = NonNullable<Snapshot['pods'][number]['holding']>

describe('faults of a request', () => {
  const fleet = snapshotOf(2, [
    FULL,
    OTHER,
    pending('a/1'),
    { ...FULL, name: 'a/2', state: 'terminating', holding: null },
  ])
  const create = { kind: 'create', game: 'duel', zone: 'z1', component: 'logic', request: PLAIN } as const

  it.each<[string, readonly PlanIntent[], readonly string[]]>([
    [
      'an unknown pod',
      [{ kind: 'release', pod: 'g/z/fulll-0' }],
      ['spec.intents[0].pod: g/z/fulll-0 | the name of a pod; did you mean g/z/full-0?'],
    ],
    [
      'a pod bound already',
      [{ kind: 'bind', pods: ['a/1', 'g/z/full-0'] }],
      ['spec.intents[0].pods[1]: g/z/full-0, which is running on h1 | an unbound pod'],
    ],
    [
      'a pod on its way out',
      [{ kind: 'migrate', pod: 'a/2' }],
      ['spec.intents[0].pod: a/2, which is on its way out | a pod that is on a host and stays'],
    ],
    [
      'a pod that holds nothing',
      [{ kind: 'resize', pod: 'a/1', cpus: 1, memoryMib: 1 }],
      ['spec.intents[0].pod: a/1, which is on no host yet | a pod that is on a host and stays'],
    ],
    [
      'a pod named twice',
      [{ kind: 'bind' }, { kind: 'bind', pods: ['a/1'] }],
      ['spec.intents[1].pods[0]: a/1 again, named by spec.intents[0] | each pod once'],
    ],
    [
      'nothing to bind',
      [{ kind: 'bind', pods: ['a/1'] }, { kind: 'bind' }],
      ['spec.intents[1]: no unbound pod | at least one that names Berth as its scheduler'],
    ],
    [
      'the size it has',
      [{ kind: 'resize', pod: FULL.name, cpus: 4, memoryMib: 1024 }],
      ['spec.intents[0]: 4 Cpus and 1024 MiB, as g/z/full-0 has | another size'],
    ],
    [
      'an unknown host',
      [{ kind: 'drain', host: 'h9' }],
      ['spec.intents[0].host: h9 | the name of a host; did you mean h1?'],
    ],
    [
      'a host drained twice',
      [
        { kind: 'drain', host: 'h1' },
        { kind: 'drain', host: 'h1' },
      ],
      ['spec.intents[1].host: h1 again | each host drained once'],
    ],
    [
      'a resize on a host that is drained',
      [
        { kind: 'drain', host: 'h1' },
        { kind: 'resize', pod: FULL.name, cpus: 2, memoryMib: 1024 },
      ],
      ['spec.intents[1].pod: g/z/full-0 on h1, which spec.intents[0] drains | a pod that stays'],
    ],
    [
      'a pod that is there already',
      [{ ...create, pods: ['a/1'] }],
      ['spec.intents[0].pods[0]: a/1, which is on no host yet | a name that no pod has'],
    ],
    [
      'a template where none is taken',
      [{ ...create, pods: ['n/1'], template: {} }],
      ['spec.intents[0].template: a template | no template: a pod of target sandbox is its allocation'],
    ],
  ])('%s', (_, intents, expected) => {
    expect(faults(fleet, ...intents)).toEqual(expected)
  })

  it('are all told at once', () => {
    expect(
      faults(fleet, { kind: 'release', pod: 'x' }, { kind: 'drain', host: 'y' }, { kind: 'bind', pods: ['z'] }),
    ).toHaveLength(3)
  })

  it('of templates on Kubernetes', () => {
    const cluster = snapshotOf(1, [], { kind: 'kubernetes' })
    const template = { spec: { containers: [{ name: 'main', image: 'x' }] } }
    expect(faults(cluster, { ...create, pods: ['duel/z1/logic-0', 'duel/z1-logic-1'], template })).toEqual([])
    expect(faults(cluster, { ...create, pods: ['duel/z1/logic-0'] })).toEqual([
      expect.stringMatching(/template: nothing/),
    ])
    const bad = { spec: { containers: [], nodeName: 'h1', schedulerName: 'default-scheduler' } }
    expect(faults(cluster, { ...create, pods: ['logic', 'a/b/c', 'a/b-c', 'a/B'], template: bad })).toEqual([
      expect.stringMatching(/pods\[0\]: "logic" \| NAMESPACE\/NAME/),
      expect.stringMatching(/pods\[3\]: "a\/B" \| NAMESPACE\/NAME/),
      expect.stringMatching(/pods\[2\]: "a\/b-c" \| another name than a\/b\/c/),
      expect.stringMatching(/containers: a list of 0 \| at least one container|containers: an empty list/),
      expect.stringMatching(/nodeName: "h1" \| none/),
      expect.stringMatching(/schedulerName: "default-scheduler" \| berth/),
    ])
    const [step] = plan(cluster, [{ ...create, pods: ['duel/z1/logic-0'], template }]).steps
    expect(step).toMatchObject({ objectName: 'duel/z1-logic-0', uid: null, template })
  })

  it('of a fleet that contradicts itself are told when the plan is about them', () => {
    const twice = { ...FULL, name: 'g/z/full-1', uid: 'u' }
    const snapshot = snapshotOf(2, [FULL, twice, pending('a/1')])
    expect(faults(snapshot, { kind: 'migrate', pod: 'g/z/full-1' })).toEqual([
      expect.stringMatching(/^pods\.g\/z\/full-1: .*Cpu 0 of h1.* \| what its host has, held by no other/),
    ])
    expect(plan(snapshot, [{ kind: 'bind' }]).steps[0].after?.host).toBe('h2')
  })
})
