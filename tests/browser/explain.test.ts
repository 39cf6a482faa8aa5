import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from './axe.ts'
import { smokeDecisions } from './recorded-run.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('a decision of a run is explained by its address: hosts by filter, scores, the winner', async () => {
    const place = smokeDecisions('launch-day', 1).find(({ kind, seq }) => kind === 'place' && seq > 40)
    if (place?.kind !== 'place') throw new Error('the run places nothing')
    const path = `/prove/explain?size=smoke&pod=${place.pod}&seq=${place.seq}`
    const { page, complaints } = await workbench.open(path, { scheme })
    await page.getByTestId('lead').waitFor()
    expect(await page.locator('#explain-title').innerText()).toContain(`place on ${place.host}`)
    expect(await page.locator('table[aria-label="Best hosts"] tbody th').first().innerText()).toBe(place.host)
    expect(await page.locator('[data-funnel="hosts looked at"] td').innerText()).toBe('22')
    expect(await violations(page)).toEqual([])
    await page.goto(`${workbench.url}/prove/explain?size=smoke&pod=no/such/pod`)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('link', { name: 'open the run' }).getAttribute('href')).toBe('/')
    expect(await violations(page)).toEqual([])
    await page.goto(`${workbench.url}/?size=smoke&pod=no/such/pod`)
    await page.getByText('This run has no pod of that name').waitFor()
    await page.goto(`${workbench.url}/?size=smoke&t=66600&pod=${place.pod}`)
    await page.getByRole('link', { name: `Why decision ${place.seq}` }).click()
    await page.getByTestId('lead').waitFor()
    expect(await page.locator('#explain-title').innerText()).toContain(`place on ${place.host}`)
    expect(complaints).toEqual([])
  })
})

test('a decision of a run with settings is explained in that run', async () => {
  const place = smokeDecisions('launch-day', 1).find(({ kind }) => kind === 'place')
  if (place === undefined) throw new Error('the run places nothing')
  const set = 'set=fleet.hostGroups.north-tioga.count%3D5'
  const { page, complaints } = await workbench.open(`/?size=smoke&${set}&t=66600&pod=${place.pod}`, { scheme: 'dark' })
  await page
    .getByRole('link', { name: /^Why decision/ })
    .first()
    .click()
  await page.getByTestId('lead').waitFor()
  expect(new URL(page.url()).searchParams.get('set')).toBe('fleet.hostGroups.north-tioga.count=5')
  expect(await page.locator('[data-funnel="hosts looked at"] td').innerText()).toBe('24')
  expect(complaints).toEqual([])
})

test('a place under stock Kubernetes is explained by its address: plug-ins, scores, its admission', async () => {
  const path = '/prove/explain?size=smoke&profile=kube-single-numa-node'
  const decisions = smokeDecisions('launch-day', 1, 'kube-single-numa-node')
  const failed = decisions.find((line) => line.kind === 'refuse' && line.failure?.reason === 'TopologyAffinityError')
  const place = decisions.find(({ kind, seq }) => kind === 'place' && seq > 40)
  if (failed?.kind !== 'refuse' || place?.kind !== 'place') throw new Error('the run has no such decisions')
  const { page, complaints } = await workbench.open(`${path}&pod=${failed.pod}&seq=${failed.seq}`, { scheme: 'dark' })
  await page.getByTestId('admission').waitFor()
  expect(await page.getByTestId('admission').innerText()).toContain(
    `The kubelet of ${failed.failure?.host} (topology manager single-numa-node, scope container) fails it with`,
  )
  expect(await page.locator('table[aria-label^="NUMA nodes for"] tr').last().innerText()).toContain('together, refused')
  expect(await violations(page)).toEqual([])
  await page.goto(`${workbench.url}${path}&pod=${place.pod}&seq=${place.seq}`)
  await page.getByTestId('admission').waitFor()
  expect(await page.locator('#explain-title').innerText()).toContain(`place on ${place.host}`)
  expect(await page.getByTestId('admission').innerText()).toContain('admits it.')
  expect(complaints).toEqual([])
})

test('a resize is explained: NumaNodes, what keeps the pod on them, the Cpus it keeps and takes', async () => {
  const resize = smokeDecisions('launch-day', 1).find(({ kind }) => kind === 'resize')
  if (resize?.kind !== 'resize') throw new Error('the run resizes nothing')
  const path = `/prove/explain?size=smoke&pod=${resize.pod}&seq=${resize.seq}`
  const { page, complaints } = await workbench.open(path, { scheme: 'light' })
  await page.getByTestId('numa-rule').waitFor()
  const rows = await page.locator('table[aria-label="NumaNodes of its host"] tbody tr').allInnerTexts()
  const standing = rows.filter((row) => row.endsWith('yes')).map((row) => row.split('\t')[0])
  expect(standing).toEqual(Object.keys(resize.memoryMib))
  expect(await page.getByTestId('cpu-change').innerText()).toMatch(
    /^Cpus: keeps [\d,-]+, takes [\d,none-]+, gives back [\d,none-]+\.$/,
  )
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
})
