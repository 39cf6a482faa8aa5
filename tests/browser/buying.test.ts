import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FleetPlan } from '../../src/model/fleet-plan.ts'
import { berth, inScratch, type Started, startBerth, until } from '../cli/berth.ts'
import { violations } from './axe.ts'
import { launchBrowser, openPage, untilStatus } from './workbench.ts'

/** Two months, of which the second opens a launch that the east has no room for: hosts are bought for it there. */
const WISHES = [
  ...['--seeds', '2'],
  ...['--set', 'duration=60d'],
  ...['--set', 'games.new-realm.start=35d'],
  ...['--set', 'games.new-realm.peakPlayers=24000'],
  ...['--set', 'fleet.hostGroups.east-rome.modules=2'],
  // Ordered as the scenario begins they come on day 40.
  ...['--set', 'fleet.hostGroups.east-rome.leadTime=40d'],
  ...['--set', 'goal.lossesToSurvive.count=0'],
]

/** A plan that `berth plan` makes, and a server that stands where it lies. */
let plan: FleetPlan
let url = ''
let browser: Browser
let server: Started
let scratch = ''
let leave: () => void = () => undefined
beforeAll(async () => {
  await new Promise<void>((resolve, reject) => {
    void inScratch(async (folder) => {
      scratch = folder
      const made = await berth(['plan', 'next-season', ...WISHES, '--out', 'runs/season', '-q'], folder)
      expect([made.code, made.stderr]).toEqual([0, ''])
      const written = await berth(
        ['plan', 'next-season', ...WISHES, '--out', 'runs/season', '--report', 'report.html', '-q'],
        folder,
      )
      expect(written.code).toBe(0)
      plan = JSON.parse(readFileSync(join(folder, 'runs/season/plan.json'), 'utf8'))
      server = startBerth(['serve', '--port', '0', '--data', join(folder, 'state'), '-o', 'name'], folder)
      await until(() => server.stdout().includes('\n'), 60_000)
      url = server.stdout().trim().replace(/\/$/, '')
      browser = await launchBrowser()
      resolve()
      await new Promise<void>((end) => (leave = end))
    }).catch(reject)
  })
}, 240_000)
afterAll(async () => {
  await browser.close()
  server.signal('SIGTERM')
  await server.ended
  leave()
})

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('a plan opens by its address, part by part, and its witness plays on the fleet map', async () => {
    const { page, complaints } = await openPage(browser, `${url}/plan/buying`, { scheme })
    await page.getByRole('button', { name: 'season' }).click()
    await page.getByRole('table', { name: 'Hosts by group and month' }).waitFor()
    for (const { name, present, hosts } of plan.status.groups) {
      const cells = await page.locator(`tr[data-group="${name}"] td`).allInnerTexts()
      expect(cells.slice(1).map((text) => Number(text.split(/\s/)[0]))).toEqual([present, ...hosts])
    }
    // Each purchase by module and month, with when to order it.
    const bought = plan.status.changes.filter(({ kind }) => kind === 'add')
    expect(bought.length).toBeGreaterThan(0)
    for (const { group, month, count, byModule, orderByUs } of bought) {
      const row = page.locator(`tr[data-change="${group} ${month}"]`)
      const text = await row.innerText()
      expect(text).toContain(`buy ${count}`)
      for (const [module, hosts] of Object.entries(byModule)) expect(text).toContain(`${module} ${hosts}`)
      expect(text).toContain((orderByUs ?? 0) < 0 ? 'before' : `Day ${Math.floor((orderByUs ?? 0) / 86_400e6) + 1}`)
    }
    // What the goal misses meanwhile, in words; each with the run that shows it.
    const { late } = plan.status
    expect(late?.misses.length).toBeGreaterThan(0)
    expect(await page.getByTestId('promise').innerText()).toMatch(
      /^Goal: players refused at most 1 ‰, .*, in 90 % of seeds\.$/,
    )
    expect(await page.getByTestId('answer').innerText()).toContain('come on Day 41 instead of on Day 31')
    for (const { bound, seed, limits } of late?.misses ?? []) {
      const row = page.locator(`tr[data-miss="${bound}"]`)
      expect(await row.getByRole('link').innerText()).toBe(`Play seed ${seed}`)
      if (limits.length > 0) expect(await row.innerText()).toContain(`in ${limits[0].idcs.join(', ')}`)
    }
    const modules = await page.locator('tr[data-module^="sh-a-m"]').count()
    expect(modules).toBe(2)
    expect(await violations(page)).toEqual([])
    await page.getByRole('tab', { name: 'What runs out when' }).click()
    const planned = plan.status.exhaustion.filter(({ fleet }) => fleet === 'planned')
    expect(await page.locator('table[aria-label$="as planned"] tbody tr').count()).toBe(planned.length)
    expect(await violations(page)).toEqual([])
    await page.getByRole('tab', { name: 'Cost per game' }).click()
    const cost = plan.status.costs.reduce((sum, each) => sum + (each.game === 'platform' ? each.cost : 0), 0)
    expect(await page.locator('tr[data-game="platform"] b').innerText()).toBe(Math.round(cost).toLocaleString('en-US'))
    expect(await violations(page)).toEqual([])
    const stranded = plan.status.costs.reduce(
      (sum, each) => sum + (each.game === 'platform' ? each.cpuHoursStranded : 0),
      0,
    )
    const cells = await page.locator('tr[data-game="platform"] td').allInnerTexts()
    expect(cells.at(-2)).toBe(Math.round(stranded).toLocaleString('en-US'))
    await page.getByRole('tab', { name: 'Assumptions' }).click()
    expect(await page.locator('.assumptions li').allInnerTexts()).toEqual(plan.status.assumptions)
    expect(new URL(page.url()).search).toBe('?part=assumptions')
    expect(await violations(page)).toEqual([])
    await page.goto(`${url}/plan/buying/season?part=witness`)
    const [witness] = plan.status.witnesses
    await page.locator(`[data-witness="${witness.group}"]`).getByRole('link').click()
    await untilStatus(page, 'done')
    expect(new URL(page.url()).searchParams.get('seed') ?? '1').toBe(String(witness.seed))
    expect(await page.locator('.settings-chip').innerText()).toMatch(/^\d+ settings?/)
    // What is played is the run that the plan rests on, decision by decision.
    const digest = await page.locator('[data-digest]').getAttribute('data-digest')
    const words = witness.command.split(' --set ')
    const sets = words.slice(1).flatMap((text) => ['--set', text.slice(1, -1)])
    const again = await berth([...words[0].split(' ').slice(1), ...sets, '--out', `w-${scheme}`, '-q'], scratch)
    expect(again.code).toBe(0)
    const { status } = JSON.parse(readFileSync(join(scratch, `w-${scheme}`, 'manifest.json'), 'utf8'))
    expect(digest).toBe(status.decisionDigest)
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  }, 180_000)
})

