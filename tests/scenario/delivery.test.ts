import { expect, test } from 'vitest'
import { bundled, runScenario } from './run-scenario.ts'

const SECOND_US = 1_000_000
const demo = bundled('delivery', 'demo')

test('the same launch is delivered in minutes, in seconds, in milliseconds', () => {
  const { summary, counts } = runScenario(demo)
  const [machines, containers, warm] = summary.delivery ?? []
  expect([machines.period, containers.period, warm.period]).toEqual(['virtual-machines', 'containers', 'warm-images'])
  expect(new Set([machines, containers, warm].map(({ totalUs }) => totalUs.count))).toEqual(new Set([counts.place / 3]))
  expect(machines.totalUs.p50).toBeGreaterThan(120 * SECOND_US)
  expect(containers.totalUs.p50).toBeLessThan(10 * SECOND_US)
  expect(containers.totalUs.p50).toBeGreaterThan(SECOND_US)
  expect(warm.totalUs.p99).toBeLessThan(0.5 * SECOND_US)
  expect(warm.stagesUs.pull.max).toBe(0)
})

test('a poll of every host is seen in the stage that it is in: on average half an interval', () => {
  const polled = runScenario(demo).summary.delivery?.[0].stagesUs.ready
  expect(polled?.p50).toBeGreaterThan(0.8 * SECOND_US)
  expect(polled?.p50).toBeLessThan(1.3 * SECOND_US)
  expect(polled?.max).toBeLessThanOrEqual(2.02 * SECOND_US)
})

test('waiting until the cache shows the last pod is paid in the queue, and nowhere else', () => {
  const [wait, assume] = (['wait', 'assume'] as const).map((check) => runScenario(demo, { check }).summary)
  expect([wait.doubleBooked?.places, assume.doubleBooked?.places]).toEqual([0, 0])
  const [waited, assumed] = [wait, assume].map((summary) => summary.delivery?.[2])
  expect(assumed?.stagesUs.queue.p50).toBeLessThan(0.01 * SECOND_US)
  expect(waited?.stagesUs.queue.p50).toBeGreaterThan(SECOND_US)
  for (const stage of ['decide', 'create', 'network', 'start', 'ready'] as const)
    expect(waited?.stagesUs[stage]).toEqual(assumed?.stagesUs[stage])
})
