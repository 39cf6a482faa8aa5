import { startSimulation } from '../../../simulator/simulate.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Decision } from '../../../src/model/holding.ts'
import { SERIES } from '../../../src/model/run.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { component, curve, fleet, game, scenario } from './make.ts'

export const scaling = {
  cpusMin: 1,
  cpusMax: 8,
  targetPermille: 700,
  growAbovePermille: 850,
  shrinkBelowPermille: 450,
  cooldownUs: 300,
}
export const logic = component({
  name: 'logic',
  cpus: 2,
  memoryMib: 1024,
  playersPerPod: 100,
  load: { cpuMilliBase: 200, cpuMilliPerPlayer: 40, memoryKibPerPlayer: 20480, noisePermille: 200 },
  vertical: scaling,
})
const db = component({
  name: 'db',
  cpus: 1,
  podsMin: 2,
  load: { cpuMilliBase: 300, cpuMilliPerPlayer: 1, noisePermille: 100 },
  vertical: scaling,
})

/** Waves of players, a launch, an end, lost hosts: every rule at work, on a fleet that fills up. */
export const busy: Scenario = scenario({
  durationUs: 20_000,
  fleet: fleet(7),
  games: [
    game({ name: 'old', startUs: -5000, curve: curve([0.2, 1, 0.4, 0.7], 'loop', 900), components: [db, logic] }),
    game({
      name: 'new',
      peakPlayers: 2500,
      startUs: 3000,
      endUs: 17_000,
      curve: curve([0, 0.8, 1, 0.3], 'hold', 700),
      components: [logic],
    }),
    game({
      name: 'world',
      mode: 'global',
      peakPlayers: 300,
      components: [db, logic],
      curve: curve([0, 1], 'loop', 2000),
    }),
  ],
  hostFaults: [
    { atUs: 4000, host: 'h003', downUs: 3000 },
    { atUs: 4010, host: 'h000', downUs: 500 },
    { atUs: 5000, host: 'h003', downUs: 400 },
  ],
})

interface Lines {
  events: Event[]
  decisions: Decision[]
}

/** Runs to the end in slices of that many instants; returns all that was said and recorded. */
export function run(wanted: Scenario, seed: number, instantsMax = 1e9) {
  const lines: Lines = { events: [], decisions: [] }
  const simulation = startSimulation(wanted, {
    seed,
    profile: null,
    onEvent: (event) => lines.events.push(event),
    onDecision: (decision) => lines.decisions.push(decision),
  })
  while (!simulation.done) simulation.advance(instantsMax)
  const columns = SERIES.map((name) => [name, Array.from(simulation.series.column(name))] as const)
  return { ...lines, simulation, columns: Object.fromEntries(columns) as Record<(typeof SERIES)[number], number[]> }
}
