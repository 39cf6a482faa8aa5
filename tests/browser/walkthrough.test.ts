import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { berth, inScratch } from '../cli/berth.ts'
import { fact, simTime, startWorkbench, untilShown, untilStatus, type Workbench } from './workbench.ts'

/** The five-minute journey of the README, step by step, in the words of its steps. */
const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

let workbench: Workbench
let page: Page
let complaints: string[]
let digest = ''

beforeAll(async () => {
  workbench = await startWorkbench()
  const opened = await workbench.open('/')
  page = opened.page
  complaints = opened.complaints
})
afterAll(() => workbench.close())

async function figure(series: string): Promise<number> {
  const text = await page.locator(`b[data-series=${series}]`).innerText()
  return Number(text.replaceAll(',', ''))
}

const STEPS: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'Start.',
    async () => {
      await untilStatus(page, 'done')
      digest = (await page.locator('[data-digest]').getAttribute('data-digest')) ?? ''
      expect(digest).toMatch(/^[0-9a-f]{64}$/)
    },
  ],
  [
    'Go to the launch.',
    async () => {
      await page.getByRole('button', { name: 'launch opens Day 1 18:00' }).click()
      await page.waitForSelector('[data-testid=focus]:text-is("launch")')
      expect(await simTime(page)).toContain('Day 1 18:00')
    },
  ],
  [
    'See the wait.',
    async () => {
      await page.keyboard.press('.')
      expect(await simTime(page)).toContain('Day 1 18:10')
      await untilShown(page, 65_400_000_000)
      await page.waitForFunction(() => {
        const players = document.querySelector('b[data-series=players]')?.textContent ?? ''
        return Number(players.replaceAll(',', '')) > 0.6 * 88_337
      })
      expect(await figure('podsPlaced')).toBeGreaterThan(5 * (await figure('podsReady')))
    },
  ],
  [
    'See who was squeezed.',
    async () => {
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await page.waitForSelector('[data-testid=focus]', { state: 'detached' })
      expect(await figure('refusalsTotal')).toBeGreaterThan(0)
    },
  ],
  [
    'Look at a host.',
    async () => {
      await page.keyboard.press('/')
      await page.keyboard.type('sz-a-m01-h0001')
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => new URL(location.href).searchParams.has('map'))
      expect(await page.locator('#detail-title').innerText()).toBe('sz-a-m01-h0001')
    },
  ],
  [
    'Follow a pod.',
    async () => {
      await page.locator('.pods tbody tr button').first().click()
      await page.waitForSelector('[data-fact^=Cpus]')
      expect(await fact(page, 'Host')).toBe('sz-a-m01-h0001')
      expect(await fact(page, 'IP')).toMatch(/^10\./)
      const before = await simTime(page)
      await page.locator('.history .time-link').last().click()
      await page.waitForFunction(
        (text) => (document.querySelector('[data-testid=sim-time]') as HTMLElement | null)?.innerText !== text,
        before,
      )
    },
  ],
  [
    'Change the policy.',
    async () => {
      await page.getByRole('combobox', { name: 'Profile' }).click()
      await page.getByRole('option', { name: /^pack/ }).click()
      await page.getByRole('button', { name: /^(Run|Rerun)$/ }).click()
      await page.waitForFunction((old) => {
        const shown = document.querySelector('[data-digest]')?.getAttribute('data-digest')
        return shown !== null && shown !== undefined && shown !== old
      }, digest)
      await untilStatus(page, 'done')
    },
  ],
  [
    'Share it.',
    async () => {
      await page.locator('.map-box canvas').focus()
      await page.keyboard.press(' ')
      await page.getByRole('button', { name: 'Play', exact: false }).first().waitFor()
      await page.getByRole('button', { name: 'Copy a link to this view' }).click()
      const link = await page.evaluate(() => navigator.clipboard.readText())
      const there = await workbench.open(new URL(link).pathname + new URL(link).search)
      await untilStatus(there.page, 'done')
      const shown = (each: Page) => each.locator('[data-digest]').getAttribute('data-digest')
      expect(await shown(there.page)).toBe(await shown(page))
      expect(await simTime(there.page)).toBe(await simTime(page))
    },
  ],
  [
    'Keep it.',
    async () => {
      await inScratch(async (folder) => {
        const run = join(folder, 'launch-day')
        const replay = await berth(['replay', 'launch-day', '--size', 'demo', '--out', run, '-o', 'json'])
        expect(replay.code).toBe(0)
        expect(JSON.parse(replay.stdout).status.decisionDigest).toBe(digest)
        expect((await berth(['audit', run])).code).toBe(0)
      })
    },
  ],
]

describe('the README’s journey', { timeout: 120_000 }, () => {
  test('has exactly these steps', () => {
    const journey = README.slice(README.indexOf('### Plan'), README.indexOf('### Push'))
    const titles = [...journey.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map(([, title]) => title)
    expect(titles).toEqual(STEPS.map(([title]) => title))
  })

  test.each(STEPS)('%s', async (_, walk) => {
    await walk()
    expect(complaints).toEqual([])
  })
})
