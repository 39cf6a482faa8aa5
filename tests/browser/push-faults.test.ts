import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObservedPod } from '../../src/model/snapshot.ts'
import { AdapterProcess } from '../cli/adapter-process.ts'
import { violations } from './axe.ts'
import { confirm, freshName, type PushServer, startPushServer, untilFleet, untilPlan } from './push-server.ts'
import { launchBrowser, openPage } from './workbench.ts'

/** What Chromium itself writes of a call that failed; a page cannot keep it from that. */
const FAILED = /^Failed to load resource: (the server responded with a status of (401|409|503)|net::ERR_)/
const PROBLEM = 'application/problem+json'

let server: PushServer
beforeAll(async () => {
  server = await startPushServer()
})
afterAll(() => server.close())

/** Fails calls as the server does that cannot answer now. */
async function answer503(page: Page, calls: string, detail: string): Promise<void> {
  const body = JSON.stringify({ type: 'urn:berth:problem:unreachable', title: 'Unavailable', status: 503, detail })
  await page.route(calls, (route) => route.fulfill({ status: 503, contentType: PROBLEM, body }))
}

async function expectSound(page: Page, complaints: readonly string[]): Promise<void> {
  expect(await violations(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(complaints.filter((text) => !FAILED.test(text))).toEqual([])
}

/** Pods that can lose a Cpu where they are. */
async function somePods(count: number, from = 0): Promise<readonly ObservedPod[]> {
  const { pods } = await server.snapshot()
  return pods.filter((pod) => pod.holding !== null && pod.cpus > 2).slice(from, from + count)
}

async function makeShrink(name: string, pods: readonly ObservedPod[]): Promise<void> {
  const intents = pods.map((pod) => ({ kind: 'resize', pod: pod.name, cpus: pod.cpus - 1, memoryMib: pod.memoryMib }))
  const head = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name } }
  expect(await server.call('ann', '/api/plans', { ...head, spec: { intents } })).toMatchObject({ kind: 'Plan' })
}

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('a server that cannot answer is told, with the age of what the page shows', async () => {
    const { page, complaints } = await server.open('ann', '/push', { scheme })
    await untilFleet(page)
    await answer503(page, '**/api/snapshot?fresh=true', 'the target does not answer: h1: connect ECONNREFUSED')
    await page.getByRole('button', { name: 'Refresh' }).click()
    const notice = page.getByRole('alert', { name: 'What failed' })
    await notice.getByText('the target does not answer: h1').waitFor()
    expect(await notice.innerText()).toMatch(/Taking a snapshot: unavailable\s+503/)
    expect(await notice.innerText()).toMatch(/The last snapshot is .+ old and is what this page shows\./)
    await expectSound(page, complaints)
    await page.unroute('**/api/snapshot?fresh=true')
    await page.getByRole('button', { name: 'Refresh' }).click()
    await notice.waitFor({ state: 'detached' })
  })

  test('a server that is starting does not cost the token', async () => {
    const { page, complaints } = await server.open(null, '/push', { scheme })
    await page.getByLabel('Token').fill(server.tokens.rita)
    await answer503(page, '**/api/me', 'the adapter is starting')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'The server cannot answer now: the adapter is starting' }).waitFor()
    await expectSound(page, complaints)
    await page.unroute('**/api/me')
    await page.getByRole('button', { name: 'Try again' }).click()
    await untilFleet(page)
  })
})

test('a page follows a plan by asking while its stream is broken, and by stream again later', async () => {
  const name = freshName('followed')
  await makeShrink(name, await somePods(1))
  const { page, complaints } = await server.open('ann', `/push/${name}`)
  await untilPlan(page, 'draft')
  await page.waitForSelector('[data-following=stream]')
  await page.route(`**/api/plans/${name}/events`, (route) => route.abort())
  await server.restart(async () => {
    await page.waitForSelector('[data-following=cut]')
    await page.locator('.target-word').getByText('server away').waitFor()
  })
  await page.waitForSelector('[data-following=polling]', { timeout: 60_000 })
  await page.waitForSelector('.target-word.good', { timeout: 60_000 })
  await server.call('ann', `/api/plans/${name}/propose`, {})
  await untilPlan(page, 'proposed')
  expect(await page.locator('[data-following]').getAttribute('data-following')).toBe('polling')
  await page.unroute(`**/api/plans/${name}/events`)
  await page.waitForSelector('[data-following=stream]', { timeout: 60_000 })
  await server.call('bob', `/api/plans/${name}/approve`, {})
  await untilPlan(page, 'approved')
  await expectSound(page, complaints)
}, 240_000)

