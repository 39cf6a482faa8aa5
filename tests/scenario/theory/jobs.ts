import { drawGapUs } from '../../../simulator/draw.ts'
import { startSimulation } from '../../../simulator/simulate.ts'
import { randomStream } from '../../../src/base/random.ts'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { RegistryRecord } from '../../../src/model/delivery.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import type { Game, Scenario } from '../../../src/model/scenario.ts'
import { component, fleet, game, scenario } from '../../unit/simulator/make.ts'

/** One mean time of service. */
export const MEAN_US = 1_000_000

/** A job is a game of one pod: wanted from its start, given up at its end. */
export interface Job {
  readonly name: string
  readonly startUs: number
  readonly endUs: number
}

/** Draws whole microseconds of a law with mean MEAN_US. */
export type Draw = (seed: number, count: number) => readonly number[]

/** Exponential, by the simulator's own way of drawing gaps. */
export const exponential: Draw = (seed, count) => {
  const stream = randomStream(seed, 'service')
  return Array.from({ length: count }, () => drawGapUs(stream, MEAN_US))
}

/** Uniform from 0 to twice the mean. */
export const uniform: Draw = (seed, count) => {
  const stream = randomStream(seed, 'service')
  return Array.from({ length: count }, () => stream.between(1, 2 * MEAN_US))
}

/** Instants of a Poisson process, so many in one MEAN_US on average. */
export function poisson(seed: number, count: number, rate: number): readonly number[] {
  const stream = randomStream(seed, 'arrivals')
  let atUs = 0
  return Array.from({ length: count }, () => {
    atUs += drawGapUs(stream, MEAN_US / rate)
    return atUs
  })
}

/** Equal slots: four pods of four Cpus on each host, so c is a multiple of four. */
export function slots(c: number): Fleet {
  return fleet(c / 4)
}

/** A scenario of jobs and nothing else: no load, and delays that keep no slot. */
export function jobScenario(jobs: readonly Job[], on: Fleet, wishes: Partial<Scenario> = {}): Scenario {
  const durationUs = Math.max(...jobs.map(({ endUs }) => endUs)) + 1
  const games = jobs.map(({ name, startUs, endUs }): Game => {
    return game({ name, mode: 'global', startUs, endUs, peakPlayers: 1, components: [component({ cpus: 4 })] })
  })
  const once = { scalingIntervalUs: durationUs, sampleIntervalUs: durationUs }
  return scenario({ durationUs, ...once, fleet: on, games, ...wishes })
}

export const jobName = (index: number): string => `j${String(index).padStart(6, '0')}`

/** When each job was asked for, got its place and was first told ready, by the log. */
export interface Times {
  readonly asked: ReadonlyMap<string, number>
  readonly placed: ReadonlyMap<string, number>
  readonly ready: ReadonlyMap<string, number>
  readonly records: readonly RegistryRecord[]
}

export function play(wanted: Scenario, seed: number, create: (on: Fleet) => Engine = createEngine): Times {
  const [asked, placed, ready] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const records: RegistryRecord[] = []
  const simulation = startSimulation(wanted, {
    seed,
    profile: null,
    create,
    onEvent(event) {
      if (event.kind === 'request') asked.set(event.game, event.atUs)
      if (event.kind === 'ready') ready.set(event.pod.split('/')[0], event.atUs)
    },
    onDecision({ kind, pod, atUs }) {
      if (kind === 'place') placed.set(pod.game, atUs)
    },
    onRecord: (record) => records.push(record),
  })
  while (!simulation.done) simulation.advance(10_000)
  return { asked, placed, ready, records }
}
