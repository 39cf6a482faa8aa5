import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simTime, startWorkbench, untilShown, untilStatus, type Workbench } from './workbench.ts'

/** launch-day in its smoke size: `launch` opens at 18:00, and half an hour later its crowd is there. */
const CROWD = '/?size=smoke&t=66600'
const OPENS_US = 64_800_000_000

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

/** What the curves say at the instant shown. */
async function figure(page: Page, series: string): Promise<number> {
  const text = await page.locator(`b[data-series=${series}]`).innerText()
  return Number(text.replaceAll(',', ''))
}

/** Waits until the curves are about a game (null: all) and its figures have come. */
async function untilFocus(page: Page, game: string | null): Promise<void> {
  if (game === null) await page.waitForSelector('[data-testid=focus]', { state: 'detached' })
  else await page.waitForSelector(`[data-testid=focus]:text-is("${game}")`)
  await page.waitForFunction(() => document.querySelector('b[data-series=players]')?.textContent !== '–')
}

function query(page: Page): URLSearchParams {
  return new URL(page.url()).searchParams
}

describe('a game in focus', () => {
  test('has its own curves, whose sum over all games is that of the run', async () => {
    const { page, complaints } = await workbench.open(CROWD)
    await untilStatus(page, 'done')
    const series = ['players', 'cpusRequested', 'podsPlaced', 'podsReady']
    const whole = await Promise.all(series.map((name) => figure(page, name)))
    const refusals = await figure(page, 'refusalsTotal')
    const names = await page.locator('.legend-game').allInnerTexts()
    expect(names).toContain('launch')
    const sums = series.map(() => 0)
    for (const name of names) {
      await page.getByRole('list', { name: 'Games', exact: true }).getByRole('button', { name, exact: true }).click()
      await untilFocus(page, name)
      expect(query(page).get('game')).toBe(name)
      for (const [i, each] of series.entries()) sums[i] += await figure(page, each)
      expect(await figure(page, 'refusalsTotal')).toBe(refusals)
      expect(await page.locator('b[data-series=cpusAllocatable]').count()).toBe(0)
    }
    expect(sums).toEqual(whole)
    expect(complaints).toEqual([])
  })

  test('is left by its legend, by Esc, by all games and by Back, and outlives the choice of a pod', async () => {
    const { page, complaints } = await workbench.open(CROWD)
    await untilStatus(page, 'done')
    const all = await figure(page, 'players')
    const legend = page.getByRole('list', { name: 'Games', exact: true }).getByRole('button', { name: 'launch' })
    await legend.click()
    await untilFocus(page, 'launch')
    const crowd = await figure(page, 'players')
    expect(crowd).toBeGreaterThan(0)
    expect(crowd).toBeLessThan(all)
    expect(await legend.getAttribute('aria-pressed')).toBe('true')
    await legend.click()
    await untilFocus(page, null)
    expect(await figure(page, 'players')).toBe(all)
    await page.goBack()
    await untilFocus(page, 'launch')
    await page.locator('.names button').first().click()
    await page.waitForSelector('.history')
    expect([query(page).get('game'), query(page).get('pod')?.startsWith('launch/')]).toEqual(['launch', true])
    expect(await figure(page, 'players')).toBe(crowd)
    await page.keyboard.press('Escape')
    await page.waitForSelector('.history', { state: 'detached' })
    await untilFocus(page, 'launch')
    await page.keyboard.press('Escape')
    await untilFocus(page, null)
    expect(query(page).has('game')).toBe(false)
    await page.goBack()
    await page.getByRole('button', { name: 'all games' }).first().click()
    await untilFocus(page, null)
    expect(complaints).toEqual([])
  })

  test('is found by search, by the palette and from a pod, and kept by a link', async () => {
    const { page } = await workbench.open(CROWD)
    await untilStatus(page, 'done')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('focus game launch')
    await page.keyboard.press('Enter')
    await untilFocus(page, 'launch')
    const crowd = await figure(page, 'players')
    await page.keyboard.press('a')
    await untilFocus(page, null)
    await page.keyboard.press('/')
    await page.keyboard.type('launch')
    await page.keyboard.press('Enter')
    await untilFocus(page, 'launch')
    expect(await figure(page, 'players')).toBe(crowd)
    const there = await workbench.open(`/?size=smoke&t=66600&pod=${encodeURIComponent('launch/world/access-0')}`)
    await untilStatus(there.page, 'done')
    await there.page.locator('[data-fact=Game] button').click()
    await untilFocus(there.page, 'launch')
    expect(await figure(there.page, 'players')).toBe(crowd)
    const linked = await workbench.open(new URL(page.url()).pathname + new URL(page.url()).search)
    await untilStatus(linked.page, 'done')
    await untilFocus(linked.page, 'launch')
    expect(await figure(linked.page, 'players')).toBe(crowd)
  })

  test('is followed while the run goes on, and kept by another seed of the same scenario', async () => {
    const { page } = await workbench.open('/?size=smoke&pace=2&follow=live&game=launch&t=0')
    await untilStatus(page, 'running')
    await page.waitForFunction(
      () => Number(document.querySelector('b[data-series=players]')?.textContent?.replaceAll(',', '')) > 0,
      undefined,
      { timeout: 60_000 },
    )
    expect(await page.locator('.status-running').count()).toBe(1)
    await page.getByLabel('Seed').fill('7')
    await page.getByLabel('Seed').press('Enter')
    await untilStatus(page, 'running')
    await page.waitForSelector('[data-testid=focus]:text-is("launch")')
    expect(query(page).get('game')).toBe('launch')
  })

  test('that the run does not have leaves the curves as they are', async () => {
    const { page, complaints } = await workbench.open(`${CROWD}&game=no-such`)
    await untilStatus(page, 'done')
    await page.getByText('This scenario has no such game.').waitFor()
    expect(await page.locator('[data-testid=focus]').count()).toBe(0)
    expect(await figure(page, 'players')).toBeGreaterThan(0)
    expect(complaints).toEqual([])
  })
})

