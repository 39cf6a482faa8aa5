import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DecisionLine } from '../../src/model/decision.ts'
import { smokeDecisions } from './recorded-run.ts'
import { fact, simTime, startWorkbench, untilShown, untilStatus, type Workbench } from './workbench.ts'

const SMOKE = '/?size=smoke'
/** 18:30 of the first day, in the flash crowd. */
const CROWD_US = 66_600_000_000

let workbench: Workbench
let lines: DecisionLine[]
beforeAll(async () => {
  workbench = await startWorkbench()
  lines = smokeDecisions('launch-day', 1)
})
afterAll(() => workbench.close())

/** The last place or resize of every pod that holds something at an instant. */
function holdingsAt(timeUs: number) {
  const held = new Map<string, Extract<DecisionLine, { kind: 'place' | 'resize' | 'migrate' }>>()
  for (const line of lines) {
    if (line.atUs > timeUs) break
    if (line.kind === 'release') held.delete(line.pod)
    else if (line.kind !== 'refuse') held.set(line.pod, line)
  }
  return held
}

describe('the view', () => {
  test('seeks by the address, the scrubber, its keys and decision by decision', async () => {
    const { page, complaints } = await workbench.open(`${SMOKE}&t=66600`)
    await untilStatus(page, 'done')
    await untilShown(page, CROWD_US)
    expect(await simTime(page)).toContain('Day 1 18:30')
    const slider = page.getByRole('slider', { name: 'Simulated time' })
    await slider.press('ArrowRight')
    expect(await simTime(page)).toContain('Day 1 18:40')
    await page.keyboard.press(']')
    const next = lines.find((line) => line.atUs > CROWD_US + 600_000_000)
    await untilShown(page, next?.atUs ?? Number.NaN)
    await page.keyboard.press('[')
    const before = lines.filter((line) => line.atUs < (next?.atUs ?? 0)).at(-1)
    await untilShown(page, before?.atUs ?? Number.NaN)
    const box = await slider.boundingBox()
    if (box === null) throw new Error('the scrubber is not on the page')
    await page.mouse.click(box.x + 10 + (box.width - 20) / 2, box.y + 15)
    expect(await simTime(page)).toContain('Day 1 13:')
    await page.keyboard.press(' ')
    await page.waitForTimeout(300)
    await page.keyboard.press(' ')
    expect(await simTime(page)).not.toContain('Day 1 13:00:00.000')
    await page.waitForFunction(() => new URL(location.href).searchParams.get('follow') === null)
    expect(complaints).toEqual([])
  })

  test('shows of a clicked pod what the decision log says it holds', async () => {
    const { page } = await workbench.open(`${SMOKE}&t=66600`)
    await untilStatus(page, 'done')
    await untilShown(page, CROWD_US)
    const held = [...holdingsAt(CROWD_US).values()].filter((line) => line.vf !== undefined && line.kind === 'resize')
    const line = held[0] ?? [...holdingsAt(CROWD_US).values()][0]
    const [cpu] = (line.cpus ?? '').split(/[-,]/).map(Number)
    const cell = await page.evaluate(([host, cpu]) => window.berth?.cellOf(host, cpu), [line.host, cpu] as const)
    await page.mouse.click(cell?.x ?? 0, cell?.y ?? 0)
    await page.waitForSelector('[data-fact^=Cpus]')
    expect(await page.locator('#detail-title').innerText()).toBe(line.pod)
    expect(await fact(page, 'Cpus, which')).toMatch(new RegExp(`^\\d+ \\(${line.cpus}\\)$`))
    expect(await fact(page, 'Host')).toBe(line.host)
    expect(await fact(page, 'IP')).toBe(line.ip)
    expect(await fact(page, 'MAC')).toBe(line.mac)
    if (line.vf !== undefined) expect(await fact(page, 'VF')).toBe(line.vf)
    expect(await fact(page, 'Segment')).toContain(line.segment)
    const memory = await fact(page, 'Memory')
    for (const numa of Object.keys(line.memoryMib)) expect(memory).toContain(`on NumaNode ${numa}`)
    const decisions = lines.filter((other) => other.pod === line.pod).length
    const shown = await page
      .locator('.history li:is([data-kind=place],[data-kind=resize],[data-kind=release],[data-kind=refuse])')
      .count()
    expect(shown).toBe(decisions)
    expect(new URL(page.url()).searchParams.get('pod')).toBe(line.pod)
    const placed = page.locator('.history li[data-kind=place] .time-link').last()
    expect(await placed.innerText()).toMatch(/^Day \d+ \d\d:\d\d/)
    await placed.click()
    const first = lines.find((other) => other.pod === line.pod && other.kind === 'place')
    await untilShown(page, first?.atUs ?? Number.NaN)
  })

  test('finds a host by name, zooms to it, and a link brings another browser to the same picture', async () => {
    const { page } = await workbench.open(`${SMOKE}&t=66600`)
    await untilStatus(page, 'done')
    const host = lines[0].kind === 'refuse' ? '' : lines[0].host
    await page.keyboard.press('/')
    await page.keyboard.type(host)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => new URL(location.href).searchParams.has('map'))
    expect(await page.locator('#detail-title').innerText()).toBe(host)
    const pods = [...holdingsAt(CROWD_US).values()].filter((line) => line.host === host)
    await page.waitForSelector('.pods')
    expect(await page.locator('.pods tbody tr').count()).toBe(pods.length)
    await page.keyboard.press('2')
    await page.waitForFunction(() => new URL(location.href).searchParams.get('colour') === 'load')
    const there = await workbench.open(new URL(page.url()).pathname + new URL(page.url()).search)
    await untilStatus(there.page, 'done')
    await untilShown(there.page, CROWD_US)
    await there.page.waitForSelector('.pods')
    await page.locator('.brand').focus()
    await there.page.locator('.brand').focus()
    const pictures = await Promise.all(
      [page, there.page].map((each) =>
        each.evaluate(() => document.querySelector<HTMLCanvasElement>('.map-box canvas')?.toDataURL()),
      ),
    )
    expect(pictures[0]?.length).toBeGreaterThan(5000)
    expect(pictures[0] === pictures[1], 'the two pictures are the same').toBe(true)
    await page.goBack()
    await page.waitForSelector('[data-testid=detail]', { state: 'detached' })
  })

  test.each([SMOKE, '/?scenario=network-modes&size=smoke'])(
    'names every line of every small chart, %s',
    async (path) => {
      const { page } = await workbench.open(path)
      await untilStatus(page, 'done')
      await page.keyboard.press('/')
      await page.keyboard.type('h0001')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.with-detail .curve')
      const captions = page.locator('.curve figcaption')
      const cut = await captions.evaluateAll((all) =>
        all
          .filter((caption) => {
            const { right, bottom } = caption.getBoundingClientRect()
            return [...caption.querySelectorAll('.curve-title, .curve-label, b')].some((part) => {
              const box = part.getBoundingClientRect()
              return box.width === 0 || box.right > right || box.bottom > bottom
            })
          })
          .map((caption) => caption.textContent),
      )
      expect([(await captions.count()) >= 6, cut]).toEqual([true, []])
    },
  )

  test('zooms the curves in time by a drag, all together, and back by a double click', async () => {
    const { page } = await workbench.open(`${SMOKE}&t=66600`)
    await untilStatus(page, 'done')
    const box = await page.locator('.curve .u-over').first().boundingBox()
    if (box === null) throw new Error('no curve on the page')
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20, { steps: 4 })
    await page.mouse.up()
    await page.waitForFunction(() => new URL(location.href).searchParams.has('from'))
    const query = new URL(page.url()).searchParams
    expect(Number(query.get('from')) / 3600).toBeCloseTo(13, 0)
    expect(Number(query.get('to')) / 3600).toBeCloseTo(19.5, 0)
    expect(await simTime(page)).toContain('Day 1 18:30')
    await page.mouse.dblclick(box.x + box.width * 0.3, box.y + 20)
    await page.waitForFunction(() => !new URL(location.href).searchParams.has('from'))
  })

  test('can be walked with the keyboard alone', async () => {
    const { page } = await workbench.open(`${SMOKE}&t=66600`)
    await untilStatus(page, 'done')
    const reached = new Set<string>()
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab')
      reached.add(
        await page.evaluate(() => {
          const element = document.activeElement
          return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
        }),
      )
    }
    for (const name of [
      'Scenario',
      'Seed',
      'Speed of the run',
      'Simulated time',
      'Next decision',
      'Find a pod, host or game',
    ]) {
      expect([...reached]).toContain(name)
    }
    expect([...reached].some((name) => name.startsWith('Fleet map'))).toBe(true)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('colour by age')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => new URL(location.href).searchParams.get('colour') === 'age')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('.map-box canvas').focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    expect(await page.getByRole('dialog', { name: 'Keys' }).evaluate((sheet) => sheet.scrollTop)).toBe(0)
    await page.keyboard.press('Escape')
    await page.locator('.map-box canvas').focus()
    await page.keyboard.press('+')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => new URL(location.href).searchParams.has('map'))
  })
})
