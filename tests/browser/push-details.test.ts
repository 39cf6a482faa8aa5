import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { violations } from './axe.ts'
import { freshName, type PushServer, startPushServer, untilFleet, untilPlan } from './push-server.ts'

let server: PushServer
beforeAll(async () => {
  server = await startPushServer()
})
afterAll(() => server.close())

test('a number that cannot be taken stays as typed, says its bounds, and no button takes an older one', async () => {
  const { page, complaints } = await server.open('ann', '/push?screen=make')
  await untilFleet(page)
  await page.getByText('Make new pods').click()
  await page.getByLabel('Game', { exact: true }).fill('tale')
  await page.getByLabel('Component', { exact: true }).fill('logic')
  const pods = page.getByLabel('Pods', { exact: true })
  await pods.fill('')
  await pods.pressSequentially('5000')
  await page.keyboard.press('Tab')
  expect(await pods.inputValue()).toBe('5000')
  expect(await pods.getAttribute('aria-invalid')).toBe('true')
  await page.getByText('A whole number, 1 to 1,000').waitFor()
  const memory = page.getByLabel('Memory each, MiB')
  await memory.fill('16 GiB')
  await page.keyboard.press('Tab')
  expect(await memory.inputValue()).toBe('16 GiB')
  expect(await violations(page)).toEqual([])
  const add = page.getByRole('button', { name: /^Add .*pods?$/ })
  expect(await add.isDisabled()).toBe(true)
  await pods.fill('500')
  expect(await add.isDisabled()).toBe(true)
  await memory.fill('16384')
  await add.click()
  await page.getByText('Make 500 × tale/main/logic').waitFor()
  const settle = page.getByLabel('Then settle, s')
  await settle.fill('2 min')
  await page.keyboard.press('Tab')
  await page.getByText('Mend the marked numbers first.').waitFor()
  expect(await page.getByRole('button', { name: 'Make the plan' }).isDisabled()).toBe(true)
  expect(complaints).toEqual([])
})

