import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundled, runScenario } from '../scenario/run-scenario.ts'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

async function figure(page: Page, series: string): Promise<number> {
  return Number((await page.locator(`b[data-series=${series}]`).innerText()).replaceAll(',', ''))
}

/** Seconds into `rollout` at which its three versions go out: from the centre, from mirrors, from host to host. */
const ROLLOUTS = [
  [660, 'bytesFromCentral', 200],
  // Those in Canada, few beside their mirror, are done.
  [11_460, 'bytesFromMirrors', 180],
] as const

test.each(ROLLOUTS)('a rollout at %i s shows who sends and which pods still pull', async (seconds, sender, pulling) => {
  const { page, complaints } = await workbench.open(`/?scenario=rollout&size=demo&t=${seconds}`)
  await untilStatus(page, 'done')
  expect(await figure(page, 'podsPulling')).toBe(pulling)
  expect(await figure(page, sender)).toBeGreaterThan(1_000)
  const others = ['bytesFromCentral', 'bytesFromMirrors', 'bytesFromPeers'].filter((name) => name !== sender)
  expect(await Promise.all(others.map((name) => figure(page, name)))).toEqual([0, 0])
  expect(complaints).toEqual([])
})

test('hosts send each other the third version, and the charts say what the run says', async () => {
  const { page, complaints } = await workbench.open('/?scenario=rollout&size=demo&t=18610')
  await untilStatus(page, 'done')
  // Sampled every 10 s: 588 GB go from host to host within ten seconds and what it takes to begin.
  const peers = await figure(page, 'bytesFromPeers')
  const { summary } = runScenario(bundled('rollout', 'demo'))
  expect(peers * 10 * 1e6).toBeGreaterThan(0.9 * (summary.registry?.bytesFromPeers ?? 0))
  expect(await page.getByRole('figure', { name: 'Delivery over simulated time' }).count()).toBe(1)
  expect(await page.getByRole('figure', { name: 'Images, MB/s over simulated time' }).count()).toBe(1)
  expect(complaints).toEqual([])
})

test('runs without stages have no such charts', async () => {
  const { page } = await workbench.open('/?scenario=launch-day&size=smoke')
  await untilStatus(page, 'done')
  expect(await page.getByRole('figure', { name: /^(Delivery|Images)/ }).count()).toBe(0)
  expect(await page.getByRole('figure', { name: /^Hosts/ }).count()).toBe(1)
})
