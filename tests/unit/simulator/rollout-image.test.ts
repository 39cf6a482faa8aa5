import { describe, expect, it } from 'vitest'
import type { RegistryModel } from '../../../src/model/delivery.ts'
import type { Rollout } from '../../../src/model/rollout.ts'
import { period, played, registry, rollout, WITH_PULL, WITHOUT, world } from './image-rollouts.ts'
import { component, fleet, game } from './make.ts'

describe('a new image in place', () => {
  it('is pulled, unpacked and started where the pod is, of its layers those that its host lacks', () => {
    const { rolled, pulls, summary } = played(world())
    expect(rolled[0]).toMatchObject({ status: 'done', endUs: 1000 + 4 * WITH_PULL, podsUpdated: 4 })
    expect([rolled[0].awayUs.p50, rolled[0].awayUs.max]).toEqual([WITH_PULL, WITH_PULL])
    expect(pulls.map(({ layer, bytes, tookUs, atUs }) => [layer, bytes, tookUs, atUs])).toEqual(
      [0, 1, 2, 3].map((i) => ['v2', 30, 30, 1030 + i * WITH_PULL]),
    )
    expect(summary.registry).toMatchObject({ layersPulled: 4, bytesFromCentral: 120 })
  })

  it('is pulled once for all pods of a host', () => {
    const { rolled, pulls } = played(world(4))
    expect(new Set(pulls.map(({ host }) => host)).size).toBe(pulls.length)
    const rest = 4 - pulls.length
    expect(rest).toBeGreaterThan(0)
    expect(rolled[0].endUs).toBe(1000 + pulls.length * WITH_PULL + rest * WITHOUT)
  })

  it('waits for others of its region where the uplink is narrow', () => {
    const narrow = { ...registry, uplink: 1e6 }
    // Four hosts share it: 30 bytes each at a quarter of a byte a microsecond.
    const { rolled } = played(world(16, { registry: narrow, rollouts: [rollout({ atOnce: 4 })] }))
    expect(rolled[0].awayUs).toMatchObject({ count: 4, p50: WITH_PULL + 90, max: WITH_PULL + 90 })
  })

  it.each([
    ['central', 'central', 30],
    ['mirrors', 'mirror', 60],
    ['peers', 'peers', 30],
  ] as const)('comes by %s as hosts pull at that moment', (pull, source, tookUs) => {
    // Mirrors send half a byte a microsecond, hosts one; the first host of peers gets it from the mirror.
    const slow = { ...registry, regions: [{ region: 'r', link: null, mirror: 5e5 }] }
    const later = { ...period(pull), name: 'later', fromUs: 900 }
    const { pulls } = played(world(16, { registry: slow, delivery: [period('central'), later] }))
    expect(pulls.map((one) => one.source)).toEqual(Array(4).fill(source))
    expect(pulls.at(-1)?.tookUs).toBe(tookUs)
  })

  it('is no pull where hosts have it before, and none where a configuration changes', () => {
    const images = registry.images.map((image) => ({ ...image, isPreloaded: true }))
    const warm = played(world(16, { registry: { ...registry, images } }))
    expect([warm.records, warm.rolled[0].awayUs.max]).toEqual([[], WITHOUT])
    const config = rollout({ change: 'config' })
    const changed = played(world(16, { rollouts: [config] }))
    expect([changed.records, changed.rolled[0].awayUs.max]).toEqual([[], 15 + 3])
  })
})

/** After it, one of four pods on five hosts loses its host; what its next host pulls. */
function pulledAfter(wishes: Partial<Rollout>, more: Partial<RegistryModel> = {}): string[] {
  const hostFaults = [{ atUs: 5000, host: 'h000', downUs: 10 }]
  const rollouts = [rollout(wishes)]
  const { pulls } = played(world(16, { fleet: fleet(5), rollouts, hostFaults, registry: { ...registry, ...more } }))
  return pulls.filter(({ atUs }) => atUs >= 5000).map(({ image, layer }) => `${image} ${layer}`)
}

describe('a pod whose host is lost later', () => {
  const pushed = { name: 'newer', layers: [2], pushedUs: 3000, isPreloaded: false }
  const newer = { images: [...registry.images, pushed], use: [{ ...registry.use[0], images: [0, 2] }] }

  it('has the version that a rollout gave it, whatever was pushed since', () => {
    expect(pulledAfter({}, newer)).toEqual(['two base', 'two v2'])
  })

  it('has the version before, where the new one failed to start', () => {
    expect(pulledAfter({ failsPermille: 1000 })).toEqual(['one base', 'one v1'])
  })

  it('has the newest where a configuration alone has changed', () => {
    expect(pulledAfter({ change: 'config' }, newer)).toEqual(['newer v2'])
  })
})

describe('a new image by new pods', () => {
  it('goes through the stages of new pods, pull among them', () => {
    const { rolled, pulls } = played(world(16, { rollouts: [rollout({ mode: 'replace' })] }))
    // Decided in 2, bound in 5, heard of after 3; and a network is made.
    expect(rolled[0]).toMatchObject({ status: 'done', endUs: 1000 + 4 * (2 + 5 + 3 + WITH_PULL + 11) })
    expect(pulls.map(({ layer }) => layer)).toEqual(Array(4).fill('v2'))
  })

  it('stays with a pod that a configuration replaces later, or whose host is lost', () => {
    const config = rollout({ name: 'later', change: 'config', mode: 'replace', atUs: 3000 })
    const hostFaults = [{ atUs: 5000, host: 'h000', downUs: 10 }]
    const { pulls } = played(world(16, { fleet: fleet(5), rollouts: [rollout({}), config], hostFaults }))
    // The fifth host had none of it before: it gets base as well.
    const late = pulls.filter(({ atUs }) => atUs >= 3000)
    expect(new Set(late.map(({ image }) => image))).toEqual(new Set(['two']))
    expect(late.map(({ layer }) => layer).sort()).toEqual(['base', 'v2'])
  })
})

