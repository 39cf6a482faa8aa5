import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cpuMilliOf, drawNoisePermille } from '../../../simulator/workload/load.ts'
import { fitLoad, withLoad } from '../../../src/model/import/load-readings.ts'
import type { Matrix, Sample } from '../../../src/model/import/prometheus.ts'
import { parseGameTemplate } from '../../../src/model/parse/game.ts'

const TEMPLATE = readFileSync(join(import.meta.dirname, '../../../scenarios/games/moba-zoned.yaml'), 'utf8')
const LOAD = {
  cpuMilliBase: 300,
  cpuMilliPerPlayer: 5,
  memoryMibBase: 2048,
  memoryKibPerPlayer: 3072,
  noisePermille: 100,
}

/** Readings of a day, ten minutes apart, of pods that come with the players and use what the simulator's model says. */
function readings(load: typeof LOAD, podsOf = (players: number) => Math.ceil(players / 250)) {
  const times = Array.from({ length: 144 }, (_, i) => 1_790_000_000 + 600 * i)
  const playersAt = times.map((_, i) => 1000 + Math.abs(72 - i) * 50)
  const series: { cpu: Sample[]; memory: Sample[] }[] = []
  for (const [i, seconds] of times.entries()) {
    const pods = podsOf(playersAt[i])
    for (let pod = 0; pod < pods; pod++) {
      series[pod] ??= { cpu: [], memory: [] }
      const share = playersAt[i] / pods
      const milli = (cpuMilliOf(load, share) * drawNoisePermille(7, `logic-${pod}`, load)) / 1000
      series[pod].cpu.push([seconds, String(milli / 1000)])
      series[pod].memory.push([seconds, String(load.memoryMibBase * 1048576 + share * load.memoryKibPerPlayer * 1024)])
    }
  }
  const players: Matrix = [times.map((seconds, i): Sample => [seconds, String(playersAt[i])])]
  return { players, cpu: series.map(({ cpu }) => cpu), memory: series.map(({ memory }) => memory) }
}

function fitted(...of: Parameters<typeof readings>) {
  const fit = fitLoad(readings(...of))
  if (!fit.ok) throw new Error(JSON.stringify(fit.faults))
  return fit.value
}

