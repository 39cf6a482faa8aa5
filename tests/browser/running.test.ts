import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

/** Slow enough to be caught running: 30 h at 2 h a second. */
const SLOW = '/?size=smoke&pace=2'

/** Presses Run and, once the worker has been asked to open it, the key that cancels. */
function runAndCancel(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const press = (key: string) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    press('r')
    await new Promise((resolve) => setTimeout(resolve, 0))
    press('x')
  })
}

/** Whether the simulation worker has a frame to give, asked of itself in the words of the page. */
async function hasFrame(page: Page): Promise<boolean> {
  const worker = page.workers().find((each) => each.url().includes('simulation'))
  if (worker === undefined) throw new Error('no simulation worker')
  const answer = await worker.evaluate(() => {
    const scope = globalThis as unknown as { postMessage: (...sent: unknown[]) => void }
    const { postMessage } = scope
    return new Promise<unknown>((resolve) => {
      scope.postMessage = (sent, ...more) => {
        const { id, value } = sent as { id: string; value: unknown }
        if (id !== 'asked') return postMessage.call(globalThis, sent, ...more)
        scope.postMessage = postMessage
        resolve(value === null)
      }
      const asked = { id: 'asked', type: 'APPLY', path: ['frameAt'], argumentList: [{ type: 'RAW', value: 0 }] }
      globalThis.dispatchEvent(new MessageEvent('message', { data: asked }))
    })
  })
  return answer === false
}

describe('a run', () => {
  test('is paused, stands still, resumed and cancelled, and what was recorded stays', async () => {
    const { page, complaints } = await workbench.open(SLOW)
    const decisions = () => page.locator('.status-bar b').first().innerText()
    await untilStatus(page, 'running')
    await page.getByRole('button', { name: 'Pause' }).click()
    await untilStatus(page, 'paused')
    const stood = await page.getByRole('progressbar').getAttribute('value')
    await page.waitForTimeout(400)
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe(stood)
    await page.getByRole('button', { name: 'Resume' }).click()
    await untilStatus(page, 'running')
    await page.waitForTimeout(300)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await untilStatus(page, 'cancelled')
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Cancel')
    const share = Number(await page.getByRole('progressbar').getAttribute('value'))
    expect(share).toBeGreaterThan(Number(stood))
    expect(share).toBeLessThan(1)
    expect(await decisions()).not.toBe('0')
    expect(await page.locator('[data-digest]').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('followed live shows its head, and leaves it when the user seeks', async () => {
    const { page } = await workbench.open(`${SLOW}&follow=live`)
    await untilStatus(page, 'running')
    const badge = page.getByRole('button', { name: 'live' })
    expect(await badge.getAttribute('aria-pressed')).toBe('true')
    const slider = page.getByRole('slider', { name: 'Simulated time' })
    const before = Number(await slider.getAttribute('aria-valuenow'))
    await page.waitForTimeout(800)
    expect(Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
    await slider.press('Home')
    expect(await badge.getAttribute('aria-pressed')).toBe('false')
    // The slider speaks with the next frame, which a busy machine is late with.
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('0')
    await page.keyboard.press('l')
    expect(await badge.getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await untilStatus(page, 'cancelled')
    expect(await badge.isDisabled()).toBe(true)
    expect(await badge.getAttribute('aria-pressed')).toBe('false')
    const stoodAt = await slider.getAttribute('aria-valuenow')
    await slider.press('End')
    expect(await slider.getAttribute('aria-valuenow')).toBe(stoodAt)
  })

  test('speeds up while it runs and ends with the digest it always has', async () => {
    const { page } = await workbench.open('/?size=smoke')
    await untilStatus(page, 'done')
    const digest = await page.locator('[data-digest]').getAttribute('data-digest')
    const slow = await workbench.open(SLOW)
    await untilStatus(slow.page, 'running')
    await slow.page.getByRole('combobox', { name: 'Speed of the run' }).click()
    await slow.page.getByRole('option', { name: /full speed/ }).click()
    await untilStatus(slow.page, 'done')
    expect(await slow.page.locator('[data-digest]').getAttribute('data-digest')).toBe(digest)
  })

  test('is chosen by size, seed and profile, which the address keeps and Back undoes', async () => {
    const { page } = await workbench.open('/?size=smoke')
    await untilStatus(page, 'done')
    const first = await page.locator('[data-digest]').getAttribute('data-digest')
    await page.getByLabel('Seed').fill('7')
    await page.getByRole('combobox', { name: 'Profile' }).click()
    await page.getByRole('option', { name: /spread/ }).click()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.waitForFunction((digest) => {
      const shown = document.querySelector<HTMLElement>('[data-digest]')?.dataset['digest']
      return shown !== undefined && shown !== digest
    }, first)
    const query = new URL(page.url()).searchParams
    expect([query.get('size'), query.get('seed'), query.get('profile')]).toEqual(['smoke', '7', 'spread'])
    await page.goBack()
    await page.waitForFunction(
      (digest) => document.querySelector<HTMLElement>('[data-digest]')?.dataset['digest'] === digest,
      first,
    )
    expect(await page.getByLabel('Seed').inputValue()).toBe('1')
  })
  test('has the seed of before where what is typed is none: no part of it is run', async () => {
    const { page, complaints } = await workbench.open('/?scenario=launch-day&size=smoke&seed=5')
    await untilStatus(page, 'done')
    const seed = page.getByLabel('Seed')
    for (const typed of ['99999999999999999', '1.5', '7x', '']) {
      await seed.fill('')
      await seed.pressSequentially(typed)
      expect(await seed.getAttribute('aria-invalid')).toBe('true')
      await page.getByRole('button', { name: /^(Run|Rerun)$/ }).click()
      await untilStatus(page, 'done')
      expect([await seed.inputValue(), new URL(page.url()).searchParams.get('seed')]).toEqual(['5', '5'])
    }
    expect(complaints).toEqual([])
  })

  test('cancelled while it is opened leaves nothing of itself nor of the run before', async () => {
    const { page, complaints } = await workbench.open('/?size=smoke')
    await untilStatus(page, 'done')
    expect(await hasFrame(page)).toBe(true)
    await page.getByRole('radio', { name: 'demo' }).click()
    await runAndCancel(page)
    await untilStatus(page, 'cancelled')
    // By then the worker would have opened it.
    await page.waitForTimeout(1500)
    expect(await page.locator('.notice h2').allInnerTexts()).toEqual(['Cancelled before it began'])
    expect(await page.locator('.map-box canvas').count()).toBe(0)
    const slider = page.getByRole('slider', { name: 'Simulated time' })
    await slider.press('End')
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('0')
    expect(await hasFrame(page)).toBe(false)
    await page.getByRole('button', { name: 'Run again' }).click()
    await untilStatus(page, 'done')
    expect(await page.locator('.map-box canvas').count()).toBe(1)
    expect(complaints).toEqual([])
  })
})
