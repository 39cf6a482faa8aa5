import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { berth } from '../cli/berth.ts'
import { violations } from './axe.ts'
import { simTime, startWorkbench, untilStatus, type Workbench } from './workbench.ts'

const SCENARIOS = join(import.meta.dirname, '../../scenarios')

let workbench: Workbench
let scratch = ''
beforeAll(async () => {
  workbench = await startWorkbench()
  scratch = mkdtempSync(join(tmpdir(), 'berth-own-'))
  // A bundled scenario under another name, on a machine and with a game that lie beside it alone.
  const text = (path: string) => readFileSync(join(SCENARIOS, path), 'utf8')
  const scenario = text('near-and-apart.yaml')
    .replaceAll('epyc-corona-p2', 'my-machine')
    .replaceAll('web-platform', 'my-game')
  for (const folder of ['hosts', 'games']) mkdirSync(join(scratch, folder))
  writeFileSync(join(scratch, 'mine.yaml'), scenario.replace('name: near-and-apart', 'name: mine'))
  writeFileSync(
    join(scratch, 'hosts/my-machine.yaml'),
    text('hosts/epyc-corona-p2.yaml').replaceAll('name: epyc-corona-p2', 'name: my-machine'),
  )
  writeFileSync(
    join(scratch, 'games/my-game.yaml'),
    text('games/web-platform.yaml').replace('name: web-platform', 'name: my-game'),
  )
})
afterAll(async () => {
  await workbench.close()
  rmSync(scratch, { recursive: true, force: true })
})

const own = (...paths: readonly string[]): string[] => paths.map((path) => join(scratch, path))

/** Drops files on the page as a file manager does. */
async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((texts) => {
    const dropped = new DataTransfer()
    for (const [name, text] of Object.entries(texts)) dropped.items.add(new File([text], name))
    document.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: dropped }))
  }, files)
}

test('a scenario of one’s own runs with what lies beside it, as the command runs it, and has futures', async () => {
  const { page, complaints } = await workbench.open('/?scenario=launch-day&size=smoke')
  await untilStatus(page, 'done')
  const files = own('mine.yaml', 'hosts/my-machine.yaml', 'games/my-game.yaml')
  await page.getByTestId('scenario-files').setInputFiles(files)
  const ran = await berth(['replay', join(scratch, 'mine.yaml'), '--log', 'digest', '-o', 'json'], scratch)
  const { status } = JSON.parse(ran.stdout) as { readonly status: { readonly decisionDigest: string } }
  await page.locator(`[data-digest="${status.decisionDigest}"]`).waitFor({ timeout: 60_000 })
  expect(new URL(page.url()).searchParams.get('scenario')).toBe('file:mine.yaml')
  expect(await page.getByRole('combobox', { name: 'Scenario' }).innerText()).toBe('file:mine.yaml')
  await page.getByRole('combobox', { name: 'Profile' }).click()
  await page.getByRole('option', { name: 'roomy' }).waitFor()
  await page.keyboard.press('Escape')
  expect(await violations(page)).toEqual([])

  // It is still there when the page is loaded again, and other pages run it too.
  await page.reload()
  await page.locator(`[data-digest="${status.decisionDigest}"]`).waitFor({ timeout: 60_000 })
  await page.goto(`${workbench.url}/plan/futures?scenario=file:mine.yaml&size=smoke&seeds=1`)
  await page.waitForSelector('.status-done', { timeout: 60_000 })
  expect(await page.locator('[data-command]').getAttribute('data-command')).toBe(
    'berth sweep mine.yaml --size smoke --seeds 1',
  )
  expect(complaints).toEqual([])
}, 180_000)

test('what is wrong with files is told with path, found and expected, and a mended file runs', async () => {
  const { page, complaints } = await workbench.open('/?scenario=launch-day&size=smoke')
  await untilStatus(page, 'done')
  const text = readFileSync(join(scratch, 'mine.yaml'), 'utf8')
  const rows = () => page.locator('.faults tbody tr').allInnerTexts()
  await drop(page, {
    'bad.yaml': text.replace('scalingInterval: 10m', 'scalingInterval: soon').replace('my-machine', 'no-machine'),
  })
  await page.getByRole('alert').waitFor()
  expect((await rows()).join('\n')).toMatch(/spec\.scalingInterval\s+soon|spec\.scalingInterval\s+"soon"/)
  expect(await violations(page)).toEqual([])
  // The run before is gone with its name: nothing plays on.
  expect(await simTime(page)).toMatch(/^Day 1 00:00/)
  await page.waitForTimeout(300)
  expect(await simTime(page)).toMatch(/^Day 1 00:00/)
  await drop(page, { 'plan.json': '{ "apiVersion": "berth.dev/v1alpha1", "kind": "FleetPlan" }' })
  await page.getByText('Drop it on Buying plan.').waitFor()
  expect(await page.locator('.status-bar').innerText()).toMatch(/\b0 decisions/)
  expect(await page.locator('[data-digest]').count()).toBe(0)
  expect(await rows()).toHaveLength(1)
  await drop(page, { 'bad.yaml': 'kind: Scenario', 'worse.yaml': 'a: [', 'other.yaml': 'kind: Poem' })
  await page.waitForFunction(() => document.querySelector('.faults')?.textContent?.includes('kind Poem'))
  expect((await rows()).map((row) => row.split(/\s/)[0])).toEqual(['worse.yaml', 'other.yaml'])
  await drop(page, { 'bad.yaml': readFileSync(join(SCENARIOS, 'near-and-apart.yaml'), 'utf8') })
  await untilStatus(page, 'done')
  expect(new URL(page.url()).searchParams.get('scenario')).toBe('file:bad.yaml')
  expect(complaints).toEqual([])
}, 120_000)

test('dropped on the planner it runs as futures, and an address alone says that the file is missing', async () => {
  const { page, complaints } = await workbench.open('/plan/buying')
  await page.getByRole('button', { name: 'Open a plan.json…' }).waitFor()
  await drop(page, { 'mine.yaml': readFileSync(join(SCENARIOS, 'near-and-apart.yaml'), 'utf8') })
  await page.waitForFunction(() => location.pathname === '/plan/futures' && location.search.includes('mine.yaml'))
  await page.getByRole('button', { name: 'Cancel' }).click()
  await drop(page, { 'mine.yaml': 'kind: Scenario' })
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('table', { name: 'Faults' }).innerText()).toContain('spec')
  // What belongs elsewhere is told so here; what is no file of Berth's leaves the page as little.
  const faults = page.getByRole('table', { name: 'Faults' })
  await drop(page, { 'request.yaml': 'apiVersion: berth.dev/v1alpha1\nkind: PlanRequest\n' })
  await faults.getByText('Push takes it, at Make a plan.').waitFor()
  await drop(page, { 'map.png': 'PNG' })
  await faults.getByText('map.png').first().waitFor()
  expect(new URL(page.url()).pathname).toBe('/plan/futures')
  await page.goto(`${workbench.url}/?scenario=file:lost.yaml`)
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('a file that was opened in this browser')
  expect(complaints).toEqual([])
}, 120_000)