it('leaves pods that come up later with the newest image that no rollout brings', () => {
  const late = game({ name: 'late', startUs: 5000, components: [component({ cpus: 4 })] })
  const use = [{ game: 'late', component: 'logic', images: [0] }, ...registry.use]
  const made = world(12, { registry: { ...registry, use }, fleet: fleet(5) })
  const { pulls } = played({ ...made, games: [...made.games, late] })
  expect(pulls.filter(({ atUs }) => atUs > 5000).every(({ image }) => image === 'one')).toBe(true)
})

describe('the way back', () => {
  const gate = { awayUsMax: WITH_PULL - 1 }
  it('finds the old layers where they were', () => {
    const { rolled, pulls } = played(world(16, { rollouts: [rollout({ gate })] }))
    expect(rolled[0]).toMatchObject({ status: 'aborted', podsRolledBack: 1, endUs: 1000 + WITH_PULL + WITHOUT })
    expect(pulls.length).toBe(1)
  })

  it('finds them on a full disk too, as no image makes room for the one that takes its place', () => {
    const full = { ...registry, host: { ...registry.host, disk: 40 } }
    const { records, rolled } = played(world(16, { registry: full, rollouts: [rollout({ gate })] }))
    expect(records.map(({ kind, layer }) => [kind, layer])).toEqual([['pull', 'v2']])
    expect(rolled[0].endUs).toBe(1000 + WITH_PULL + WITHOUT)
  })

  const layers = [...registry.layers, { name: 'v3', bytes: 50 }]
  const images = [...registry.images, { name: 'three', layers: [0, 3], pushedUs: 0, isPreloaded: false }]

  it('has only one version to go back to where the disk is full: the one before that made room', () => {
    const full = { ...registry, layers, images, host: { ...registry.host, disk: 60 } }
    const next = rollout({ name: 'v3', image: 2, atUs: 3000 })
    const { records } = played(world(16, { registry: full, rollouts: [rollout({}), next] }))
    const evicted = records.filter(({ kind }) => kind === 'evict').map(({ layer }) => layer)
    expect(evicted).toEqual(Array(4).fill('v1'))
  })

  it('is to the image that each pod had before, not to the newest', () => {
    const next = rollout({ name: 'v3', image: 2, atUs: 3000, mode: 'replace', gate: { awayUsMax: 1 } })
    const hostFaults = [{ atUs: 6000, host: 'h000', downUs: 10 }]
    const wishes = { fleet: fleet(5), registry: { ...registry, layers, images }, hostFaults }
    const { rolled, pulls } = played(world(16, { ...wishes, rollouts: [rollout({}), next] }))
    expect(rolled.map(({ status, podsRolledBack }) => [status, podsRolledBack])).toEqual([
      ['done', 0],
      ['aborted', 1],
    ])
    expect(pulls.filter(({ atUs }) => atUs > 4000).every(({ image }) => image === 'two')).toBe(true)
  })

  it('follows for a pod that is away when the others go back', () => {
    const [all] = rollout({}).steps
    const steps = [
      { ...all, name: 'first', podsMax: 3, holdUs: 60 },
      { ...all, name: 'rest' },
    ]
    // The fourth pod begins at 1405. The second one's host is lost at 1410; its next one pulls two layers from 1420 on.
    // They share the uplink with the fourth one's, which is away for 140, until 1545; the second is until 1571.
    const hostFaults = [{ atUs: 1410, host: 'h001', downUs: 1000 }]
    const wishes = { fleet: fleet(5), hostFaults, registry: { ...registry, uplink: 1e6 } }
    const { rolled, pulls } = played(world(16, { ...wishes, rollouts: [rollout({ steps, gate: { awayUsMax: 115 } })] }))
    // Three go back in 25 each; the second pulls 20 bytes and unpacks them on its new host.
    const endUs = 1545 + 3 * WITHOUT + 20 + 40 + WITHOUT
    expect(rolled[0]).toMatchObject({ status: 'aborted', podsUpdated: 0, podsRolledBack: 4, endUs })
    expect(pulls.at(-1)).toMatchObject({ image: 'one', layer: 'v1', host: 'h004' })
  })
})

describe('an image that does not start', () => {
  it('costs its pull, and the start of the one before', () => {
    const { rolled, summary } = played(world(16, { rollouts: [rollout({ failsPermille: 1000 })] }))
    expect(rolled[0]).toMatchObject({ status: 'done', podsUpdated: 0, endUs: 1000 + 4 * (WITH_PULL + WITHOUT) })
    expect(summary.delivery?.[0].totalUs.count).toBe(summary.readyWaitUs.count)
  })

  it('is part of the start of a new pod, whose stages are the time until it is ready', () => {
    const of = { mode: 'replace' as const, failsPermille: 1000 }
    const { rolled, summary } = played(world(16, { rollouts: [rollout(of)] }))
    const awayUs = 2 + 5 + 3 + WITH_PULL + 11 + WITHOUT
    expect(rolled[0].awayUs.max).toBe(awayUs)
    const [{ stagesUs, totalUs }] = summary.delivery ?? []
    expect([totalUs.max, stagesUs.start.max, stagesUs.pull.max]).toEqual([awayUs, 15 + 3 + 7 + 15, 30])
  })
})
