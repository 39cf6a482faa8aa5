import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import { componentSeries } from '../../src/model/run.ts'
import { bundled, runScenario } from '../scenario/run-scenario.ts'
import { violations } from './axe.ts'
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

test('a game in focus has its packets, losses, players and disks by component', async () => {
  const address = '/?scenario=network-modes&size=smoke&t=68400&game=overlay'
  const { page, complaints } = await workbench.open(address)
  await untilStatus(page, 'done')
  await page.waitForSelector('[data-testid=focus]:text-is("overlay")')
  const run = startSimulation(bundled('network-modes', 'smoke'), { seed: 1, profile: null })
  while (!run.done) run.advance(10_000)
  const { series } = run
  const at = series.column('atUs').findLastIndex((atUs) => atUs <= 68_400_000_000)
  const charts = [
    ['Packets, k/s', 1e3],
    ['Traffic, MB/s', 1e6],
    ['Missing, k/s', 1e3],
    ['Notice', 1],
    ['Disks, GB', 1e3],
  ] as const
  let seen = 0
  for (const component of ['access', 'battle']) {
    for (const [k, name] of componentSeries('overlay', component).entries()) {
      const [title, unit] = charts[k]
      const figure = page.getByRole('figure', { name: `${title} of overlay over simulated time` })
      const shown = await figure.locator(`b[data-series="${name}"]`).innerText()
      const value = series.column(name)[at] / unit
      expect([name, shown]).toEqual([name, Math.round(value).toLocaleString('en-US')])
      if (value >= 1) seen++
    }
  }
  expect(seen).toBeGreaterThan(4)
  expect(await page.getByRole('figure', { name: 'Short of all games over simulated time' }).count()).toBe(1)
  expect(await page.getByRole('figure', { name: /^NICs/ }).count()).toBe(0)
  expect([await violations(page), complaints]).toEqual([[], []])
})

test('other runs have neither', async () => {
  const { page } = await workbench.open('/?scenario=launch-day&size=smoke')
  await untilStatus(page, 'done')
  expect(await page.getByRole('figure', { name: /^Packets/ }).count()).toBe(0)
  expect(await page.getByRole('button', { name: /^Network:/ }).count()).toBe(0)
})
