import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

/** Prints a figure beside the test's name. */
function note(text: string): void {
  process.stderr.write(`  ${text}\n`)
}

describe('the page at /', () => {
  test('opens with launch-day already replaying, and finishes simulating', async () => {
    const { page, complaints } = await workbench.open('/')
    await page.waitForFunction(() => performance.getEntriesByName('replaying').length > 0, undefined, {
      timeout: 20_000,
    })
    const marks = await page.evaluate(() =>
      ['first-frame', 'replaying'].map((name) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN),
    )
    await untilStatus(page, 'done')
    const doneMs = await page.evaluate(() => performance.now())
    note(
      `first frame ${Math.round(marks[0])} ms, replaying ${Math.round(marks[1])} ms, run done ${Math.round(doneMs)} ms`,
    )
    expect(marks[1]).toBeLessThan(10_000)
    expect(await page.locator('header').getByRole('combobox', { name: 'Scenario' }).innerText()).toBe('launch-day')
    expect(await page.locator('[data-digest]').getAttribute('data-digest')).toMatch(/^[0-9a-f]{64}$/)
    expect(complaints).toEqual([])
  })

  test('gives the same digest by script as in the view', async () => {
    const { page } = await workbench.open('/?size=smoke')
    await untilStatus(page, 'done')
    const shown = await page.locator('[data-digest]').getAttribute('data-digest')
    const run = await page.evaluate(() => window.berth?.runDigest('launch-day', 'smoke', 1))
    expect(run?.digest).toBe(shown)
    const other = await page.evaluate(() => window.berth?.runDigest('launch-day', 'smoke', 2))
    expect(other?.digest).not.toBe(shown)
  })

  test('launch-day demo is simulated, recorded and digested quickly', async () => {
    const { page } = await workbench.open('/?t=0')
    await untilStatus(page, 'done')
    const wall = await page.evaluate(() => window.berth?.runDigest('launch-day', 'demo', 1).then((run) => run.wallMs))
    note(`launch-day demo without a view ${Math.round(wall ?? Number.NaN)} ms`)
    expect(wall).toBeLessThan(20_000)
  })
})

describe('a browser that lacks something', () => {
  test('is told what, in words', async () => {
    const { page } = await workbench.open('/missing')
    for (const path of ['/missing', '/plan/missing', '/prove/missing', '/push/no/plan']) {
      await page.goto(`${workbench.url}${path}`)
      expect(await page.getByRole('heading', { level: 1 }).innerText(), path).toBe('There is no such page')
    }
    await page.addInitScript(() => {
      Object.defineProperty(window, 'Worker', { value: undefined })
    })
    await page.goto(`${workbench.url}/`)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('This browser cannot run the workbench')
    expect(await page.getByText('web workers').count()).toBe(1)
  })
})

describe('a scenario that cannot be run', () => {
  test('shows every fault with where, found and expected', async () => {
    const { page, complaints } = await workbench.open('/?scenario=no-such')
    await page.waitForSelector('.faults')
    const cells = await page.locator('.faults tbody td').allInnerTexts()
    expect(cells.slice(0, 2)).toEqual(['scenario', 'no-such'])
    expect(cells[2]).toContain('launch-day')
    await page.getByRole('combobox', { name: 'Scenario' }).click()
    await page.getByRole('option', { name: 'launch-day' }).click()
    await page.getByRole('radio', { name: 'smoke' }).check()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await untilStatus(page, 'done')
    expect(new URL(page.url()).searchParams.get('scenario')).toBe(null)
    expect(complaints).toEqual([])
  })
})
