import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { berth } from '../cli/berth.ts'
import { violations } from './axe.ts'
import { startWorkbench, untilShown, untilStatus, type Workbench } from './workbench.ts'

/** In seconds: 12 h 30 min. */
const AT = 45_000
const RUN = `/?scenario=launch-day&size=smoke&seed=3&t=${AT}&host=sz-a-m01-h0001`

let workbench: Workbench
const folder = mkdtempSync(join(tmpdir(), 'berth-clicked-'))
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(async () => {
  await workbench.close()
  rmSync(folder, { recursive: true, force: true })
})

const digestOf = (page: Page): Promise<string | null> => page.locator('[data-digest]').getAttribute('data-digest')

/** Waits for the run of these losses. */
async function untilLost(page: Page, words: string): Promise<void> {
  await page.waitForFunction((text) => document.querySelector('.losses-chip')?.textContent?.trim() === text, words)
  await untilStatus(page, 'done')
  await untilShown(page, AT * 1_000_000)
}

async function lose(page: Page, what: string, down: string): Promise<void> {
  await page.getByRole('combobox', { name: 'What is lost' }).click()
  await page.getByRole('option', { name: what }).click()
  await page.getByLabel('How long it is lost').fill(down)
  await page.getByRole('button', { name: 'Lose', exact: true }).click()
}

/** The words of the shown command, as a shell splits them. */
async function shownCommand(page: Page): Promise<string[]> {
  const command = (await page.locator('[data-replay]').getAttribute('data-replay')) ?? ''
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
}

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('what is lost by clicks is lost in the run, in its address and in the command that makes it again', async () => {
    const { page, complaints } = await workbench.open(RUN, { scheme })
    await untilStatus(page, 'done')
    const before = await digestOf(page)
    await page.getByRole('form', { name: 'Lose it from here' }).waitFor()
    expect(await page.getByRole('heading', { name: /^Lose it from/ }).innerText()).toBe('Lose it from Day 1 12:30:00')
    await page.getByLabel('How long it is lost').fill('soon')
    expect(await page.getByRole('button', { name: 'Lose', exact: true }).isDisabled()).toBe(true)
    expect(await violations(page)).toEqual([])

    await lose(page, 'this host', '2h')
    await untilLost(page, '1 loss')
    expect(await page.locator('.callout.danger').innerText()).toContain('Away at this instant: lost')
    await lose(page, 'its module', '90m')
    await untilLost(page, '2 losses')
    expect(new URL(page.url()).searchParams.getAll('set')).toEqual([
      'losses=[{at: 12h30m, domain: host, name: sz-a-m01-h0001, down: 2h}, {at: 12h30m, domain: module, name: sz-a-m01, down: 1h30m}]',
    ])
    const lost = await digestOf(page)
    expect(lost).not.toBe(before)

    await page.locator('.losses-chip').click()
    expect(await violations(page)).toEqual([])
    const [program, ...words] = await shownCommand(page)
    expect(program).toBe('berth')
    const out = join(folder, scheme)
    expect(await berth([...words, '--out', out])).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).status.decisionDigest).toBe(lost)

    await page.getByRole('button', { name: 'Take back the loss of sz-a-m01', exact: true }).click()
    await untilLost(page, '1 loss')
    expect(await digestOf(page)).not.toBe(lost)
    await page.goBack()
    await untilLost(page, '2 losses')
    expect(await digestOf(page)).toBe(lost)
    // The list stays open while its losses are taken back.
    await page.getByRole('button', { name: 'Take all back' }).click()
    await page.locator('.losses-chip').waitFor({ state: 'detached' })
    await untilStatus(page, 'done')
    expect(await digestOf(page)).toBe(before)
    expect(page.url()).not.toContain('losses')
    expect(complaints).toEqual([])
  }, 120_000)
})

test('the bar holds both chips at 1280', async () => {
  const settings = ['losses=[{at: 1h, domain: host, name: sz-a-m01-h0001, down: 1h}]', 'delays.start=20s']
  const query = settings.map((setting) => `&set=${encodeURIComponent(setting)}`).join('')
  const { page } = await workbench.open(`/?scenario=launch-day&size=smoke${query}`)
  await untilStatus(page, 'done')
  expect(await page.locator('.settings-chip').allInnerTexts()).toEqual(['1 setting', '1 loss'])
  const theme = await page.getByRole('button', { name: 'Keyboard shortcuts' }).boundingBox()
  expect((theme?.x ?? Infinity) + (theme?.width ?? 0)).toBeLessThanOrEqual(1280)
})

test('an address with a loss of nothing in the fleet says so, and the way back', async () => {
  const set = encodeURIComponent('losses=[{at: 1h, domain: rack, name: sz-a-m01-r99, down: 1h}]')
  const { page } = await workbench.open(`/?scenario=launch-day&size=smoke&set=${set}`)
  await page.getByText('spec.losses[0].name').waitFor()
  expect(await page.getByText('the name of a rack').count()).toBeGreaterThan(0)
})

test('what a scenario lists itself is taken back as well, and comes again only without the setting', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../scenarios/launch-day.yaml'), 'utf8')
  const listed = text.replace(
    '  hostFaults:',
    '  losses: [{at: 13h, domain: rack, name: sz-a-m01-r01, down: 1h}]\n  lossLog: {file: out.csv}\n  hostFaults:',
  )
  const log = 'at,domain,name,until\n2h,module,sz-a-m01,3h\n'
  const { page } = await workbench.open('/?scenario=launch-day&size=smoke')
  await untilStatus(page, 'done')
  await page.getByTestId('scenario-files').setInputFiles([
    { name: 'mine.yaml', mimeType: 'text/yaml', buffer: Buffer.from(listed) },
    { name: 'out.csv', mimeType: 'text/csv', buffer: Buffer.from(log) },
  ])
  await page.waitForFunction(() => document.querySelector('.losses-chip')?.textContent?.includes('1 loss'))
  await untilStatus(page, 'done')
  const whole = await digestOf(page)
  await page.locator('.losses-chip').click()
  await page.getByRole('button', { name: /^Take back/ }).click()
  await page.waitForFunction(() => document.querySelector('.losses-chip')?.textContent?.includes('0 losses'))
  await untilStatus(page, 'done')
  expect(await digestOf(page)).not.toBe(whole)
  expect(new URL(page.url()).searchParams.getAll('set')).toEqual(['losses=[]'])
})
