import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PLAN_STATES } from '../../src/model/plan.ts'
import { violations } from './axe.ts'
import { confirm, type PushServer, startPushServer, untilFleet, untilPlan } from './push-server.ts'

let server: PushServer
beforeAll(async () => {
  server = await startPushServer()
})
afterAll(() => server.close())

async function makePlan(name: string, intents: readonly object[]): Promise<void> {
  const head = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name } }
  expect(await server.call('ann', '/api/plans', { ...head, spec: { intents } })).toMatchObject({
    status: { state: 'draft' },
  })
}

/** Sizes a Cpu below what pods have, largest pod first, so that neither pods nor hosts come in order. */
async function shrinks(count: number): Promise<readonly object[]> {
  const { pods } = await server.snapshot()
  const held = pods.filter((pod) => pod.holding !== null && pod.cpus > 2)
  const largest = held.toSorted((one, other) => other.cpus - one.cpus || (one.name < other.name ? 1 : -1))
  const named = largest.slice(0, count)
  return named.map((pod) => ({ kind: 'resize', pod: pod.name, cpus: pod.cpus - 1, memoryMib: pod.memoryMib }))
}

const WORDS = new Intl.Collator('en', { numeric: true })

/**
 * Presses a head by the keyboard three times: upward, downward, and then as the rows came.
 *
 * cells  selector of what is read of each row
 * order  of two such texts, upward
 */
async function sortBy(table: Locator, head: string, cells: string, order = WORDS.compare): Promise<void> {
  const texts = () => table.locator('tbody').locator(cells).allInnerTexts()
  const column = table.getByRole('columnheader', { name: head, exact: true })
  const first = await texts()
  expect(new Set(first).size, head).toBeGreaterThan(1)
  const upward = first.toSorted(order)
  const wanted: (readonly [string, readonly string[]])[] = [
    ['ascending', upward],
    ['descending', first.toSorted((one, other) => order(other, one))],
    ['none', first],
  ]
  for (const [way, rows] of wanted) {
    await column.getByRole('button').press('Enter')
    expect([head, await column.getAttribute('aria-sort'), await texts()]).toEqual([head, way, rows])
  }
}

test('plans, steps, hosts, pods and the audit trail sort by their heads, and come as ever', async () => {
  const hosts = (await server.snapshot()).hosts.map(({ name }) => name)
  await makePlan(
    'm-drained',
    [9, 2].map((i) => ({ kind: 'drain', host: hosts[i] })),
  )
  await makePlan('z-shrunk', await shrinks(12))
  await makePlan('a-later', await shrinks(2))
  await server.call('ann', '/api/plans/z-shrunk/propose', {})
  await server.call('ann', '/api/plans/m-drained/propose', {})
  await server.call('bob', '/api/plans/m-drained/approve', {})
  const { page, complaints } = await server.open('bob', '/push/m-drained', { scheme: 'light' })
  await untilFleet(page)
  await confirm(page, 'apply')
  await untilPlan(page, 'applied')

  const plans = page.getByRole('table', { name: 'Plans' })
  expect(await plans.locator('.rail-name').allInnerTexts()).toEqual(['a-later', 'z-shrunk', 'm-drained'])
  await sortBy(plans, 'Name', '.rail-name')
  const stateAt = (text: string): number => PLAN_STATES.findIndex((state) => text.endsWith(state))
  await sortBy(plans, 'State', '.state-chip', (one, other) => stateAt(one) - stateAt(other))
  expect(await violations(page)).toEqual([])

  await page.locator('[data-plan=z-shrunk]').click({ position: { x: 180, y: 12 } })
  await untilPlan(page, 'proposed')
  expect(await page.locator('[data-plan=z-shrunk] [aria-current=page]').count()).toBe(1)
  const steps = page.getByRole('table', { name: 'Steps' })
  const numbers = await steps.locator('tbody .link-button').allInnerTexts()
  expect(numbers).toEqual(numbers.map((_, i) => String(i + 1)))
  await sortBy(steps, 'Pod', 'th')
  const cpusAfter = (text: string): number => Number(/→ (\d+)/.exec(text)?.[1])
  await sortBy(steps, 'Step', '.link-button')
  const cpus = 'td:nth-child(5)'
  const sizes = await steps.locator(`tbody ${cpus}`).allInnerTexts()
  expect(sizes.every((text) => cpusAfter(text) > 0)).toBe(true)
  await sortBy(steps, 'Cpus, which', cpus, (one, other) => cpusAfter(one) - cpusAfter(other))
  expect(await violations(page)).toEqual([])

  await page.keyboard.press('1')
  const out = page.getByRole('table', { name: 'Hosts out of use' })
  await out.waitFor()
  await sortBy(out, 'Host', 'th')
  const used = (await server.snapshot()).pods.find((pod) => pod.holding !== null)?.holding?.host ?? ''
  await page.goto(`${server.url}/push?host=${used}`)
  await untilFleet(page)
  await sortBy(page.getByRole('table', { name: `Pods of ${used}` }), 'Pod', 'th')
  expect(await violations(page)).toEqual([])

  await page.keyboard.press('3')
  await page.waitForSelector('[data-verdict=good]')
  const audit = page.getByRole('table', { name: 'Audit log' })
  const lines = await audit.locator('tbody th').allInnerTexts()
  expect(lines.map(Number)).toEqual(lines.map((_, i) => lines.length - i))
  for (const [head, cell] of [
    ['Line', 'th'],
    ['Who', 'td:nth-child(3)'],
    ['To', 'td:nth-child(5)'],
  ] as const) {
    await sortBy(audit, head, cell)
  }
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
})
