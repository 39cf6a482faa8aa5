import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { drawHostSpeeds } from '../../../simulator/workload/host-speed.ts'
import { bundled } from '../../scenario/run-scenario.ts'
import { component, fleet, game, scenario } from './make.ts'

const hostSpeed = [
  [0, 0.5],
  [0.5, 1],
  [1, 1.25],
] as const

describe('speeds of hosts', () => {
  it("are drawn by quantiles, each from the host's own name", () => {
    const made = scenario({ fleet: fleet(400), hostSpeed })
    const speeds = [...(drawHostSpeeds(made, 3) ?? [])]
    expect(Math.min(...speeds)).toBeGreaterThanOrEqual(0.5)
    expect(Math.max(...speeds)).toBeLessThanOrEqual(1.25)
    const slow = speeds.filter((speed) => speed < 1).length
    expect(slow).toBeGreaterThan(160)
    expect(slow).toBeLessThan(240)
    const fewer = [...(drawHostSpeeds(scenario({ fleet: fleet(7), hostSpeed }), 3) ?? [])]
    expect(fewer).toEqual(speeds.slice(0, 7))
    expect([...(drawHostSpeeds(made, 4) ?? [])]).not.toEqual(speeds)
    expect(drawHostSpeeds(scenario({}), 3)).toBeNull()
  })

  it('make the same players a larger load on a slow host, and overload it', () => {
    const logic = component({ cpus: 4, load: { cpuMilliPerPlayer: 3 } })
    const used = (speed: number): readonly number[] => {
      const alike = [[0, speed] as const, [1, speed] as const]
      const made = scenario({ hostSpeed: alike, games: [game({ startUs: -1, components: [logic] })] })
      const simulation = startSimulation(made, { seed: 1, profile: null })
      while (!simulation.done) simulation.advance(1000)
      const [load, degraded] = (['cpusUsedMilli', 'playersDegraded'] as const).map((name) =>
        simulation.series.column(name),
      )
      return [load[50], degraded[50]]
    }
    expect(used(1)).toEqual([3000, 0])
    expect(used(0.8)).toEqual([3750, 0])
    expect(used(0.5)).toEqual([4000, 1000])
  })
})

const FILE = join(import.meta.dirname, '../../../../shared/data/cluster/azure_vm_noise_summary.csv')
const hindrance = existsSync(FILE) ? '' : 'no ../shared/data/cluster/azure_vm_noise_summary.csv'

describe.skipIf(hindrance !== '')(`measured speeds ${hindrance}`, () => {
  it('are those of patch-day', () => {
    const [head, ...rows] = readFileSync(FILE, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','))
    const cell = (row: string[], name: string): string => row[head.indexOf(name)]
    const regions = rows.filter((row) => {
      return /^redis/.test(row[0]) && cell(row, 'vm_sku') === 'D8s_v5' && cell(row, 'vm_lifespan') === 'short'
    })
    expect(regions.reduce((sum, row) => sum + Number(cell(row, 'n_vms')), 0)).toBe(22_496)
    const measured = ['p0.1', 'p1', 'p5', 'p25', 'p50', 'p75', 'p95', 'p99', 'p99.9'].map((name) => {
      const sum = regions.reduce((total, row) => total + Number(cell(row, name)) / Number(cell(row, 'p50')), 0)
      return sum / regions.length
    })
    const bundledSpeeds = bundled('patch-day', 'smoke').hostSpeed?.map(([, speed]) => speed) ?? []
    expect(bundledSpeeds).toHaveLength(measured.length)
    for (const [i, speed] of bundledSpeeds.entries()) expect(Math.abs(speed - measured[i])).toBeLessThan(0.001)
  })
})
