import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseGameTemplate } from '../../src/model/parse/game.ts'
import { berth, inScratch } from './berth.ts'

const TEMPLATE = join(import.meta.dirname, '../../scenarios/games/moba-zoned.yaml')

/** An answer of query_range: each series has a value at each time that it gives one for. */
function answer(series: readonly ((i: number) => number | null)[]): string {
  const result = series.map((valueAt, s) => {
    const values = Array.from({ length: 48 }, (_, i) => [1_790_000_000 + 600 * i, valueAt(i)] as const)
    return {
      metric: { pod: `p${s}` },
      values: values.flatMap(([at, value]) => (value === null ? [] : [[at, String(value)]])),
    }
  })
  return JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } })
}

const playersAt = (i: number): number => 400 + 40 * (i % 24)
/** Two pods, from the 24th step on three, each with 0.2 Cpus and 4 thousandths a player. */
const podsAt = (i: number): number => (i < 24 ? 2 : 3)
const cpuOf = (pod: number) => (i: number) => (pod < podsAt(i) ? 0.2 + (0.004 * playersAt(i)) / podsAt(i) : null)

describe('berth import load', () => {
  it('puts the load that was read into its component, and says over what it holds', async () => {
    await inScratch(async (folder) => {
      const file = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text)
        return join(folder, name)
      }
      const players = file('players.json', answer([playersAt]))
      const cpu = file('cpu.json', answer([0, 1, 2].map(cpuOf)))
      const out = join(folder, 'moba-zoned.yaml')
      const words = ['import', 'load', TEMPLATE, '--component', 'logic', '--players', players, '--cpu', cpu]
      const ended = await berth([...words, '--out', out], folder)
      expect(ended.stderr).toBe(
        'logic: cpuBase 200m, cpuMilliPerPlayer 4, noisePermille 0\n' +
          '48 instants from 2026-09-21 14:13 UTC to 2026-09-21 22:03 UTC, 400 to 1320 players on 2 to 3 pods; the fit explains 100 % of its Cpu\n',
      )
      expect([ended.code, ended.stdout]).toEqual([0, `${out}\n`])
      const made = parseGameTemplate(readFileSync(out, 'utf8'))
      if (!made.ok) throw new Error(JSON.stringify(made.faults))
      const logic = made.value.components.find(({ name }) => name === 'logic')
      expect(logic?.load).toMatchObject({ cpuMilliBase: 200, cpuMilliPerPlayer: 4, memoryMibBase: 2048 })
      const json = JSON.parse((await berth([...words, '-o', 'json'], folder)).stdout)
      expect(json).toMatchObject({ component: 'logic', out: null, instants: 48, pods: [2, 3], cpuExplained: 100 })
      // The third pod has no Cpu yet: the same load, and what is no number is told.
      const gaps = answer([0, 1, 2].map((pod) => (i: number) => cpuOf(pod)(i) ?? Number.NaN))
      const again = await berth([...words.slice(0, -1), file('gaps.json', gaps), '--out', out], folder)
      expect(again.stderr).toBe(`${ended.stderr}left out: 24 values that are no numbers\n`)
    })
  })

  it('lists what is missing and what is wrong, each with its file, and writes nothing', async () => {
    await inScratch(async (folder) => {
      const bare = await berth(['import', 'load', TEMPLATE], folder)
      expect(bare.code).toBe(2)
      const paths = bare.stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.split(':')[0])
      expect(paths).toEqual(['--component', '--players', '--cpu'])
      const none = join(folder, 'none.json')
      const odd = join(folder, 'odd.json')
      writeFileSync(odd, '{"status":"error","errorType":"bad_data","error":"no such metric"}')
      const words = ['--component', 'logic', '--players', none, '--cpu', odd, '--out', join(folder, 'out.yaml')]
      const ended = await berth(['import', 'load', TEMPLATE, ...words], folder)
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toBe(
        `${none}: found no such file, expected a readable file\n` +
          `${odd}: status: found bad_data: "no such metric", expected success\n`,
      )
      const query = await berth(['import', 'load', TEMPLATE, ...words, '--query', 'up'], folder)
      expect(query.stderr).toContain('--query: found an option, expected none with load')
    })
  })
})
