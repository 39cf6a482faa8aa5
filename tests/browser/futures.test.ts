import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FutureRunner } from '../../simulator/planner/future-run.ts'
import { bandsOf, FUTURE_FIGURES } from '../../simulator/planner/futures.ts'
import { violations } from './axe.ts'
import { smokeScenario } from './recorded-run.ts'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

/** From a slider's change to what it changes on the page. */
const ANSWER_MS = 1000

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

async function untilDone(page: Page, timeout = 90_000): Promise<void> {
  await page.waitForSelector('.status-done', { timeout })
}

/** Moves a slider and says how long it takes until the page shows what that changes, in ms. */
function answerMs(page: Page, label: string, value: number): Promise<number> {
  return page.evaluate(
    ([name, wanted]) => {
      const state = document.querySelector<HTMLElement>('.what-if-state')
      const slider = [...document.querySelectorAll<HTMLLabelElement>('.what-if-slider')]
        .find((each) => each.textContent?.startsWith(name as string))
        ?.querySelector('input')
      const held = (): string => document.querySelector('.run-out table')?.textContent ?? ''
      const before = held()
      const fromMs = performance.now()
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider, String(wanted))
      slider?.dispatchEvent(new Event('input', { bubbles: true }))
      return new Promise<number>((resolve) => {
        const look = (): void => {
          if (held() !== before && state?.dataset['state'] === 'estimate') resolve(performance.now() - fromMs)
          else requestAnimationFrame(look)
        }
        look()
      })
    },
    [label, value] as const,
  )
}

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('futures open by their address: bands, what runs out, figures, what hosts and launches change', async () => {
    const address = '/plan/futures?scenario=next-season&size=smoke&seeds=3'
    const { page, complaints } = await workbench.open(address, { scheme })
    await untilDone(page)
    expect(await page.locator('.band-charts canvas').count()).toBe(5)
    expect(await page.locator('.compare-progress').innerText()).toContain('3 of 3 seeds')
    expect(await violations(page)).toEqual([])
    expect(await answerMs(page, 'Hosts', 60)).toBeLessThan(ANSWER_MS)
    expect(await answerMs(page, 'Launch size', 250)).toBeLessThan(ANSWER_MS)
    expect(await violations(page)).toEqual([])
    await page.waitForSelector('.what-if-state[data-state=run]', { timeout: 90_000 })
    await untilDone(page)
    expect(Number(await page.locator('[data-run-out="sz-a cpus"]').getAttribute('data-count'))).toBeGreaterThan(0)
    expect(await page.getByTestId('goal').innerText()).toContain('goal missed')
    const promise = await page.getByTestId('promise').innerText()
    expect(promise).toMatch(/^Goal: players refused at most 1 ‰, .* % of seeds\. The same /)
    expect(promise).toMatch(/ with any host lost for 1d: not tried here; berth plan does\.$/)
    expect(await page.getByTestId('goal').innerText()).toContain('with nothing lost: ')
    await page.waitForFunction(() => location.search.includes('hosts=60') && location.search.includes('launch=250'))
    const command = await page.locator('[data-command]').getAttribute('data-command')
    expect(command).toMatch(
      /^berth sweep next-season --size smoke --seeds 3 --set 'fleet\.hostGroups\.south-tioga\.count=3'/,
    )
    expect(await violations(page)).toEqual([])
    // A head sorts by what it says: upward, downward, and then as the rows came.
    const shares = async () => {
      const texts = await page.locator('[data-run-out] td:nth-child(4)').allInnerTexts()
      return texts.map(Number.parseFloat)
    }
    const head = page.getByRole('columnheader', { name: 'Most held' })
    const first = await shares()
    const ways: (readonly [string | null, readonly number[]])[] = []
    for (let i = 0; i < 3; i++) {
      await head.getByRole('button').press('Enter')
      ways.push([await head.getAttribute('aria-sort'), await shares()])
    }
    const upward = first.toSorted((a, b) => a - b)
    expect(new Set(first).size).toBeGreaterThan(3)
    expect(ways).toEqual([
      ['ascending', upward],
      ['descending', upward.toReversed()],
      ['none', first],
    ])
    expect(await violations(page)).toEqual([])
    await page.reload()
    await untilDone(page)
    expect(await page.getByTestId('goal').innerText()).toContain('goal missed')
    expect(await page.getByTestId('promise').innerText()).toMatch(
      /^Goal: players refused at most 1 ‰, .* % of seeds\. The same .* not tried here; berth plan does\.$/,
    )
    await page.getByRole('link', { name: 'Play seed 1 on the map' }).click()
    await untilStatus(page, 'done')
    expect(await page.locator('#map-title, .map-panel .panel-header').first().innerText()).toContain('9 hosts')
    expect(await page.locator('.settings-chip').innerText()).toContain('6 settings')
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  }, 240_000)
})

