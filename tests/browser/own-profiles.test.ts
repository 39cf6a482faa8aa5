import { afterAll, beforeAll, expect, test } from 'vitest'
import { berth } from '../cli/berth.ts'
import { violations } from './axe.ts'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

const SCENARIO = 'near-and-apart'
const PLAN = `/?scenario=${SCENARIO}&size=smoke`

let workbench: Workbench

beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

test('profiles of the scenario are chosen beside the stock ones, and go with it', async () => {
  const { page, complaints } = await workbench.open(PLAN)
  await untilStatus(page, 'done')
  await page.getByRole('combobox', { name: 'Profile' }).click()
  const option = page.getByRole('option', { name: 'roomy' })
  expect(await option.innerText()).toContain('of the scenario')
  expect(await violations(page)).toEqual([])
  await option.click()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const ran = await berth([
    'replay',
    SCENARIO,
    '--size',
    'smoke',
    '--profile',
    'roomy',
    '--log',
    'digest',
    '-o',
    'json',
  ])
  const { status } = JSON.parse(ran.stdout) as { readonly status: { readonly decisionDigest: string } }
  await page.locator(`[data-digest="${status.decisionDigest}"]`).waitFor()
  expect(new URL(page.url()).searchParams.get('profile')).toBe('roomy')

  await page.getByRole('combobox', { name: 'Scenario' }).click()
  await page.getByRole('option', { name: 'launch-day' }).click()
  const profile = page.getByRole('combobox', { name: 'Profile' }).filter({ hasText: /^own profiles$/ })
  await profile.click()
  await page.getByRole('option', { name: 'spread' }).waitFor()
  expect(await page.getByRole('option', { name: 'roomy' }).count()).toBe(0)
  expect(complaints).toEqual([])
})

test('an address opens a run under one, and a comparison of two', async () => {
  const { page, complaints } = await workbench.open(`${PLAN}&profile=tight`)
  await untilStatus(page, 'done')
  await page.getByRole('combobox', { name: 'Profile' }).click()
  expect(await page.getByRole('option', { name: 'tight' }).innerText()).toContain('of the scenario')

  await page.goto(`${workbench.url}/prove/compare?scenario=${SCENARIO}&size=smoke&a=tight&b=roomy&seeds=2`)
  await page.waitForSelector('.status-done', { timeout: 60_000 })
  expect(await page.locator('tr[data-figure="hosts in use"]').innerText()).not.toBe('')
  await page.getByRole('combobox', { name: 'Profile B' }).click()
  await page.getByRole('option', { name: 'tight' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Scenario' }).click()
  await page.getByRole('option', { name: 'launch-day' }).click()
  await page
    .getByRole('combobox', { name: 'Profile A' })
    .filter({ hasText: /^pack$/ })
    .waitFor()
  await page
    .getByRole('combobox', { name: 'Profile B' })
    .filter({ hasText: /^spread$/ })
    .waitFor()
  expect(complaints).toEqual([])
})
