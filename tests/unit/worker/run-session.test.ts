import { expect, test } from 'vitest'
import { US_PER_HOUR } from '../../../src/base/units.ts'
import { DecisionDigest } from '../../../src/worker/decision-digest.ts'
import type { RunProgress } from '../../../src/worker/protocol.ts'
import { type Advancing, RunSession } from '../../../src/worker/run-session.ts'
import { Timeline } from '../../../src/worker/timeline.ts'
import { SMALL_FLEET } from './small-fleet.ts'

/** Burns about 0.1 ms an instant; an instant is a simulated minute. */
class Burner implements Advancing {
  nowUs = 0
  readonly #instants: number
  #passed = 0
  readonly series = { length: 0, names: ['atUs'] as const, column: () => new Float64Array(0) }
  readonly counts = { events: 0, decisions: 0, place: 0, resize: 0, migrate: 0, release: 0, refuse: 0 }

  constructor(instants: number) {
    this.#instants = instants
  }

  get done(): boolean {
    return this.#passed >= this.#instants
  }

  advance(instantsMax: number): void {
    for (let i = 0; i < instantsMax && !this.done; i++) {
      const untilMs = performance.now() + 0.1
      while (performance.now() < untilMs);
      this.nowUs += US_PER_HOUR / 60
      this.#passed++
    }
  }
}

function sessionOf(simulation: Advancing): RunSession {
  return new RunSession(simulation, new Timeline(SMALL_FLEET, 0), new DecisionDigest(() => ''))
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

test('a run reports as it goes and ends done, with the digest', async () => {
  const reports: RunProgress[] = []
  const session = sessionOf(new Burner(3000))
  session.setPace(null)
  await session.run((progress) => reports.push(progress))
  expect(reports.length).toBeGreaterThan(1)
  expect(reports.slice(0, -1).every((report) => report.state === 'running' && report.digest === null)).toBe(true)
  expect(reports.at(-1)).toMatchObject({ state: 'done', headUs: 50 * US_PER_HOUR })
  expect(reports.at(-1)?.digest).toMatch(/^[0-9a-f]{64}$/)
})

test('cancel acts within 50 ms', async () => {
  const session = sessionOf(new Burner(10_000_000))
  session.setPace(null)
  const states: string[] = []
  const ended = session.run((progress) => states.push(progress.state))
  await wait(120)
  const fromMs = performance.now()
  session.cancel()
  await ended
  expect(performance.now() - fromMs).toBeLessThan(50)
  expect(states.at(-1)).toBe('cancelled')
})

test('a paused run stands still until it is resumed', async () => {
  const simulation = new Burner(10_000_000)
  const session = sessionOf(simulation)
  session.setPace(null)
  const ended = session.run(() => {})
  await wait(60)
  session.pause()
  await wait(30)
  const stoodAtUs = simulation.nowUs
  await wait(100)
  expect(simulation.nowUs).toBe(stoodAtUs)
  session.resume()
  await wait(60)
  expect(simulation.nowUs).toBeGreaterThan(stoodAtUs)
  session.cancel()
  await ended
})

test('a paused run can be cancelled', async () => {
  const session = sessionOf(new Burner(10_000_000))
  session.setPace(null)
  const states: string[] = []
  const ended = session.run((progress) => states.push(progress.state))
  await wait(40)
  session.pause()
  await wait(40)
  session.cancel()
  await ended
  expect(states.slice(-2)).toEqual(['paused', 'cancelled'])
})

test('a paced run keeps to simulated hours a second', async () => {
  const simulation = new Burner(10_000_000)
  const session = sessionOf(simulation)
  session.setPace(10)
  const ended = session.run(() => {})
  await wait(500)
  session.cancel()
  await ended
  const hours = simulation.nowUs / US_PER_HOUR
  expect(hours).toBeGreaterThan(3)
  expect(hours).toBeLessThan(9)
})

test('a failure of the program ends the run with its message', async () => {
  const simulation = new Burner(10)
  simulation.advance = () => {
    throw new Error('assertion failed: Cpu 3 is held twice')
  }
  const reports: RunProgress[] = []
  const session = sessionOf(simulation)
  session.setPace(null)
  await session.run((progress) => reports.push(progress))
  expect(reports.at(-1)).toMatchObject({ state: 'failed', error: 'assertion failed: Cpu 3 is held twice' })
})