describe('the opening of a game', () => {
  test('is marked on the scrubber; the mark leads to the game and the instant', async () => {
    const { page, complaints } = await workbench.open('/?size=smoke&t=0')
    await untilStatus(page, 'done')
    const mark = page.getByRole('button', { name: 'launch opens Day 1 18:00' })
    expect(await mark.innerText()).toBe('launch')
    await mark.click()
    await untilShown(page, OPENS_US)
    await untilFocus(page, 'launch')
    expect(await simTime(page)).toContain('Day 1 18:00')
    expect(await mark.getAttribute('aria-pressed')).toBe('true')
    const scrubber = await page.getByRole('slider', { name: 'Simulated time' }).boundingBox()
    const box = await mark.boundingBox()
    if (scrubber === null || box === null) throw new Error('the scrubber is not on the page')
    const share = (box.x + 4 - scrubber.x - 10) / (scrubber.width - 20)
    expect(share).toBeCloseTo(18 / 26, 2)
    expect(complaints).toEqual([])
  })

  test('leaves the scrubber to be dragged, also from its mark', async () => {
    const { page, complaints } = await workbench.open('/?size=smoke&t=0')
    await untilStatus(page, 'done')
    const box = await page.getByRole('button', { name: 'launch opens Day 1 18:00' }).boundingBox()
    if (box === null) throw new Error('the mark is not on the page')
    await page.mouse.move(box.x + 4, box.y + 4)
    await page.mouse.down()
    await page.mouse.move(box.x + 60, box.y + 4, { steps: 6 })
    await page.mouse.up()
    expect(await simTime(page)).toMatch(/Day 1 (19|2\d):/)
    expect(await page.locator('[data-testid=focus]').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('is a line on the curves, named under the pointer, and a click goes there', async () => {
    const { page } = await workbench.open('/?size=smoke&t=0')
    await untilStatus(page, 'done')
    const box = await page.locator('.curve .u-over').nth(1).boundingBox()
    if (box === null) throw new Error('no curve on the page')
    const endUs = Number(await page.getByRole('slider', { name: 'Simulated time' }).getAttribute('aria-valuemax')) * 1e6
    const x = box.x + (box.width * OPENS_US) / endUs
    await page.mouse.move(x - 60, box.y + 30)
    expect(await page.locator('.opening-label:visible').count()).toBe(0)
    await page.mouse.move(x + 2, box.y + 30)
    expect(await page.locator('.opening-label:visible').innerText()).toBe('launch opens Day 1 18:00')
    await page.mouse.click(x + 2, box.y + 30)
    await untilShown(page, OPENS_US)
    await untilFocus(page, 'launch')
  })

  test('is a tick among many, and a click below the ticks is for the instant', async () => {
    const { page } = await workbench.open('/?scenario=fleet-year&size=bench&pace=1&t=0')
    await page.waitForSelector('.openings.many button', { timeout: 60_000 })
    expect(await page.locator('.opening-name').count()).toBe(0)
    const share = await page
      .locator('.opening')
      .nth(5)
      .evaluate((mark) => Number.parseFloat(mark.style.left) / 100)
    const box = await page.locator('.curve .u-over').first().boundingBox()
    if (box === null) throw new Error('no curve on the page')
    const x = box.x + box.width * share
    await page.mouse.click(x, box.y + 40)
    await page.waitForFunction(() => Number(new URL(location.href).searchParams.get('t')) > 0)
    expect(await page.locator('[data-testid=focus]').count()).toBe(0)
    await page.mouse.move(x, box.y + 4)
    await page.locator('.opening-label:visible').waitFor()
    await page.mouse.click(x, box.y + 4)
    await page.waitForSelector('[data-testid=focus]')
  }, 120_000)

  test('is reached with the keyboard: by its command, and mark by mark', async () => {
    const { page } = await workbench.open('/?size=smoke&t=0')
    await untilStatus(page, 'done')
    await page.keyboard.press('o')
    await untilShown(page, OPENS_US)
    await untilFocus(page, 'launch')
    await page.goto(`${workbench.url}/?scenario=fleet-year&size=smoke&t=0`)
    await page.waitForSelector('.opening button')
    const marks = page.locator('.opening button')
    const count = await marks.count()
    expect(count).toBeGreaterThan(2)
    expect(await page.locator('.opening button[tabindex="0"]').count()).toBe(1)
    await page.getByRole('slider', { name: 'Simulated time' }).focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    expect(await marks.nth(1).evaluate((button) => button === document.activeElement)).toBe(true)
    const words = await marks.nth(1).getAttribute('aria-label')
    expect(await page.locator('.opening-tip:visible').innerText()).toBe(words)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => new URL(location.href).searchParams.has('game'))
    expect(words).toContain(query(page).get('game'))
  })
})