test('the figures on the page are those of the planner', async () => {
  const scenario = smokeScenario('next-season')
  const outcomes = [1, 2].map((seed) => {
    const runner = new FutureRunner(scenario, { seed, profile: 'spread' })
    while (!runner.done) runner.advance(10_000)
    return runner.finish().outcome
  })
  const { page } = await workbench.open('/plan/futures?scenario=next-season&size=smoke&seeds=2&profile=spread')
  await untilDone(page)
  for (const [i, band] of bandsOf(outcomes).entries()) {
    const cells = await page.locator(`tr[data-figure="${FUTURE_FIGURES[i].name}"] td`).allInnerTexts()
    const shown = cells.map((text) => Number(text.replaceAll(',', '')))
    const wanted = band === null ? [] : [band.p10, band.p50, band.p90, band.max]
    wanted.forEach((value, c) => expect(shown[c]).toBeCloseTo(value, 1))
  }
})

test('what is turned while the scenario as it is still runs is run after it', async () => {
  const { page } = await workbench.open('/plan/futures?scenario=next-season&size=smoke&seeds=8')
  await page.locator('.what-if-slider input').first().fill('60')
  await page.waitForSelector('.what-if-state[data-state=run]', { timeout: 90_000 })
  await untilDone(page)
  expect(await page.locator('.what-if-state').innerText()).toContain('8 runs')
  expect(await page.locator('.compare-progress').innerText()).toContain('8 of 8 seeds')
  expect(await page.getByTestId('goal').innerText()).toContain('of 8')
}, 120_000)

test('on the demo fleet a slider answers within a second, and its runs can be cancelled', async () => {
  const { page, complaints } = await workbench.open('/plan/futures?scenario=next-season&size=demo&seeds=2')
  await untilDone(page, 200_000)
  const ms = await answerMs(page, 'Hosts', 75)
  process.stdout.write(`a what-if on next-season demo, 2 seeds: shown after ${ms.toFixed(0)} ms\n`)
  expect(ms).toBeLessThan(ANSWER_MS)
  await page.waitForSelector('.status-running', { timeout: 20_000 })
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForSelector('.status-cancelled')
  expect(await page.locator('.what-if-state').getAttribute('data-state')).toBe('estimate')
  expect(await page.locator('b[data-series="hostsUp"]').innerText()).toBe('–')
  expect(complaints).toEqual([])
}, 240_000)

test('a run leads to its futures, and a scenario that is none says so', async () => {
  const { page, complaints } = await workbench.open('/?scenario=launch-day&size=smoke')
  await untilStatus(page, 'done')
  await page.getByRole('button', { name: 'Futures', exact: true }).click()
  await untilDone(page)
  expect(page.url()).toContain('/plan/futures?scenario=launch-day&size=smoke&seeds=8')
  await page.getByRole('link', { name: 'Replay a run' }).click()
  await untilStatus(page, 'done')
  await page.goto(`${workbench.url}/plan/futures?scenario=none&size=smoke&seeds=2`)
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('next-season')
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
}, 120_000)

