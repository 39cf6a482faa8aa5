import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

describe('the address of the page', () => {
  test('keeps the instant that a link names while its run is being loaded', async () => {
    const { page, complaints } = await workbench.open('/prove')
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.context().route(/simulation\.worker/, async (route) => {
      await held
      await route.continue()
    })
    const link = '/?size=smoke&t=66600&follow=play'
    await page.goto(`${workbench.url}${link}`)
    // Anything of the view that changes is written to the address.
    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')))
    expect(page.url()).toBe(`${workbench.url}${link}`)
    letGo()
    await untilStatus(page, 'done')
    expect(Number(new URL(page.url()).searchParams.get('t'))).toBeGreaterThanOrEqual(66_600)
    expect(complaints).toEqual([])
  })

  test('is told apart from others by the title of the page', async () => {
    const { page } = await workbench.open('/?scenario=patch-day&size=smoke')
    const titleIs = (title: string) => page.waitForFunction((wanted) => document.title === wanted, title)
    await titleIs('patch-day · Berth')
    await page.getByRole('link', { name: 'Prove' }).click()
    await titleIs('Prove · Berth')
    await page.getByRole('button', { name: 'shrunk-onto-others' }).first().click()
    await titleIs('Case shrunk-onto-others · Berth')
    await page.goBack()
    await page.goBack()
    await titleIs('patch-day · Berth')
    for (const [path, title] of [
      ['/prove/compare?a=pack&b=kube-default', 'pack or kube-default · Berth'],
      ['/plan/futures?scenario=launch-day&size=smoke', 'Futures of launch-day · Berth'],
      ['/plan/buying', 'Buying plan · Berth'],
      ['/push/evening', 'Plan evening · Berth'],
      ['/push?screen=audit', 'Audit log · Berth'],
      ['/nowhere', 'Berth'],
    ]) {
      await page.goto(`${workbench.url}${path}`)
      await titleIs(title)
    }
  })
})

test('a part of the page that cannot be fetched is told of, and what is open stays', async () => {
  const { page } = await workbench.open('/?size=smoke')
  await untilStatus(page, 'done')
  await page.context().route(/prove-view/, (route) => route.abort())
  await page.getByRole('link', { name: 'Prove' }).click()
  await page.getByRole('heading', { name: 'This part of the page could not be loaded' }).waitFor()
  expect(await page.getByRole('link', { name: 'Load the page again' }).getAttribute('href')).toBe('/prove')
  await page.getByRole('link', { name: 'Plan' }).click()
  // The run is the one that was open: it is not made again.
  expect(await page.locator('.status-done').count()).toBe(1)
  await page.context().unroute(/prove-view/)
  await page.goto(`${workbench.url}/prove`)
  await page.getByRole('button', { name: 'shrunk-onto-others' }).first().waitFor()
})

test('a map that has nothing to show yet has the ground of the page', async () => {
  const { page } = await workbench.open('/prove', { scheme: 'light' })
  await page.context().route(/comparison\.worker/, () => new Promise(() => undefined))
  await page.goto(`${workbench.url}/prove/compare?scenario=launch-day&size=smoke`)
  await page.waitForSelector('.map-box canvas')
  await page.waitForTimeout(300)
  const grounds = await page.$$eval('.map-box canvas', (canvases) =>
    (canvases as HTMLCanvasElement[]).map((canvas) => [
      ...(canvas.getContext('2d', { alpha: false })?.getImageData(5, 5, 1, 1).data ?? []),
    ]),
  )
  expect(grounds.length).toBe(2)
  for (const [red, green, blue] of grounds) expect(Math.min(red, green, blue)).toBeGreaterThan(200)
})
