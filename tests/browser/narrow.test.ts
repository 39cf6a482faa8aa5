import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorkbench, untilStatus, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

// 640 is a window of 1280 enlarged to 200 %.
test.each([640, 800, 1239])(
  'a window %i px wide has every control of the run within it, and no way to the side',
  async (width) => {
    const { page } = await workbench.open('/?size=smoke&t=66600', { width, height: 800 })
    await untilStatus(page, 'done')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    const beyond = await page.$$eval('.run-bar button, .run-bar input', (controls) =>
      controls
        .filter((control) => control.getBoundingClientRect().right > innerWidth)
        .map(({ outerHTML }) => outerHTML),
    )
    expect(beyond).toEqual([])
  },
)
