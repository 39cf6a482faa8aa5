import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from './axe.ts'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('a finished run has no accessibility violations, with nothing, a pod, a host or a game selected', async () => {
    const { page, complaints } = await workbench.open('/?size=smoke&t=66600', { scheme })
    await untilStatus(page, 'done')
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(scheme)
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('/')
    await page.keyboard.type('launch/')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.waitForSelector('.history')
    expect(await violations(page)).toEqual([])
    await page.locator('[data-fact=Host] button').click()
    await page.waitForSelector('.pods')
    await page.keyboard.press('3')
    await page.setViewportSize({ width: 1920, height: 1080 })
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await page.goto(`${workbench.url}/?size=smoke&t=66600&game=launch&colour=load`)
    await untilStatus(page, 'done')
    await page.waitForSelector('.names')
    expect(await violations(page)).toEqual([])
    await page.locator('.opening button').focus()
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('nor have the dialogs, the lists, a running and a refused run', async () => {
    const { page, complaints } = await workbench.open('/?size=smoke&pace=1', { scheme })
    await untilStatus(page, 'running')
    expect(await violations(page)).toEqual([])
    await page.getByRole('combobox', { name: 'Profile' }).click()
    await page.getByRole('option', { name: /pack/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto(`${workbench.url}/?scenario=no-such`)
    await page.waitForSelector('.faults')
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })
})

test('the theme follows the system until one is chosen, which the address keeps', async () => {
  const { page } = await workbench.open('/?size=smoke&t=0', { scheme: 'light' })
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
  expect(await theme()).toBe('light')
  // The page is told of the system's change with its next frame.
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark')
  await page.getByRole('button', { name: 'Switch between dark and light' }).click()
  expect(await theme()).toBe('light')
  await page.waitForFunction(() => new URL(location.href).searchParams.get('theme') === 'light')
})

test('nothing scrolls sideways at 1280, with every panel open', async () => {
  const { page } = await workbench.open('/?size=smoke&t=66600&game=launch')
  await untilStatus(page, 'done')
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('header, main, footer, section, aside, figure')]
      .filter(
        (element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'hidden',
      )
      .map((element) => element.className),
  )
  expect(wide).toEqual([])
})
