import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundled, runScenario } from '../scenario/run-scenario.ts'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

test('a run that counts packets has charts of them, and says at its end what ran out', async () => {
  const { page, complaints } = await workbench.open('/?scenario=network-modes&size=smoke&t=68400')
  await untilStatus(page, 'done')
  const { network } = runScenario(bundled('network-modes', 'smoke')).summary
  expect(await page.getByRole('figure', { name: 'Packets, k/s over simulated time' }).count()).toBe(1)
  const short = Number(await page.locator('b[data-series=hostsShort]').innerText())
  expect(short).toBeGreaterThan(0)
  await page.getByRole('button', { name: /^Network:/ }).click()
  const components = page.getByRole('table', { name: 'Components' }).getByRole('row')
  expect(await components.count()).toBe(1 + (network?.components.length ?? 0))
  const first = network?.ranOut[0]
  const row = page.getByRole('table', { name: 'What ran out' }).getByRole('row').nth(1)
  expect(await row.innerText()).toContain(`${first?.kind} ${first?.name}`)
  expect(await row.innerText()).toContain(`${first?.peakPercent.toFixed(0)} %`)
  expect(complaints).toEqual([])
})

test('other runs have neither', async () => {
  const { page } = await workbench.open('/?scenario=launch-day&size=smoke')
  await untilStatus(page, 'done')
  expect(await page.getByRole('figure', { name: /^Packets/ }).count()).toBe(0)
  expect(await page.getByRole('button', { name: /^Network:/ }).count()).toBe(0)
})
