import { afterAll, beforeAll, expect, test } from 'vitest'
import { confirm, freshName, type PushServer, startPushServer, untilFleet, untilPlan } from './push-server.ts'

let server: PushServer
beforeAll(async () => {
  server = await startPushServer()
})
afterAll(() => server.close())

/** Pods that hold something and can grow by a Cpu where they are, as far as a plan has shown. */
async function makePlan(name: string, count: number): Promise<void> {
  const { pods } = await server.snapshot()
  const held = pods.filter((pod) => pod.holding !== null && pod.cpus > 2).slice(0, count)
  const intents = held.map((pod) => ({ kind: 'resize', pod: pod.name, cpus: pod.cpus - 1, memoryMib: pod.memoryMib }))
  const spec = { intents, waves: { canary: 1, size: 2 } }
  const head = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name } }
  expect(await server.call('ann', '/api/plans', { ...head, spec })).toMatchObject({ status: { state: 'draft' } })
}

test('a plan goes from the form to the fleet and back, by two people', async () => {
  const name = freshName('night-shift')
  const before = await server.snapshot()
  const { page: ann, complaints } = await server.open('ann', '/push?screen=make')
  await untilFleet(ann)
  const grown = before.pods.find((pod) => pod.holding !== null && pod.cpus > 4)
  const drained = before.pods.find((pod) => pod.holding !== null && pod.holding.host !== grown?.holding?.host)
  await ann.getByLabel('Pod or host').fill(grown?.name ?? '')
  await ann.getByRole('button', { name: 'Pick' }).click()
  await ann.getByLabel('Cpus', { exact: true }).fill(String((grown?.cpus ?? 0) - 2))
  await ann.getByRole('button', { name: 'Plan this size' }).click()
  await ann.getByLabel('Pod or host').fill(drained?.holding?.host ?? '')
  await ann.getByRole('button', { name: 'Pick' }).click()
  await ann.getByRole('button', { name: /Plan a drain/ }).click()
  await ann.getByLabel('Name', { exact: true }).fill(name)
  await ann.getByLabel('Later waves, steps').fill('3')
  await ann.getByRole('button', { name: 'Make the plan' }).click()
  await untilPlan(ann, 'draft')
  expect(new URL(ann.url()).pathname).toBe(`/push/${name}`)

  const plan = await server.plan(name)
  expect(await ann.locator('.steps tbody tr').count()).toBe(plan.spec.steps.length)
  const resize = plan.spec.steps.find((step) => step.kind === 'resize')
  const row = ann.locator(`[data-step="${resize?.number}"]`)
  expect(await row.innerText()).toContain(resize?.after?.cpus)
  expect(await row.innerText()).toContain(resize?.before?.cpus)
  const moves = plan.spec.steps.filter((step) => step.kind === 'migrate')
  expect(moves.length).toBeGreaterThan(0)
  const canvas = ann.locator('.map-box canvas')
  expect(Number(await canvas.getAttribute('data-freed'))).toBe(2)
  expect(Number(await canvas.getAttribute('data-moved-in'))).toBeGreaterThanOrEqual(moves.length)
  expect(await ann.getByText(/Not undone exactly/).count()).toBeGreaterThan(0)

  await confirm(ann, 'propose')
  await untilPlan(ann, 'proposed')
  expect(await ann.locator('[data-action=approve]').getAttribute('aria-disabled')).toBe('true')
  expect(await ann.locator('[data-action=approve]').innerText()).toContain('somebody else has to approve it')

  const { page: bob, complaints: bobs } = await server.open('bob', `/push/${name}`)
  await untilFleet(bob)
  await confirm(bob, 'approve')
  await untilPlan(bob, 'approved')
  // The author's page hears of it by itself.
  await untilPlan(ann, 'approved')

  await bob.locator('[data-action=apply]').click()
  await bob.waitForSelector('[data-dry-run=good]', { timeout: 60_000 })
  expect((await server.plan(name)).status.state).toBe('approved')
  await bob.locator('[data-confirm=apply]').click()
  await untilPlan(ann, 'applied')
  await ann.getByRole('tab', { name: 'Progress' }).click()
  expect(await ann.locator('.wave').count()).toBe(plan.spec.waves.length)
  expect(await ann.locator('.part-applied').count()).toBe(plan.spec.waves.length)

  const after = await server.call<typeof before>('ann', '/api/snapshot?fresh=true')
  const podNow = after.pods.find((pod) => pod.name === grown?.name)
  expect(podNow?.holding).toEqual(resize?.after)
  await confirm(bob, 'rollback')
  await untilPlan(ann, 'rolled-back')
  const undone = await server.call<typeof before>('ann', '/api/snapshot?fresh=true')
  expect(undone.pods.map((pod) => [pod.name, pod.holding])).toEqual(before.pods.map((pod) => [pod.name, pod.holding]))

  await ann.getByRole('tab', { name: 'History and audit' }).click()
  await ann.waitForSelector('[data-verdict=good]')
  const audit = await ann.getByRole('table', { name: 'Audit log' }).innerText()
  for (const word of ['create', 'propose', 'approve', 'apply', 'rollback']) expect(audit).toContain(word)
  expect([...complaints, ...bobs]).toEqual([])
})

test('a plan that is applied pauses, goes on, halts from any screen and is rolled back', async () => {
  const name = freshName('long-haul')
  await makePlan(name, 16)
  await server.call('ann', `/api/plans/${name}/propose`, {})
  await server.call('bob', `/api/plans/${name}/approve`, {})
  const { page, complaints } = await server.open('ann', `/push/${name}`)
  await untilFleet(page)
  await confirm(page, 'apply')
  await untilPlan(page, 'applying')
  await page.getByRole('tab', { name: 'Progress' }).click()
  await page.waitForSelector('.wave[aria-current=step]')
  await page.waitForSelector('.in-hand li')
  await page.locator('.map-box canvas').focus()
  await page.keyboard.press('p')
  await untilPlan(page, 'paused')
  await confirm(page, 'resume')
  await untilPlan(page, 'applying')
  await page.keyboard.press('1')
  await page.getByRole('complementary', { name: 'Being applied' }).getByRole('button', { name: /Halt/ }).waitFor()
  await page.locator('main canvas').focus()
  await page.keyboard.press('h')
  await page.locator(`[data-plan=${name}] .state-halted`).waitFor()
  const halted = await server.plan(name)
  expect(halted.status.steps.some((step) => step.state === 'waiting')).toBe(true)
  await page.locator(`[data-plan=${name}]`).click()
  await untilPlan(page, 'halted')
  await page.locator('.plan-header .callout', { hasText: 'ann halted it' }).waitFor()
  // Steps in hand at the halt wait for a person: none is said to be under way. The halt may meet a gate, with none.
  const stopped = halted.status.steps.filter((step) => step.state === 'applying')
  await page.getByRole('region', { name: stopped.length > 0 ? 'Stopped steps' : 'In hand' }).waitFor()
  expect(await page.locator('.in-hand .step-stopped').allInnerTexts()).toEqual(
    stopped.map(({ call }) => `■ stopped at ${call}`),
  )
  await page.getByRole('tab', { name: 'Changes' }).click()
  expect(await page.locator('.steps .step-stopped').count()).toBe(stopped.length)
  expect(await page.locator('.step-applying').count()).toBe(0)
  await confirm(page, 'rollback')
  await untilPlan(page, 'rolled-back')
  expect(complaints).toEqual([])
})
