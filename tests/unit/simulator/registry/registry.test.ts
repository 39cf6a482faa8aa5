import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { PULL_SOURCES } from '../../../../src/model/delivery.ts'
import { runs } from '../../../property/seed.ts'
import { model, play, twoRegions } from './make-registry.ts'

const SECOND_US = 1_000_000
const hostsOf = (count: number) => Array.from({ length: count }, (_, host) => ({ host }))
const instants = ({ arrived }: ReturnType<typeof play>) => arrived.map(({ atUs }) => atUs)

describe('one pull alone', () => {
  it.each(PULL_SOURCES)('takes size / bandwidth, rounded up to a microsecond, from %s', (pull) => {
    for (const down of [1e6, 999_983, 3e8]) {
      const host = { down, up: 1e6, unpack: 1e9, disk: 1e9 }
      const pulled = play(model([['x']], { host }), twoRegions(3, 0), [{ host: 1, pull }])
      expect(instants(pulled)).toEqual([Math.ceil((1e6 * SECOND_US) / down)])
    }
  })

  it('is limited by the slowest link on its way', () => {
    const regions = [
      { region: 'a', link: null, mirror: null },
      { region: 'b', link: 250_000, mirror: null },
    ]
    expect(instants(play(model([['x']], { regions }), twoRegions(1, 1), [{ host: 1 }]))).toEqual([4 * SECOND_US])
    expect(instants(play(model([['x']], { uplink: 500_000 }), twoRegions(1, 1), [{ host: 1 }]))).toEqual([
      2 * SECOND_US,
    ])
  })
})

describe('n pulls at once', () => {
  it.each([2, 7, 50])('over one link take n times as long: %i', (n) => {
    const pulled = play(model([['x']], { uplink: 1e6 }), twoRegions(n, 0), hostsOf(n))
    expect(instants(pulled)).toEqual(Array(n).fill(n * SECOND_US))
  })

  it('share a host alike, and what a slow link leaves goes to the others', () => {
    // Two hosts of b behind 0.2 MB/s get 0.1 each; the other two of a share what is left of 1 MB/s.
    const regions = [
      { region: 'a', link: null, mirror: null },
      { region: 'b', link: 200_000, mirror: null },
    ]
    const pulled = play(model([['x']], { uplink: 1e6, regions }), twoRegions(2, 2), hostsOf(4))
    expect(instants(pulled)).toEqual([2.5, 2.5, 10, 10].map((s) => s * SECOND_US))
  })

  it('come faster once others are done', () => {
    // Alone for half a second, half of it; then both at half speed.
    const pulled = play(model([['x']], { uplink: 1e6 }), twoRegions(2, 0), [{ host: 0 }, { host: 1, atUs: 500_000 }])
    expect(instants(pulled)).toEqual([1_500_000, 2_000_000])
  })
})

describe('layers', () => {
  it('that two images share come once, and a second pull of an image takes no time', () => {
    const pulled = play(
      model([
        ['base', 'one'],
        ['base', 'two'],
      ]),
      twoRegions(1, 0),
      [{ host: 0 }, { host: 0, image: 1, atUs: 10 * SECOND_US }, { host: 0, atUs: 20 * SECOND_US }],
    )
    expect(instants(pulled)).toEqual([2, 11, 20].map((s) => s * SECOND_US))
    expect(pulled.registry.counts).toEqual({ layersPulled: 3, layersFound: 3, layersEvicted: 0 })
  })

  it('that are on their way already are waited for', () => {
    const pulled = play(model([['x']]), twoRegions(1, 0), [{ host: 0 }, { host: 0, atUs: 400_000 }])
    expect(instants(pulled)).toEqual([SECOND_US, SECOND_US])
    expect(pulled.sentAll).toBeCloseTo(1e6, 3)
  })

  it('are unpacked one after another on their host', () => {
    const host = { down: 2e6, up: 1, unpack: 500_000, disk: 1e9 }
    const { arrived } = play(model([['x', 'y']], { host }), twoRegions(1, 0), [{ host: 0 }])
    expect(arrived).toEqual([{ atUs: SECOND_US, slot: 0, unpackedUs: 5 * SECOND_US }])
  })

  it('go when others need the room: the one unused for longest, never one in use', () => {
    const images = [['a'], ['b'], ['c'], ['d']]
    const host = { down: 1e6, up: 1, unpack: 1e9, disk: 3e6 }
    const made = model(images, { host })
    const pulls = [0, 1, 2, 3].map((image) => ({ host: 0, image, atUs: image * 10 * SECOND_US }))
    const left = play(made, twoRegions(1, 0), pulls, (registry, atUs) => {
      // b is left first, then a; c is in use.
      if (atUs === 20 * SECOND_US) {
        registry.leave(atUs, 0, 1)
        registry.leave(atUs + 1, 0, 0)
      }
    })
    expect(left.records.filter(({ kind }) => kind === 'evict').map(({ layer }) => layer)).toEqual(['b'])
    const used = play(made, twoRegions(1, 0), pulls)
    expect(used.records.some(({ kind }) => kind === 'evict')).toBe(false)
    expect(used.arrived).toHaveLength(4)
  })
})