test('the report opens and is downloaded, one page that asks for nothing else', async () => {
  const { page, complaints } = await openPage(browser, `${url}/plan/buying/season`, {})
  const written = readFileSync(join(scratch, 'report.html'), 'utf8')
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Open the report' }).click(),
  ])
  // Chromium moves a page opened by a link to a process of its own: before that has ended it cannot be reloaded.
  await opened.getByRole('heading', { name: 'What changes' }).waitFor()
  const asked: string[] = []
  opened.on('request', (request) => asked.push(request.url()))
  await opened.reload()
  await opened.getByRole('heading', { name: 'What changes' }).waitFor()
  expect(await opened.getByRole('heading', { level: 1 }).innerText()).toBe(plan.spec.title)
  expect(asked).toEqual([`${url}/fleet-plans/season/report.html`])
  expect(await violations(opened)).toEqual([])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download it' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('season.html')
  const saved = readFileSync(await download.path(), 'utf8')
  expect(saved).toBe(written)
  expect(saved).not.toMatch(/<script|https?:|src=|@import|url\(/)
  expect(complaints).toEqual([])
}, 60_000)

test('a plan of a file is shown, and what is none is told by what it lacks', async () => {
  const { page, complaints } = await openPage(browser, `${url}/plan/buying`, {})
  await page.getByTestId('plan-file').setInputFiles(join(scratch, 'runs/season/plan.json'))
  // Who reads no more than the head must not take it for a plan that can be ordered today.
  expect(await page.getByTestId('verdict').innerText()).toBe(
    '! keeps the goal only if ordered before the scenario begins',
  )
  expect(new URL(page.url()).pathname).toBe('/plan/buying/file')
  writeFileSync(join(scratch, 'odd.json'), JSON.stringify({ apiVersion: 'berth.dev/v1alpha1', kind: 'FleetPlan' }))
  await page.goto(`${url}/plan/buying`)
  await page.getByTestId('plan-file').setInputFiles(join(scratch, 'odd.json'))
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('odd.json: status.groups')
  await page.goto(`${url}/plan/buying/none`)
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('one of season')
  expect(await violations(page)).toEqual([])
  expect((await fetch(`${url}/fleet-plans/season/runs.ndjson`)).status).toBe(404)
  expect((await fetch(`${url}/fleet-plans/..%2Fstate/plan.json`)).status).toBe(404)
  expect(complaints).toEqual([])
}, 60_000)

test('a plan made again is shown anew, one made meanwhile is found, and no answer is told as such', async () => {
  const { page } = await openPage(browser, `${url}/plan/buying/season`, {})
  const title = page.locator('#plan-title')
  const focused = (): Promise<void> => page.evaluate(() => void window.dispatchEvent(new Event('focus')))
  await title.waitFor()
  const file = join(scratch, 'runs/season/plan.json')
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, JSON.stringify({ ...plan, spec: { ...plan.spec, title: 'Made again' } }))
  await page.getByRole('button', { name: 'Buying plan', exact: true }).click()
  await page.getByRole('button', { name: 'season' }).click()
  await expect.poll(() => title.innerText()).toBe('Made again')
  // Who comes back from the terminal sees what was made there.
  writeFileSync(file, before)
  mkdirSync(join(scratch, 'runs/later'))
  writeFileSync(join(scratch, 'runs/later/plan.json'), before)
  await focused()
  await expect.poll(() => title.innerText()).toBe(plan.spec.title)
  await page.getByRole('button', { name: 'later' }).waitFor()
  rmSync(join(scratch, 'runs/later'), { recursive: true })
  // The list of plans comes late for a plan that is no longer asked for.
  let release = (): void => undefined
  const late = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/fleet-plans.json', async (route) => late.then(() => route.continue()), { times: 1 })
  await page.getByRole('button', { name: 'later' }).click()
  await page.getByRole('heading', { name: 'Opening later' }).waitFor()
  await page.getByRole('button', { name: 'season' }).click()
  await title.waitFor()
  release()
  await page.waitForTimeout(300)
  expect(await page.getByRole('alert').count()).toBe(0)
  await page.route('**/fleet-plans/season/plan.json', (route) => route.abort())
  // What was read stays in sight while the server is away.
  await focused()
  await page.waitForTimeout(300)
  expect(await title.innerText()).toBe(plan.spec.title)
  await page.reload()
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('no answer')
  await page.unroute('**/fleet-plans/season/plan.json')
  await focused()
  await title.waitFor()
}, 60_000)