describe('the load of a component from readings', () => {
  it('is the one that they were made of, where pods come and go', () => {
    const { load, instants, players, pods, cpuExplained, memoryExplained } = fitted({ ...LOAD, noisePermille: 0 })
    expect(load).toEqual({
      cpuBase: '300m',
      cpuMilliPerPlayer: 5,
      memoryBase: '2048Mi',
      memoryKibPerPlayer: 3072,
      noisePermille: 0,
    })
    expect([instants, players, pods, cpuExplained, memoryExplained]).toEqual([144, [1000, 4600], [4, 19], 100, 100])
  })

  it('has a noise near the one that each pod was drawn with, and is near it otherwise', () => {
    const { load, cpuExplained } = fitted(LOAD, () => 60)
    expect(Math.abs(load.cpuMilliPerPlayer - 5)).toBeLessThan(0.2)
    expect(Math.abs(Number.parseInt(load.cpuBase, 10) - 300)).toBeLessThan(30)
    expect(load.noisePermille).toBeGreaterThan(80)
    expect(load.noisePermille).toBeLessThan(120)
    expect(cpuExplained).toBeGreaterThan(98)
  })

  it('is written to four digits that count where a player is a small part of a milli-Cpu or of a KiB', () => {
    const small = { ...LOAD, cpuMilliPerPlayer: 0.041_237_8, memoryKibPerPlayer: 0.4321, noisePermille: 0 }
    const { load, cpuExplained, memoryExplained } = fitted(small, () => 4)
    expect(load).toMatchObject({ cpuMilliPerPlayer: 0.041_24, memoryKibPerPlayer: 0.4321 })
    expect([cpuExplained, memoryExplained]).toEqual([100, 100])
    const text = withLoad(TEMPLATE, 'logic', load)
    const template = text.ok ? parseGameTemplate(text.value) : text
    const logic = template.ok ? template.value.components.find(({ name }) => name === 'logic') : undefined
    expect(logic?.load).toMatchObject({ cpuMilliPerPlayer: 0.041_24, memoryKibPerPlayer: 0.4321 })
  })

  it('explains what it says as it is written: a pod in whole milli-Cpus', () => {
    const fit = fitted({ ...LOAD, cpuMilliBase: 0.4, cpuMilliPerPlayer: 0, noisePermille: 0 })
    expect([fit.load.cpuBase, fit.load.cpuMilliPerPlayer, fit.cpuExplained]).toEqual(['0m', 0, 0])
  })

  it('is never below 0, and all by the pod where players make no difference', () => {
    const flat = fitted({ ...LOAD, cpuMilliPerPlayer: 0, noisePermille: 0 }).load
    expect([flat.cpuBase, flat.cpuMilliPerPlayer]).toEqual(['300m', 0])
    const byPlayer = fitted({ ...LOAD, cpuMilliBase: 0, noisePermille: 0 }).load
    expect([byPlayer.cpuBase, byPlayer.cpuMilliPerPlayer]).toEqual(['0m', 5])
  })

  it('takes a value that is no number for one that was not read, and tells how many there were', () => {
    const whole = readings({ ...LOAD, noisePermille: 0 }, () => 4)
    // Of one pod the first half of Cpu, of another a tenth of memory, and once the players.
    const without = (matrix: Matrix, of: number, from: number, to: number) =>
      matrix.map((series, i) => series.filter((_, at) => i !== of || at < from || at >= to))
    const spoilt = (matrix: Matrix, of: number, from: number, to: number) => {
      const bad = ['NaN', '+Inf', '-Inf', ' ', 'none']
      return matrix.map((series, i) =>
        series.map(([seconds, text], at): Sample => {
          return [seconds, i !== of || at < from || at >= to ? text : bad[at % bad.length]]
        }),
      )
    }
    const [missing, unread] = [without, spoilt].map((less) => {
      const fit = fitLoad({
        players: less(whole.players, 0, 143, 144),
        cpu: less(whole.cpu, 1, 0, 72),
        memory: less(whole.memory, 2, 100, 114),
      })
      if (!fit.ok) throw new Error(JSON.stringify(fit.faults))
      return fit.value
    })
    expect(unread).toEqual({ ...missing, notNumbers: 87 })
    expect(missing.notNumbers).toBe(0)
    // Its pods are fewer there, as when it was away; a pod that uses nothing would make a noise.
    expect(unread.load.noisePermille).toBe(0)
    expect(unread.pods).toEqual([3, 4])
  })

  it('wants instants at which both were read, and players that come and go', () => {
    const { players, cpu } = readings(LOAD)
    const later = players.map((series) => series.map(([seconds, value]): Sample => [seconds + 1, value]))
    expect(fitLoad({ players: later, cpu, memory: null })).toMatchObject({
      ok: false,
      faults: [{ path: '--cpu', found: '0 instants at which players were read too' }],
    })
    const level = players.map((series) => series.map(([seconds]): Sample => [seconds, '900']))
    expect(fitLoad({ players: level, cpu, memory: null })).toMatchObject({
      ok: false,
      faults: [{ path: '--players', found: '900 players at every instant' }],
    })
  })

  it('goes into its component of a template and leaves all else, comments too', () => {
    const { load } = fitted({ ...LOAD, cpuMilliPerPlayer: 9, noisePermille: 0 })
    const put = withLoad(TEMPLATE, 'logic', load)
    if (!put.ok) throw new Error(JSON.stringify(put.faults))
    const [before, after] = [TEMPLATE, put.value].map((text) => parseGameTemplate(text))
    if (!before.ok || !after.ok) throw new Error('templates')
    const same = after.value.components.filter((component, i) => {
      return JSON.stringify(component) === JSON.stringify(before.value.components[i])
    })
    expect(same.map(({ name }) => name)).toEqual(['access', 'database'])
    const logic = after.value.components.find(({ name }) => name === 'logic')
    expect(logic?.load).toMatchObject({ cpuMilliPerPlayer: 9, cpuMilliBase: 300, noisePermille: 0 })
    expect(put.value).toContain('# buffer pool')
    expect(withLoad(TEMPLATE, 'logik', load)).toMatchObject({
      faults: [{ path: '--component', found: 'logik', expected: 'one of access, database, logic' }],
    })
  })
})