describe('peers', () => {
  it('get what the hosts that have it and the feeder send, and nothing from themselves', () => {
    const host = { down: 1e6, up: 100_000, unpack: 1e9, disk: 1e9 }
    const pulls = [0, 1].map((one) => ({ host: one, atUs: one * 10 * SECOND_US, pull: 'peers' as const }))
    const pulled = play(model([['x']], { uplink: 200_000, host }), twoRegions(2, 0), pulls)
    expect(instants(pulled)).toEqual([5 * SECOND_US, 10 * SECOND_US + Math.ceil((1e6 / 300_000) * SECOND_US)])
    expect(pulled.sent.peers).toBeCloseTo(1e6 / 3, 3)
  })
})

describe('mirrors', () => {
  const regions = [
    { region: 'a', link: null, mirror: 4e6 },
    { region: 'b', link: 100_000, mirror: 4e6 },
  ]
  it('serve their own region, past the link', () => {
    const pulled = play(model([['x']], { regions }), twoRegions(1, 1), [{ host: 1, pull: 'mirrors' }])
    expect(instants(pulled)).toEqual([SECOND_US])
    expect(pulled.sent.mirrors).toBeCloseTo(1e6, 3)
  })

  it('get what is pushed, and until then the central registry serves', () => {
    const made = model([['x']], { regions })
    const pushed = { ...made, images: [{ ...made.images[0], pushedUs: SECOND_US }] }
    const pulled = play(pushed, twoRegions(1, 2), [
      { host: 1, pull: 'mirrors', atUs: 2 * SECOND_US },
      { host: 2, pull: 'mirrors', atUs: 40 * SECOND_US },
    ])
    expect(pulled.records.map(({ kind, source, region, host }) => [kind, source, region ?? '', host ?? ''])).toEqual([
      ['push', 'central', '', ''],
      ['copy', 'central', 'a', ''],
      ['copy', 'central', 'b', ''],
      ['pull', 'central', 'b', 'h001'],
      ['pull', 'mirror', 'b', 'h002'],
    ])
    // 1 MB at 0.1 MB/s alone for a second, then half of it each: the copy at 20 s, the pull at 21 s.
    expect(pulled.records.slice(2).map(({ atUs }) => atUs / SECOND_US)).toEqual([20, 21, 41])
  })
})

describe('a lost host', () => {
  it('breaks its pulls off, counts what had come, and has what was unpacked when it is back', () => {
    const made = model([['x'], ['y']])
    const pulls = [{ host: 0 }, { host: 0, image: 1, atUs: 2 * SECOND_US }, { host: 0, atUs: 9 * SECOND_US }]
    const again = { host: 0, image: 1, atUs: 10 * SECOND_US }
    const pulled = play(made, twoRegions(2, 0), [...pulls, again, { host: 1, atUs: 2_500_000 }], (registry, atUs) => {
      if (atUs === 2_500_000) registry.loseHost(atUs, 0)
      if (atUs === 2_500_000) registry.recoverHost(atUs, 0)
    })
    // The pod of the second pull is gone; the same image for another pod answers that one alone.
    expect(pulled.arrived.map(({ slot }) => slot)).toEqual([0, 4, 2, 3])
    expect(pulled.records.find(({ kind }) => kind === 'break')).toMatchObject({ layer: 'y', bytes: 500_000 })
    expect(pulled.sentAll).toBeCloseTo(3_500_000, 3)
  })
})