test('a plan whose fleet has moved on says what changed, and the server refuses it', async () => {
  const [pod] = await somePods(1, 4)
  const [first, second] = [freshName('first'), freshName('second')]
  for (const name of [first, second]) await makeShrink(name, [pod])
  for (const name of [first, second]) await server.call('ann', `/api/plans/${name}/propose`, {})
  const { page, complaints } = await server.open('bob', `/push/${second}`, { width: 1920, height: 1080 })
  await untilFleet(page)
  await untilPlan(page, 'proposed')
  expect(await page.locator('.stale').count()).toBe(0)
  // The page is answered only once the other plan has ended: it never sees that one being applied.
  let letGo = (): void => {}
  const untilApplied = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(/\/api\/plans$/, async (route) => {
    await untilApplied
    await route.continue()
  })
  await server.call('bob', `/api/plans/${first}/approve`, {})
  await server.call('bob', `/api/plans/${first}/apply`, {})
  await expect.poll(async () => (await server.plan(first)).status.state, { timeout: 60_000 }).toBe('applied')
  letGo()
  await page.locator(`[data-plan=${first}] .state-applied`).waitFor({ timeout: 60_000 })
  // Nobody asks for a snapshot: what the other plan did is looked at when it has ended.
  await page.locator('.stale summary').click()
  const row = page.getByRole('table', { name: 'What changed' }).locator('tr', { hasText: pod.name })
  expect(await row.locator('td').allInnerTexts()).toEqual([`${pod.cpus} Cpus`, `${pod.cpus - 1} Cpus`])
  expect(await page.locator('[data-action=approve]').getAttribute('class')).toBe('button')
  await page.getByText('An author, say ann, can make it again.').waitFor()
  await expectSound(page, complaints)
  const { page: ann } = await server.open('ann', `/push/${second}`)
  await ann.getByRole('button', { name: 'Make it again' }).click()
  await ann.getByText(`Resize ${pod.name} to ${pod.cpus - 1} Cpus`).waitFor()
  const refused = await server.call<{ type: string }>('bob', `/api/plans/${second}/approve`, {})
  expect(refused.type).toBe('urn:berth:problem:stale')
})

test('pods are made by the form', async () => {
  const { page: ann, complaints } = await server.open('ann', '/push?screen=make')
  await untilFleet(ann)
  await ann.getByText('Make new pods').click()
  for (const [label, text] of [
    ['Game', 'arena'],
    ['Zone', 'z9'],
    ['Component', 'lobby'],
    ['Pods', '3'],
    ['Cpus each', '1'],
    ['Memory each, MiB', '256'],
  ]) {
    await ann.getByLabel(label, { exact: true }).fill(text)
  }
  await expectSound(ann, complaints)
  await ann.getByRole('button', { name: 'Add 3 pods' }).click()
  await ann.getByLabel('Name', { exact: true }).fill('new-arena')
  await ann.getByRole('button', { name: 'Make the plan' }).click()
  await untilPlan(ann, 'draft')
  const names = ['arena/z9/lobby-0', 'arena/z9/lobby-1', 'arena/z9/lobby-2']
  const { steps } = (await server.plan('new-arena')).spec
  expect(steps.map(({ kind, pod }) => [kind, pod])).toEqual(names.map((name) => ['create', name]))
  await confirm(ann, 'propose')
  await untilPlan(ann, 'proposed')
  await server.call('bob', '/api/plans/new-arena/approve', {})
  await untilPlan(ann, 'approved')
  await confirm(ann, 'apply')
  await untilPlan(ann, 'applied')
  const { pods } = await server.call<{ pods: readonly ObservedPod[] }>('rita', '/api/snapshot?fresh=true')
  const made = pods.filter(({ game }) => game === 'arena')
  expect(made.map(({ name, holding }) => [name, holding])).toEqual(steps.map(({ pod, after }) => [pod, after]))
  expect(complaints).toEqual([])
})

test('nobody has a token yet: the page says how the first author and approver are made', async () => {
  const adapter = new AdapterProcess()
  await adapter.start()
  const browser = await launchBrowser()
  try {
    const { page, complaints } = await openPage(browser, `${adapter.address}push`, {})
    await page.getByText('I have no token').click()
    await page.getByText('nobody is author, nobody is approver, nobody is operator yet').waitFor()
    const commands = await page.locator('.commands').innerText()
    expect(commands).toContain('npx berth access add NAME --role author,operator')
    expect(commands).toContain('npx berth access add OTHER-NAME --role approver')
    const [box, inner] = [
      await page.locator('.way-in-box').boundingBox(),
      await page.locator('.commands').boundingBox(),
    ]
    if (box === null || inner === null) throw new Error('nothing is shown')
    expect(inner.x + inner.width).toBeLessThan(box.x + box.width)
    await expectSound(page, complaints)
    await adapter.add('ann', 'author,operator')
    await page.reload()
    await page.getByText('I have no token').click()
    await page.getByText('nobody is approver yet').waitFor()
    expect(await page.locator('.commands').innerText()).not.toContain('access add NAME')
  } finally {
    await browser.close()
    await adapter.close()
  }
})
