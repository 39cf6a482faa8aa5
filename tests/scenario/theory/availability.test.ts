import { expect, test, vi } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { US_PER_DAY, US_PER_YEAR } from '../../../src/base/units.ts'
import type { Event } from '../../../src/model/event.ts'
import { fleet, scenario } from '../../unit/simulator/make.ts'
import { erlangB } from './laws.ts'
import { expectLaw, meanOf, SEEDS } from './over-seeds.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Each host is a system of one server that losses come to at random: who comes while it is down finds it taken. */
const LOSSES_PER_YEAR = 12
const DOWN_DAYS = [2, 12] as const
const HOSTS = 20
const YEARS = 5

/** Times up from a recovery to the next loss, of those that begin a year before the end. */
class Gaps {
  #count = 0
  #long = 0
  readonly #sinceUs = new Map<string, number>()

  hear(event: Event): void {
    if (event.kind === 'host-recovered' && event.atUs < (YEARS - 1) * US_PER_YEAR) {
      this.#sinceUs.set(event.host, event.atUs)
      this.#count++
    }
    if (event.kind !== 'host-lost') return
    const sinceUs = this.#sinceUs.get(event.host)
    this.#sinceUs.delete(event.host)
    if (sinceUs !== undefined && event.atUs - sinceUs > US_PER_YEAR / LOSSES_PER_YEAR) this.#long++
  }

  /** Those that did not end are long too. */
  get shareLong(): number {
    return (this.#long + this.#sinceUs.size) / this.#count
  }
}

test('hosts that are lost at random are down as long as Erlang B says, each apart from all others', () => {
  const downUs = { fromUs: DOWN_DAYS[0] * US_PER_DAY, toUs: DOWN_DAYS[1] * US_PER_DAY }
  const durationUs = YEARS * US_PER_YEAR
  const once = { scalingIntervalUs: durationUs, sampleIntervalUs: US_PER_DAY / 2 }
  const wanted = scenario({
    durationUs,
    ...once,
    fleet: fleet(HOSTS),
    games: [],
    hostLossRate: { perHostYear: LOSSES_PER_YEAR, downUs },
  })
  const runs = SEEDS.map((seed) => {
    const gaps = new Gaps()
    const simulation = startSimulation(wanted, { seed, profile: null, onEvent: (event) => gaps.hear(event) })
    while (!simulation.done) simulation.advance(10_000)
    // A start with every host up is forgotten after a few times down.
    const down = [...simulation.series.column('hostsUp')].slice(100).map((up) => HOSTS - up)
    const mean = meanOf(down)
    return { long: gaps.shareLong, share: mean / HOSTS, variance: meanOf(down.map((count) => (count - mean) ** 2)) }
  })
  const meanDownYears = ((DOWN_DAYS[0] + DOWN_DAYS[1]) / 2) * (US_PER_DAY / US_PER_YEAR)
  const down = erlangB(1, LOSSES_PER_YEAR * meanDownYears)
  expectLaw(
    'host down, share of time',
    runs.map(({ share }) => share),
    down,
    0.05,
  )
  // Independent hosts: the number that is down is binomial.
  expectLaw(
    'hosts down, variance',
    runs.map(({ variance }) => variance),
    HOSTS * down * (1 - down),
    0.1,
  )
  expect(down).toBeGreaterThan(0.1)
  // Erlang B asks for the mean time up alone. That losses are a Poisson process shows in how that time spreads.
  expectLaw(
    'host up longer than on average',
    runs.map(({ long }) => long),
    Math.exp(-1),
    0.05,
  )
})
