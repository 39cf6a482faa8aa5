import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import type { Simulation } from '../../simulator/simulation.ts'
import { randomStream } from '../../src/base/random.ts'
import { Sha256 } from '../../src/base/sha256.ts'
import { bundledScenarios } from '../../src/cli/scenario-source.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { bundled } from './run-scenario.ts'

/** A run that tells of its decisions up to any instant. */
function started(scenario: Scenario): { readonly simulation: Simulation; digestUpTo(atUs: number): string } {
  const write = createDecisionWriter(scenario.fleet)
  const lines: { readonly atUs: number; readonly text: string }[] = []
  const onDecision: Parameters<typeof startSimulation>[1]['onDecision'] = (decision) => {
    lines.push({ atUs: decision.atUs, text: `${write(decision)}\n` })
  }
  const simulation = startSimulation(scenario, { seed: 1, profile: null, onDecision })
  const digestUpTo = (atUs: number): string => {
    const sha = new Sha256()
    const encoder = new TextEncoder()
    for (const line of lines) if (line.atUs <= atUs) sha.update(encoder.encode(line.text))
    return sha.hex()
  }
  return { simulation, digestUpTo }
}

/** Plays up to an instant in steps of so many instants. */
function play(simulation: Simulation, instantsMax: number, untilUs?: number): void {
  while (simulation.advance(instantsMax, untilUs));
}

describe.each(bundledScenarios())('%s, smoke', (name) => {
  const scenario = bundled(name, 'smoke')
  const stream = randomStream(11, `cut/${name}`)
  const cuts = Array.from({ length: 3 }, () => Math.floor(stream.unit() * scenario.durationUs))

  it('cut in two and played on comes to the same digest, and up to there knows nothing of what comes', () => {
    const whole = started(scenario)
    play(whole.simulation, 10_000)
    for (const atUs of cuts) {
      const inTwo = started(scenario)
      play(inTwo.simulation, 7, atUs)
      expect(inTwo.simulation.nowUs).toBeLessThanOrEqual(atUs)
      expect(inTwo.digestUpTo(Infinity)).toBe(whole.digestUpTo(atUs))
      play(inTwo.simulation, 10_000)
      expect(inTwo.digestUpTo(Infinity)).toBe(whole.digestUpTo(Infinity))
      expect(inTwo.simulation.summary()).toEqual(whole.simulation.summary())
      const first = started({ ...scenario, durationUs: atUs + 1 })
      play(first.simulation, 10_000)
      expect([atUs, first.digestUpTo(atUs)]).toEqual([atUs, whole.digestUpTo(atUs)])
    }
  })
})
