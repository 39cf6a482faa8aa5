import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundled, runScenario } from './run-scenario.ts'

const SECOND_US = 1_000_000

/** Figures of a benchmark that others published, by column. */
function published(): Record<string, number> {
  const text = readFileSync(join(import.meta.dirname, '../../docs/data/image-distribution.csv'), 'utf8')
  const [names, kraken] = text.split('\n').map((line) => [...line.matchAll(/"[^"]*"|[^,]+/g)].map(([cell]) => cell))
  return Object.fromEntries(names.map((name, i) => [name, Number(kraken[i])]))
}

test.each(['smoke', 'demo'] as const)('peers beat mirrors, and mirrors the central registry: %s', (size) => {
  const { summary } = runScenario(bundled('rollout', size))
  const [central, mirrors, peers] = (summary.delivery ?? []).map(({ stagesUs }) => stagesUs.pull)
  expect([central.count, mirrors.count, peers.count]).toEqual(Array(3).fill(size === 'smoke' ? 20 : 200))
  expect(mirrors.p50).toBeLessThan(central.p50 ?? 0)
  expect(peers.p50).toBeLessThan(mirrors.p50 ?? 0)
  // The central registry sends all of it; the first pull begins up to a second before the last.
  expect((central.max ?? 0) + SECOND_US).toBeGreaterThanOrEqual(
    ((size === 'smoke' ? 20 : 200) * 3e9 * SECOND_US) / 1.25e9,
  )
})

test('hosts that feed each other come to the published median of Kraken, whose tail has what is not modelled', () => {
  const { limit_mb_per_s: limit, image_gb: gb, p50_s: p50, p99_s: p99 } = published()
  const { registry, delivery } = bundled('rollout', 'demo')
  expect([registry?.host.down, registry?.host.up]).toEqual([limit * 1e6, limit * 1e6])
  expect(
    registry?.images.map(({ layers }) => layers.reduce((sum, layer) => sum + (registry?.layers[layer].bytes ?? 0), 0)),
  ).toEqual(Array(3).fill(gb * 1e9))
  expect(delivery?.map(({ pull }) => pull)).toEqual(['central', 'mirrors', 'peers'])
  const peers = runScenario(bundled('rollout', 'demo')).summary.delivery?.at(2)?.stagesUs.pull
  expect(Math.abs((peers?.p50 ?? 0) / SECOND_US - p50)).toBeLessThan(0.1 * p50)
  expect((peers?.p99 ?? 0) / SECOND_US).toBeLessThan(p99)
})