test('the bar has the age of the snapshot whole where the target has a long name, which is its title', async () => {
  const { page, complaints } = await server.open('ann', '/push')
  await untilFleet(page)
  const name = 'production-eu-west-frankfurt-primary'
  const target = { kind: 'kubernetes', name }
  await page.route('**/api/target', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), target } })
  })
  await page.locator('.target-name', { hasText: name }).waitFor()
  const now = Date.now()
  await page.clock.install({ time: now + 3_599_000 })
  await page.clock.runFor(2000)
  const age = page.getByTestId('snapshot-age')
  await age.getByText(/min/).waitFor()
  const [whole, shown] = await age.evaluate((element) => [element.scrollWidth, element.clientWidth])
  expect(whole).toBeLessThanOrEqual(shown)
  const [text, button] = await Promise.all([
    age.boundingBox(),
    page.getByTitle('Take a snapshot now (s)').boundingBox(),
  ])
  expect((text?.x ?? 0) + (text?.width ?? 0)).toBeLessThanOrEqual(button?.x ?? 0)
  expect(await page.locator('.target-name').getAttribute('title')).toBe(`${name}, kubernetes`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(complaints).toEqual([])
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

/** What has the keyboard's focus: its id, its action or its words. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement as HTMLElement | null
    return at?.id || at?.dataset['action'] || at?.innerText.trim() || (at?.tagName ?? '')
  })
}

test('the keyboard stays where its actions lead, and the state of a plan is told', async () => {
  const { page, complaints } = await server.open('ann', '/push?screen=make')
  await untilFleet(page)
  const refresh = page.getByTitle('Take a snapshot now (s)')
  await refresh.focus()
  await page.keyboard.press('Enter')
  await refresh.getByText('Refresh').waitFor()
  expect(await focused(page)).toBe('Refresh')
  const held = (await server.snapshot()).pods.filter((pod) => pod.holding !== null).slice(0, 2)
  for (const { name } of held) {
    await page.getByLabel('Pod or host').fill(name)
    await page.getByRole('button', { name: 'Pick' }).click()
    await page.getByRole('button', { name: 'Plan a move' }).click()
  }
  await page.getByRole('button', { name: `Remove: Move ${held[0].name}` }).focus()
  await page.keyboard.press('Enter')
  expect(await focused(page)).toBe('remove')
  await page.getByRole('button', { name: 'Make the plan' }).focus()
  await page.keyboard.press('Enter')
  await untilPlan(page, 'draft')
  expect(await focused(page)).toBe('plan-name')
  for (const [action, state] of [
    ['propose', 'proposed'],
    ['withdraw', 'draft'],
  ] as const) {
    await page.locator(`[data-action=${action}]`).focus()
    await page.keyboard.press('Enter')
    await page.locator(`[data-confirm=${action}]`).focus()
    await page.keyboard.press('Enter')
    await page.locator(`.plan-header [role=status] .state-${state}`).waitFor()
    await expect.poll(() => focused(page)).toBe('plan-name')
  }
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
})

test('a request that is dropped on the bench is its text, over a reload too, and no drop leaves the page', async () => {
  const { page, complaints } = await server.open('ann', '/push')
  const drop = (name: string, text: string): Promise<boolean> =>
    page.evaluate(
      ([called, body]) => {
        const carried = new DataTransfer()
        carried.items.add(new File([body], called))
        const target = document.querySelector('main') ?? document.body
        return target.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }))
      },
      [name, text] as const,
    )
  await untilFleet(page)
  // False: nothing is left to the browser, which would open the file in place of the page.
  expect(await drop('request.yaml', 'kind: PlanRequest\n')).toBe(false)
  await page.keyboard.press('2')
  expect(await page.getByRole('radio', { name: 'form' }).isChecked()).toBe(true)
  expect(await drop('request.yaml', 'kind: PlanRequest\nmetadata: {name: dropped}\n')).toBe(false)
  const box = page.getByLabel('PlanRequest, YAML or JSON')
  await expect.poll(() => box.inputValue()).toContain('dropped')
  await page.reload()
  await untilFleet(page)
  expect(await box.inputValue()).toContain('dropped')
  await drop('a.yaml', 'kind: Scenario\n')
  await page.getByRole('alert').getByText('a.yaml is a scenario').waitFor()
  expect(complaints).toEqual([])
})

test('the wave in hand of many stays in sight, unless a person has scrolled it away', async () => {
  const name = freshName('waves')
  const pods = (await server.snapshot()).pods.filter((pod) => pod.holding !== null).slice(0, 40)
  const spec = {
    intents: pods.map((pod) => ({ kind: 'release', pod: pod.name })),
    waves: { canary: 1, size: 1 },
  }
  const head = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name } }
  const plan = await server.call<Plan>('ann', '/api/plans', { ...head, spec })
  expect(plan.spec.waves.length).toBe(40)
  const { page, complaints } = await server.open('rita', '/push')
  let wave = 25
  const status = (): object => ({ ...plan.status, state: 'halted', wave, revision: 1000 + wave })
  // As if it were at that wave; each stream tells one status and ends.
  await page.route(`**/api/plans/${name}`, (route) => route.fulfill({ json: { ...plan, status: status() } }))
  await page.route(`**/api/plans/${name}/events`, (route) => {
    const body = `event: status\ndata: ${JSON.stringify(status())}\n\n`
    return route.fulfill({ contentType: 'text/event-stream', body })
  })
  await untilFleet(page)
  await page.locator(`[data-plan=${name}] .rail-name`).click()
  await page.getByRole('tab', { name: 'Progress' }).click()
  const isInSight = (what = '.wave[aria-current=step]'): Promise<boolean> =>
    page.locator(what).evaluate((row) => {
      const [own, box] = [row, row.closest('.tab-panel') ?? row].map((element) => element.getBoundingClientRect())
      return own.top >= box.top - 1 && own.bottom <= box.bottom + 1
    })
  await expect.poll(() => isInSight()).toBe(true)
  expect(await isInSight('[aria-label="In hand"]')).toBe(true)
  wave = 35
  const row = (number: number) => page.locator(`.wave[data-wave="${plan.spec.waves[number].name}"][aria-current]`)
  await row(35).waitFor()
  await expect.poll(() => isInSight()).toBe(true)
  const panel = page.locator('.tab-panel:has(.waves)')
  await panel.evaluate((element) => element.scrollTo(0, 0))
  await page.waitForTimeout(100)
  wave = 39
  await row(39).waitFor()
  await page.waitForTimeout(100)
  expect(await panel.evaluate((element) => element.scrollTop)).toBe(0)
  expect(complaints).toEqual([])
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('a plan of a long name has it whole; a question no longer due says so and cannot be confirmed', async () => {
  const name = `${freshName('overtaken')}-`.padEnd(63, 'by-another-')
  const [pod] = (await server.snapshot()).pods.filter(({ holding }) => holding !== null)
  const spec = { intents: [{ kind: 'release', pod: pod.name }] }
  const head = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name } }
  await server.call<Plan>('ann', '/api/plans', { ...head, spec })
  const { page, complaints } = await server.open('ann', `/push/${name}`)
  await untilPlan(page, 'draft')
  for (const part of ['#plan-name', '.plan-people']) {
    const [whole, shown] = await page.locator(part).evaluate((at) => [at.scrollWidth, at.clientWidth])
    expect(whole).toBeLessThanOrEqual(shown)
  }
  await page.locator('[data-action=propose]').click()
  const yes = page.locator('[data-confirm=propose]')
  await yes.waitFor()
  // As from another tab.
  await server.call('ann', `/api/plans/${name}/propose`, {})
  await page.getByRole('alertdialog').getByText('The plan is proposed; this needs it to be draft.').waitFor()
  expect(await yes.getAttribute('aria-disabled')).toBe('true')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await expect.poll(() => focused(page)).toBe('plan-name')
  expect(complaints).toEqual([])
})
