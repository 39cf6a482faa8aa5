import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from './axe.ts'
import { confirm, freshName, type PushServer, startPushServer, untilFleet, untilPlan } from './push-server.ts'
import { startWorkbench } from './workbench.ts'

let server: PushServer
beforeAll(async () => {
  server = await startPushServer()
})
afterAll(() => server.close())

/** What Chromium itself writes of an answer that is an error; a page cannot keep it from that. */
const REFUSED = /^Failed to load resource: the server responded with a status of (4\d\d|503)/

const NAMED = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest' }

async function makePlan(name: string): Promise<void> {
  const { pods } = await server.snapshot()
  const [pod] = pods.filter((candidate) => candidate.holding !== null && candidate.cpus > 2)
  const resize = { kind: 'resize', pod: pod.name, cpus: pod.cpus - 1, memoryMib: pod.memoryMib }
  const create = { kind: 'create', game: pod.game, zone: pod.zone, component: 'huge', pods: [`${pod.game}/${name}-0`] }
  const intents = [resize, { ...create, request: { ...pod.request, cpus: 500 } }]
  const answer = await server.call('ann', '/api/plans', { ...NAMED, metadata: { name }, spec: { intents } })
  expect(answer).toMatchObject({ status: { state: 'draft' } })
}

describe('signing in', () => {
  test('says why a token is not taken, takes a good one, and forgets it when asked', async () => {
    const { page, complaints } = await server.open(null, '/push')
    await page.getByLabel('Token').fill('berth_wrong')
    expect(complaints).toEqual([])
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('not one of this adapter').waitFor()
    await page.getByLabel('Token').fill(`${server.tokens.rita} rita`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('A token has no blanks').waitFor()
    await page.getByText('I have no token').click()
    await page.getByText('npx berth access add NAME --role author,operator').waitFor()
    await page.getByLabel('Token').fill(server.tokens.rita)
    await page.keyboard.press('Enter')
    await untilFleet(page)
    await page.getByRole('button', { name: /rita/ }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Token').waitFor()
    expect(await page.evaluate(() => sessionStorage.getItem('berth.token'))).toBe(null)
    expect(complaints.filter((text) => !REFUSED.test(text))).toEqual([])
  })

  test('says calmly that there is no fleet where the page is served as files', async () => {
    const files = await startWorkbench()
    const { page, complaints } = await files.open('/push')
    await page.getByRole('heading', { name: 'There is no fleet behind this page' }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
    await files.close()
  })
})

describe('the fleet now', () => {
  test('shows what the target reports, how old it is, and looks again when asked', async () => {
    const { page, complaints } = await server.open('rita', '/push')
    await untilFleet(page)
    const snapshot = await server.snapshot()
    const status = await page.locator('.status-bar').innerText()
    expect(status).toContain(`${snapshot.hosts.length} of ${snapshot.hosts.length}`)
    expect(status).toContain(`${snapshot.pods.length} pods`)
    const age = page.getByTestId('snapshot-age')
    const first = await age.innerText()
    await page.waitForFunction(
      (text) => document.querySelector('[data-testid=snapshot-age]')?.textContent !== text,
      first,
    )
    const seen = Number(await page.locator('.map-box canvas').getAttribute('data-observed-at-ms'))
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.waitForFunction(
      (before) => Number(document.querySelector<HTMLElement>('.map-box canvas')?.dataset['observedAtMs']) > before,
      seen,
    )
    const [pod] = snapshot.pods.filter((candidate) => candidate.holding !== null)
    const cpu = Number.parseInt(pod.holding?.cpus ?? '', 10)
    const cell = await page.evaluate(([host, at]) => window.berth?.cellOf(host, at), [
      pod.holding?.host ?? '',
      cpu,
    ] as const)
    await page.mouse.click(cell?.x ?? 0, cell?.y ?? 0)
    await page.getByRole('heading', { name: pod.name }).waitFor()
    expect(await page.locator('[data-fact=IP]').innerText()).toContain(pod.holding?.ip)
    expect(new URL(page.url()).searchParams.get('pod')).toBe(pod.name)
    await page.goto(page.url())
    await page.getByRole('heading', { name: pod.name }).waitFor()
    expect(complaints).toEqual([])
  })
})

test('two dozen games are all in sight below the map, and the keyboard reaches them', async () => {
  const { page, complaints } = await server.open('rita', '/push')
  await untilFleet(page)
  await page.route('**/api/snapshot*', async (route) => {
    const answer = await route.fetch()
    const snapshot = (await answer.json()) as Awaited<ReturnType<typeof server.snapshot>>
    const pods = snapshot.pods.map((pod, i) => ({ ...pod, game: `a-game-${i % 24}` }))
    await route.fulfill({ response: answer, json: { ...snapshot, pods } })
  })
  await page.getByRole('button', { name: 'Refresh' }).click()
  const games = page.getByRole('list', { name: 'Games' })
  await games.getByText('a-game-23').waitFor()
  const [all, shown] = await games.evaluate((list) => [list.scrollHeight, list.clientHeight])
  expect(all).toBeLessThanOrEqual(shown)
  expect(await violations(page)).toEqual([])
  await page.setViewportSize({ width: 1280, height: 500 })
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
  // It looks at the fleet each minute, through a route that ends with this test.
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

describe('the bench', () => {
  test('lists every fault of a pasted request as the server found it', async () => {
    const { page, complaints } = await server.open('ann', '/push?screen=make')
    await untilFleet(page)
    await page.getByRole('radio', { name: 'YAML or file' }).check()
    const box = page.getByLabel('PlanRequest, YAML or JSON')
    await box.fill('spec: [')
    await page.getByRole('button', { name: 'Make the plan' }).click()
    await page.getByRole('alert').waitFor()
    expect(complaints).toEqual([])
    await box.fill(
      'apiVersion: berth.dev/v1alpha1\nkind: PlanRequest\nmetadata: {name: bad}\nspec:\n  intents:\n' +
        '    - {kind: resize, pod: nobody, cpus: 0, memoryMib: 1}\n    - {kind: dance}\n',
    )
    await page.getByRole('button', { name: 'Make the plan' }).click()
    const faults = page.getByRole('table', { name: 'Faults' })
    await faults.waitFor()
    expect(await faults.locator('tbody tr').count()).toBeGreaterThanOrEqual(2)
    expect(await faults.innerText()).toContain('spec.intents[1]')
    expect(await violations(page)).toEqual([])
    await box.fill(
      JSON.stringify({ ...NAMED, metadata: { name: 'lost' }, spec: { intents: [{ kind: 'release', pod: 'nobody' }] } }),
    )
    await page.getByRole('button', { name: 'Make the plan' }).click()
    await faults.getByText('nobody').first().waitFor()
    expect(complaints.filter((text) => !REFUSED.test(text))).toEqual([])
  })

  test('shows a refusal where the button is, and marks the name that is at fault', async () => {
    const { page, complaints } = await server.open('ann', '/push?screen=make', { height: 480 })
    await untilFleet(page)
    const side = page.getByRole('complementary', { name: 'A new plan' })
    const pods = (await server.snapshot()).pods.filter(({ holding }) => holding !== null).slice(0, 12)
    for (const { name } of pods) {
      await page.getByLabel('Pod or host').fill(name)
      await page.getByRole('button', { name: 'Pick' }).click()
      await page.getByRole('button', { name: 'Plan a move' }).click()
    }
    const name = page.getByLabel('Name', { exact: true })
    await name.fill('Bad Name!')
    await page.getByRole('button', { name: 'Make the plan' }).click()
    const notice = side.getByRole('alert', { name: 'What failed' })
    await notice.waitFor()
    const [box, own] = [await side.boundingBox(), await notice.boundingBox()]
    if (box === null || own === null) throw new Error('nothing is shown')
    expect(own.y).toBeGreaterThanOrEqual(box.y - 1)
    expect(own.y + Math.min(own.height, 40)).toBeLessThanOrEqual(box.y + box.height)
    expect(await name.getAttribute('aria-invalid')).toBe('true')
    expect(await violations(page)).toEqual([])
    await name.fill('good-name')
    expect(await name.getAttribute('aria-invalid')).toBe('false')
    expect(complaints.filter((text) => !REFUSED.test(text))).toEqual([])
  })

  test('is closed to a reader, who is told why', async () => {
    const { page } = await server.open('rita', '/push?screen=make&host=none')
    await untilFleet(page)
    expect(await page.getByRole('button', { name: 'Make the plan' }).isDisabled()).toBe(true)
    expect(await page.getByText('Needs the role author.').count()).toBe(1)
  })
})

describe('what the server refuses', () => {
  test('a plan that moved on is shown as it is now', async () => {
    const name = freshName('contested')
    await makePlan(name)
    await server.call('ann', `/api/plans/${name}/propose`, {})
    const { page, complaints } = await server.open('ann', `/push/${name}`)
    await untilFleet(page)
    await untilPlan(page, 'proposed')
    await page.locator('[data-action=withdraw]').click()
    // While the question is on the page somebody else is faster, and the news of it does not get through.
    await page.route(`**/api/plans/${name}/withdraw`, async (route) => {
      await server.call('bob', `/api/plans/${name}/approve`, {})
      await route.continue()
    })
    await page.locator('[data-confirm=withdraw]').click()
    await page.getByRole('alert', { name: 'What failed' }).getByText('The plan is now approved').waitFor()
    await untilPlan(page, 'approved')
    expect(complaints.filter((text) => !REFUSED.test(text))).toEqual([])
  })

  test('a rule that forbids is named', async () => {
    const name = freshName('own')
    await makePlan(name)
    await server.call('ann', `/api/plans/${name}/propose`, {})
    const { page, complaints } = await server.open('bob', `/push/${name}`)
    await untilFleet(page)
    // Somebody whose page thinks that it is allowed: the call goes out under the author's token.
    await page.route(`**/api/plans/${name}/approve`, (route) => {
      const headers = { ...route.request().headers(), authorization: `Bearer ${server.tokens.ann}` }
      return route.continue({ headers })
    })
    await confirm(page, 'approve')
    const notice = page.getByRole('alert', { name: 'What failed' })
    await notice.getByText('approver-is-not-author', { exact: true }).waitFor()
    expect((await server.plan(name)).status.state).toBe('proposed')
    expect(complaints.filter((text) => !REFUSED.test(text))).toEqual([])
  })
})

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('no screen has accessibility violations, scrolls sideways or complains', async () => {
    const name = freshName(scheme)
    await makePlan(name)
    const { page, complaints } = await server.open('ann', '/push', { scheme })
    await untilFleet(page)
    const look = async (): Promise<void> => {
      expect(await violations(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    }
    await look()
    await page.keyboard.press('2')
    await page.getByText('Make new pods').click()
    await look()
    await page.getByRole('radio', { name: 'YAML or file' }).check()
    await look()
    await page.goto(`${server.url}/push/${name}?step=1`)
    await untilFleet(page)
    for (const tab of ['Changes', 'Progress', 'Refused', 'History and audit']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.waitForTimeout(100)
      await look()
    }
    await page.setViewportSize({ width: 1920, height: 1080 })
    await look()
    await page.locator('[data-action=propose]').click()
    await page.getByRole('alertdialog').waitFor()
    await look()
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await page.keyboard.press('3')
    await page.waitForSelector('[data-verdict=good]')
    await look()
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Halt what is being applied').waitFor()
    await look()
    expect(complaints).toEqual([])
  })
})

test('a deep link opens the plan, the tab, the step and what the map shows', async () => {
  const name = freshName('linked')
  await makePlan(name)
  const { page, complaints } = await server.open('rita', `/push/${name}?tab=refused&step=1&show=after`)
  await untilFleet(page)
  expect(await page.getByRole('tab', { name: /Refused/ }).getAttribute('aria-selected')).toBe('true')
  await page.getByText(/It would fit with|No single change/).waitFor()
  expect(await page.getByRole('radio', { name: 'after' }).isChecked()).toBe(true)
  await page.getByRole('link', { name: 'Plan', exact: true }).click()
  await page.waitForSelector('.run-buttons')
  await page.goBack()
  await untilPlan(page, 'draft')
  expect(new URL(page.url()).searchParams.get('step')).toBe('1')
  expect(complaints).toEqual([])
})
