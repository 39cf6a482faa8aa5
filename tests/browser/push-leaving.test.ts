import { afterAll, beforeAll, expect, test } from 'vitest'
import { confirm, freshName, type PushServer, startPushServer, untilFleet, untilPlan } from './push-server.ts'

// What a page was about must not act on, or speak of, what it is about now.

/** What Chromium itself writes of a call that failed; a page cannot keep it from that. */
const FAILED = /^Failed to load resource: (the server responded with a status of (403|503)|net::ERR_FAILED)/
const PROBLEM = 'application/problem+json'

let server: PushServer
beforeAll(async () => {
  server = await startPushServer()
})
afterAll(() => server.close())

/** An approved plan of so many resizes in waves of one, two seconds apart, of pods that no other of these plans has. */
let taken = 0
async function approvedPlan(word: string, count: number): Promise<string> {
  const name = freshName(word)
  const { pods } = await server.snapshot()
  const held = pods.filter((pod) => pod.holding !== null && pod.cpus > 2).slice(taken, taken + count)
  taken += count
  const intents = held.map((pod) => ({ kind: 'resize', pod: pod.name, cpus: pod.cpus - 1, memoryMib: pod.memoryMib }))
  const head = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name } }
  const spec = { intents, waves: { canary: 1, size: 1 }, gate: { timeoutMs: 60_000, settleMs: 2000 } }
  await server.call('ann', '/api/plans', { ...head, spec })
  await server.call('ann', `/api/plans/${name}/propose`, {})
  expect(await server.call('bob', `/api/plans/${name}/approve`, {})).toMatchObject({ status: { state: 'approved' } })
  return name
}

test('Halt stops the plan that the strip names, not the one that was looked at before', async () => {
  const first = await approvedPlan('looked-at', 8)
  const second = await approvedPlan('named', 8)
  const { page, complaints } = await server.open('ann', `/push/${first}`)
  await untilFleet(page)
  await confirm(page, 'apply')
  await untilPlan(page, 'applying')
  await page.keyboard.press('1')
  await server.call('ann', `/api/plans/${second}/apply`, {})
  const strip = page.getByRole('complementary', { name: 'Being applied' })
  await strip.getByText(second).waitFor()
  await page.locator('main canvas').focus()
  await page.keyboard.press('h')
  await page.locator(`[data-plan=${second}] .state-halted`).waitFor()
  expect((await server.plan(first)).status.history.map(({ to }) => to)).not.toContain('halted')
  await expect.poll(async () => (await server.plan(first)).status.state, { timeout: 120_000 }).toBe('applied')
  expect(complaints).toEqual([])
})

test('a plan’s page outlives a read that fails, and opens by itself what could not be read', async () => {
  const name = await approvedPlan('outlived', 1)
  const { page, complaints } = await server.open('bob', `/push/${name}`)
  await untilPlan(page, 'approved')
  const body = JSON.stringify({
    type: 'urn:berth:problem:unreachable',
    title: 'Unavailable',
    status: 503,
    detail: 'away',
  })
  const away = `**/api/plans/${name}{,/pause,/apply,/apply?*}`
  await page.route(away, (route) => route.fulfill({ status: 503, contentType: PROBLEM, body }))
  await page.locator('[data-action=apply]').click()
  await page.locator('[data-confirm=apply]:not([disabled])').click({ timeout: 60_000 })
  await page
    .getByRole('alert', { name: 'What failed' })
    .getByText(/Applying/)
    .waitFor()
  await untilPlan(page, 'approved')

  const { page: late, complaints: lates } = await server.open(null, '/push')
  await late.getByLabel('Token').fill(server.tokens.rita)
  await late.keyboard.press('Enter')
  await untilFleet(late)
  await late.route(`**/api/plans/${name}`, (route) => route.fulfill({ status: 503, contentType: PROBLEM, body }))
  await late.locator(`[data-plan=${name}]`).click()
  await late.getByRole('heading', { name: `Opening ${name}` }).waitFor()
  await late.unroute(`**/api/plans/${name}`)
  await server.call('bob', `/api/plans/${name}/apply`, {})
  await untilPlan(late, 'applied')
  expect([...complaints, ...lates].filter((text) => !FAILED.test(text))).toEqual([])
})

test('a question goes with the plan that it is about', async () => {
  const names = [await approvedPlan('left', 1), await approvedPlan('asked', 1)]
  const { page, complaints } = await server.open('bob', `/push/${names[0]}`)
  await untilPlan(page, 'approved')
  await page.locator(`[data-plan=${names[1]}]`).click()
  await page.getByRole('heading', { name: names[1] }).waitFor()
  await page.locator('[data-action=apply]').click()
  await page.getByRole('alertdialog').waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: names[0], exact: true }).waitFor()
  await untilPlan(page, 'approved')
  expect(await page.getByRole('alertdialog').count()).toBe(0)
  await page.goForward()
  await page.getByRole('heading', { name: names[1], exact: true }).waitFor()
  await untilPlan(page, 'approved')
  expect(await page.getByRole('alertdialog').count()).toBe(0)
  expect(complaints).toEqual([])
})

test('the next to sign in sees nothing of the audit log that the one before has read', async () => {
  const { page, complaints } = await server.open('ann', '/push?screen=audit')
  const rows = page.getByRole('table', { name: 'Audit log' }).locator('tbody tr')
  await rows.first().waitFor()
  await page.getByRole('button', { name: /ann/ }).click()
  await page
    .getByRole('menuitem', { name: 'Sign out' })
    .or(page.getByRole('button', { name: 'Sign out' }))
    .click()
  const detail = 'rita may not read the log'
  const body = JSON.stringify({ type: 'urn:berth:problem:forbidden', title: 'Forbidden', status: 403, detail })
  await page.route('**/api/audit*', (route) => route.fulfill({ status: 403, contentType: PROBLEM, body }))
  await page.getByLabel('Token').fill(server.tokens.rita)
  await page.keyboard.press('Enter')
  await page.getByRole('alert', { name: 'What failed' }).getByText(detail).waitFor()
  expect(await rows.count()).toBe(0)
  expect(complaints.filter((text) => !FAILED.test(text))).toEqual([])
})
