import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorkbench, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

/** Median and 95th percentile of the spans measured under a name, milliseconds. */
interface Spans {
  readonly count: number
  readonly median: number
  readonly p95: number
}

function spans(name: string): Spans {
  const sorted = performance
    .getEntriesByName(name)
    .map((entry) => entry.duration)
    .sort((a, b) => a - b)
  const at = (share: number) => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN) * 100) / 100
  return { count: sorted.length, median: at(0.5), p95: at(0.95) }
}

test('1,500 hosts are redrawn at every step of a scrub; the figures are printed, not judged', async () => {
  const { page, complaints } = await workbench.open('/?scenario=fleet-year&size=bench&t=0', {
    width: 1920,
    height: 1080,
  })
  await page.waitForSelector('.status-running', { timeout: 60_000 })
  await page.waitForFunction(() => performance.getEntriesByName('first-frame').length > 0, undefined, {
    timeout: 60_000,
  })
  // A stretch to scrub over, and then the cores to ourselves.
  await page.waitForFunction(
    () => Number(document.querySelector<HTMLProgressElement>('.status-progress')?.value) > 0.004,
    undefined,
    {
      timeout: 90_000,
    },
  )
  await page.keyboard.press('p')
  await page.waitForSelector('.status-paused')
  await page.evaluate(() => {
    performance.clearMeasures('fleet-map')
    performance.clearMeasures('seek')
  })
  const slider = page.getByRole('slider', { name: 'Simulated time' })
  const head = Number(await page.locator('.status-progress').getAttribute('value'))
  const box = await slider.boundingBox()
  if (box === null) throw new Error('the scrubber is not on the page')
  await page.keyboard.press('z')
  await slider.focus()
  for (let i = 0; i < 40; i++) await slider.press(i % 8 < 4 ? 'ArrowRight' : 'ArrowLeft')
  await page.waitForTimeout(500)
  const hosts = await page.locator('.map-panel .figure').first().innerText()
  const drawn = await page.evaluate(spans, 'fleet-map')
  const sought = await page.evaluate(spans, 'seek')
  process.stderr.write(
    `  ${hosts}, ${(head * 100).toFixed(1)} % of the run: redraw median ${drawn.median} ms (p95 ${drawn.p95}, ${drawn.count} frames), ` +
      `seek median ${sought.median} ms (p95 ${sought.p95})\n`,
  )
  expect(drawn.count).toBeGreaterThan(10)
  expect(complaints).toEqual([])
}, 240_000)
