import { describe, expect, it } from 'vitest'
import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import { FUTURE_FIGURES } from '../../../simulator/planner/futures.ts'
import type { PlannedRun } from '../../../simulator/planner/planned-run.ts'
import { randomStream } from '../../../src/base/random.ts'
import { US_PER_DAY } from '../../../src/base/units.ts'
import { FleetFinder, type FoundFleet, type RunsOfFleets } from '../../../src/cli/plan-fleet/find-fleet.ts'
import { type PlanTask, taskKey } from '../../../src/cli/plan-fleet/plan-job.ts'
import type { LossCase } from '../../../src/model/fleet-plan.ts'
import type { HostGroupSpec } from '../../../src/model/parse/group-hosts.ts'

const MONTHS = 4
const SEEDS = 8
const WORLDS = 6
/** Cpus of a host of each group; the first two are of one IDC, the third of another. Two modules each. */
const CPUS = [34, 120, 92]
const SITES = [[0, 1], [2]]
const PRESENT = [20, 24, 32]
const GROUPS = PRESENT.map((count, g): HostGroupSpec => {
  return { name: `g${g}`, topology: 't', region: 'r', idc: `i${g}`, count, modules: 2 }
})
const LOSSES = SITES.flatMap((_, site) =>
  [0, 1].map((module): LossCase => ({ domain: 'module', names: [`${site} ${module}`], downUs: US_PER_DAY })),
)

/** A made-up world: what each seed asks for of each site by month, Cpus. More hosts never do harm but by jitter. */
interface World {
  readonly asked: readonly (readonly (readonly number[])[])[]
  /** Permille by which what a run asks for lies elsewhere on every fleet. */
  readonly jitter: number
}

function drawWorld(seed: number, jitter: number): World {
  const random = randomStream(seed, 'world')
  const between = (low: number, high: number): number => low + (random.below(1000) / 1000) * (high - low)
  const base = SITES.map((groups) => {
    const have = groups.reduce((sum, g) => sum + PRESENT[g] * CPUS[g], 0)
    return Array.from({ length: MONTHS }, () => (have / 2) * between(0.3, 2.2))
  })
  const asked = Array.from({ length: SEEDS }, () => {
    const launch = between(0.6, 1.4)
    return base.map((months) => months.map((cpus) => cpus * launch * between(0.85, 1.15)))
  })
  return { asked, jitter }
}

/** By how much of what is asked for a run misses, permille; 0: it keeps the goal. */
function missedPermille({ asked, jitter }: World, levels: Levels, seed: number, loss: LossCase | null): number {
  const random = randomStream(seed, JSON.stringify([levels, loss]))
  const [lostSite, lostModule] = (loss?.names[0] ?? '-1 0').split(' ').map(Number)
  const missed = SITES.flatMap((groups, site) => {
    const cpus = Array.from({ length: MONTHS }, (_, month) => {
      const left = (hosts: number): number => hosts - Math.floor((hosts + 1 - lostModule) / 2)
      return groups.reduce((sum, g) => {
        const hosts = levels[g][month]
        return sum + CPUS[g] * (site === lostSite ? left(hosts) : hosts)
      }, 0)
    })
    const factor = 1 + ((random.below(2001) - 1000) / 1000) * (jitter / 1000)
    return cpus.map((have, month) => 1000 * (1 - have / (asked[seed - 1][site][month] * factor)))
  })
  return Math.max(0, ...missed)
}

/** Hosts of a task's fleet, from its settings. */
function levelsOf({ settings }: PlanTask): Levels {
  return PRESENT.map((present, g) =>
    Array.from({ length: MONTHS }, (_, month) => {
      const own = settings.filter(({ path }) => path.startsWith(`fleet.hostGroups.g${g}.`))
      return own.reduce((sum, { path, value }) => {
        const changes = [...value.matchAll(/at: (\d+)d, count: (\d+)/g)].filter(([, day]) => Number(day) <= month * 30)
        const count = changes.reduce((all, [, , hosts]) => all + Number(hosts), 0)
        return path.endsWith('arrivals') ? sum + count : sum - count
      }, present)
    }),
  )
}

/** Runs of the made-up world, each counted once. */
class WorldRuns implements RunsOfFleets {
  readonly runs = new Map<string, PlannedRun>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  of(task: PlanTask): PlannedRun | undefined {
    return this.runs.get(taskKey(task))
  }

  async until(wanted: () => readonly PlanTask[]): Promise<boolean> {
    for (;;) {
      const [task] = wanted().filter((of) => this.of(of) === undefined)
      if (task === undefined) return true
      this.runs.set(taskKey(task), this.#run(task))
    }
  }

  all(tasks: readonly PlanTask[]): Promise<boolean> {
    return this.until(() => tasks)
  }

  #run(task: PlanTask): PlannedRun {
    const found = missedPermille(this.#world, levelsOf(task), task.seed, task.loss?.of ?? null)
    const peak = Math.max(...this.#world.asked[task.seed - 1].map((months) => Math.max(...months)))
    const figures = FUTURE_FIGURES.map(({ name }) => (name === 'Cpus requested at the peak' ? peak : 0))
    return {
      goal: [{ name: 'refusedPermille', atMost: 0, found, isKept: found === 0 }],
      detail: {
        figures,
        uses: [],
        demand: [],
        asked: [],
        games: [],
        idle: [],
        curve: { atUs: [], held: [], up: [] },
        shortfalls: [],
      },
    }
  }
}

async function planned(world: World, needed: number): Promise<{ found: FoundFleet; runs: number }> {
  const runs = new WorldRuns(world)
  const problem = { present: PRESENT, months: MONTHS, addMax: PRESENT.map((count) => 8 * count) }
  const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1)
  const lossesOf = () => ({ cases: LOSSES, isFelt: () => true, instantOf: () => 1 })
  const question = { groups: GROUPS, problem, settings: [], seeds, needed, lossesOf }
  const found = await new FleetFinder(question, runs).find()
  if (found === null) throw new Error('interrupted')
  return { found, runs: runs.runs.size }
}

/** Whether every case keeps the goal in enough seeds, by all of them. */
function holds(world: World, levels: Levels, needed: number): boolean {
  const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1)
  return [null, ...LOSSES].every(
    (loss) => seeds.filter((seed) => missedPermille(world, levels, seed, loss) === 0).length >= needed,
  )
}

describe('a fleet of three groups, four months, four losses and eight seeds', () => {
  it.each([
    { jitter: 0, needed: 8, most: 300 },
    { jitter: 0, needed: 7, most: 400 },
    { jitter: 15, needed: 8, most: 400 },
  ])(
    'is found in at most $most runs, $needed seeds needed, $jitter permille of jitter',
    async ({ jitter, needed, most }) => {
      const counts: number[] = []
      for (let seed = 1; seed <= WORLDS; seed++) {
        const world = drawWorld(seed, jitter)
        const { found, runs } = await planned(world, needed)
        counts.push(runs)
        expect(found.isFound).toBe(true)
        expect(holds(world, found.levels, needed)).toBe(true)
        for (const { levels } of found.fewer) expect(holds(world, levels, needed)).toBe(false)
        expect(found.missed.map(({ group }) => group)).toEqual(
          PRESENT.flatMap((_, g) => (found.levels[g][MONTHS - 1] > 0 ? [g] : [])),
        )
      }
      expect(Math.max(...counts)).toBeLessThanOrEqual(most)
    },
    120_000,
  )
})