test('a future is played on the map in place of the run that was shown, in the theme chosen', async () => {
  const { page, complaints } = await workbench.open('/?size=smoke&theme=light')
  await untilStatus(page, 'done')
  const before = await page.locator('[data-digest]').getAttribute('data-digest')
  await page.getByRole('button', { name: 'Futures', exact: true }).click()
  await untilDone(page)
  await page.locator('.what-if-slider input').first().fill('60')
  const hosts = /^\d+/.exec(await page.locator('.what-if-slider output').first().innerText())?.[0]
  await page.getByRole('link', { name: 'Play seed 1 on the map' }).click()
  await page.locator('.settings-chip').waitFor()
  await untilStatus(page, 'done')
  expect(await page.locator('.settings-chip').innerText()).toMatch(/^\d+ settings/)
  expect(await page.locator('#map-title, .map-panel .panel-header').first().innerText()).toContain(`${hosts} hosts`)
  expect(await page.locator('[data-digest]').getAttribute('data-digest')).not.toBe(before)
  const query = new URL(page.url()).searchParams
  expect([query.getAll('set').length > 0, query.get('theme')]).toEqual([true, 'light'])
  // The link back to a run leaves it as it is; Back leads to the run before.
  const digest = await page.locator('[data-digest]').getAttribute('data-digest')
  await page.getByRole('button', { name: 'Futures', exact: true }).click()
  await page.getByRole('link', { name: 'Replay a run' }).click()
  expect(await page.locator('[data-digest]').getAttribute('data-digest')).toBe(digest)
  for (let i = 0; i < 4; i++) await page.goBack()
  await expect.poll(() => page.locator('[data-digest]').getAttribute('data-digest')).toBe(before)
  expect(complaints).toEqual([])
}, 120_000)

test('Enter in the field of seeds runs as many', async () => {
  const { page, complaints } = await workbench.open('/plan/futures?scenario=launch-day&size=smoke&seeds=1')
  await page.getByText('1 of 1 seed', { exact: true }).waitFor()
  await page.getByLabel('Seeds', { exact: true }).fill('2')
  await page.keyboard.press('Enter')
  await page.getByText('2 of 2 seeds', { exact: true }).waitFor()
  expect(new URL(page.url()).searchParams.get('seeds')).toBe('2')
  expect(complaints).toEqual([])
})

test('what is chosen is told apart from what is shown; a bad number of seeds holds the run', async () => {
  const { page, complaints } = await workbench.open('/plan/futures?scenario=launch-day&size=smoke&seeds=1')
  await untilDone(page)
  const shown = page.getByTestId('shown')
  expect(await shown.innerText()).toBe('')
  const seeds = page.getByLabel('Seeds', { exact: true })
  const run = page.getByRole('button', { name: 'Run', exact: true })
  // Each character but the last makes a number that could be run.
  for (const typed of ['100', '4e1', '3.5', '-3', '']) {
    await seeds.fill('')
    await seeds.pressSequentially(typed)
    await page.keyboard.press('Enter')
    await run.click({ force: true })
    expect(await seeds.inputValue()).toBe(typed)
    expect(await page.locator('.seeds-fault').innerText()).toBe('✕ a whole number, 1 to 64')
    expect(await run.getAttribute('aria-disabled')).toBe('true')
    expect(new URL(page.url()).searchParams.get('seeds')).toBe('1')
    expect(await page.getByText('1 of 1 seed', { exact: true }).count()).toBe(1)
  }
  await seeds.fill(' 2 ')
  expect(await shown.innerText()).toBe('Not run yet; shown: launch-day smoke, own profiles, 1 seed')
  expect(await violations(page)).toEqual([])
  await run.click()
  await page.getByText('2 of 2 seeds', { exact: true }).waitFor()
  expect(await shown.innerText()).toBe('')
  expect(complaints).toEqual([])
})