/** Pulls of random images by random hosts at random instants. */
const worlds = fc.record({
  hosts: fc.integer({ min: 1, max: 12 }),
  pulls: fc.array(
    fc.record({
      host: fc.nat(23),
      atUs: fc.nat(4_000_000),
      image: fc.nat(2),
      pull: fc.constantFrom(...PULL_SOURCES),
    }),
    { minLength: 1, maxLength: 30 },
  ),
  uplink: fc.integer({ min: 100_000, max: 8_000_000 }),
  link: fc.option(fc.integer({ min: 50_000, max: 4_000_000 })),
  mirror: fc.option(fc.integer({ min: 100_000, max: 4_000_000 })),
  up: fc.integer({ min: 10_000, max: 2_000_000 }),
})
const IMAGES = [['base', 'one'], ['base', 'two'], ['three']]

function worldOf({ hosts, pulls, uplink, link, mirror, up }: typeof worlds extends fc.Arbitrary<infer T> ? T : never) {
  const regions = [
    { region: 'a', link: null, mirror },
    { region: 'b', link, mirror },
  ]
  const made = model(IMAGES, { uplink, regions, host: { down: 1e6, up, unpack: 1e9, disk: 1e9 } })
  return {
    made,
    fleet: twoRegions(hosts, hosts),
    asked: pulls.map((pull) => ({ ...pull, host: pull.host % (2 * hosts) })),
  }
}

test('bytes out of central, mirrors and hosts are the bytes that came to hosts', () => {
  fc.assert(
    fc.property(worlds, (drawn) => {
      const { made, fleet, asked } = worldOf(drawn)
      const { records, sentAll, arrived } = play(made, fleet, asked)
      const came = records.filter(({ kind }) => kind === 'pull').reduce((sum, { bytes }) => sum + bytes, 0)
      expect(arrived).toHaveLength(asked.length)
      expect(Math.abs(sentAll - came)).toBeLessThan(1)
    }),
    runs(200),
  )
})

test('twice every bandwidth halves every pull', () => {
  fc.assert(
    fc.property(worlds, (drawn) => {
      const slow = worldOf({ ...drawn, pulls: drawn.pulls.map((pull) => ({ ...pull, atUs: 0 })) })
      const twice = (x: number | null): number | null => (x === null ? null : 2 * x)
      const { host, regions, uplink } = slow.made
      const fast = {
        ...slow.made,
        uplink: 2 * uplink,
        regions: regions.map((one) => ({ ...one, link: twice(one.link), mirror: twice(one.mirror) })),
        host: { ...host, down: 2 * host.down, up: 2 * host.up },
      }
      const timesOf = (made: typeof slow.made) => {
        return new Map(play(made, slow.fleet, slow.asked).arrived.map(({ slot, atUs }) => [slot, atUs]))
      }
      const [slowUs, fastUs] = [timesOf(slow.made), timesOf(fast)]
      // Each completion is rounded up to a microsecond, and moves those after it by as much at most.
      for (const [slot, atUs] of slowUs) expect(Math.abs(atUs - 2 * (fastUs.get(slot) ?? 0))).toBeLessThan(200)
    }),
    runs(100),
  )
})

test('hosts that feed each other never beat the sum of all uplinks, nor the first the feeder', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 20_000, max: 3_000_000 }),
      fc.integer({ min: 100_000, max: 3_000_000 }),
      fc.constantFrom(['x'], ['x', 'y']),
      (n, up, feeder, layers) => {
        const host = { down: 1e6, up, unpack: 1e9, disk: 1e9 }
        const made = model([layers], { uplink: feeder, host })
        const bytes = layers.length * 1e6
        const pulled = play(
          made,
          twoRegions(n, 0),
          hostsOf(n).map((one) => ({ ...one, pull: 'peers' as const })),
        )
        const last = Math.max(...instants(pulled)) / SECOND_US
        // Kumar and Ross: F / d, F / u of the feeder, n F / the sum of all uplinks; reached, as all start at once.
        const bound = Math.max(bytes / 1e6, bytes / feeder, (n * bytes) / (feeder + n * up))
        expect(last).toBeGreaterThanOrEqual(bound - 1e-6)
        expect(last).toBeLessThan(bound + 1e-3)
        expect(pulled.sent.central).toBeGreaterThanOrEqual(bytes - 1)
        expect(pulled.sent.peers).toBeLessThanOrEqual(n * up * last + 1)
      },
    ),
    runs(200),
  )
})
