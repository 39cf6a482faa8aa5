import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareFigures } from '../../simulator/planner/comparison.ts'
import { pairOf } from '../../simulator/planner/measured-run.ts'
import { runOfSeed } from '../../src/cli/compare/run-of-seed.ts'
import type { Explanation } from '../../src/model/explanation.ts'
import { berth, inScratch, startBerth, until } from '../cli/berth.ts'
import { violations } from './axe.ts'
import { smokeScenario } from './recorded-run.ts'
import { launchBrowser, openPage, startWorkbench, type Workbench } from './workbench.ts'

/** A policy whose answers differ from call to call. */
const FICKLE = [
  "import type { Policy } from 'berth/policy'",
  'let turns = 0',
  "export default { name: 'fickle', scores: { S: (host, pod) => turns++ % (2 + host.vfs + pod.cpus) } } satisfies Policy",
  '',
].join('\n')

const CASES = join(import.meta.dirname, '../../scenarios/counterexamples')

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('a counterexample opens by its address where the law breaks, and plays step by step', async () => {
    const { page, complaints } = await workbench.open('/prove/case/shrunk-onto-others', { scheme })
    const map = page.locator('.map-box canvas')
    await page.locator('.map-box canvas[data-step="10"]').waitFor()
    expect(await page.getByTestId('broken-law').first().innerText()).toBe('L1 cpus')
    expect(await page.getByTestId('broken-message').first().innerText()).toBe('Cpu 4 is used by others')
    expect(await page.locator('.log-line').innerText()).toContain('decisions.ndjson:4 {"seq":4')
    expect(await map.getAttribute('data-broken')).toBe('1')
    expect(await map.getAttribute('data-broken-hosts')).toBe('1')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('[')
    await page.locator('.map-box canvas[data-step="9"]').waitFor()
    expect(await map.getAttribute('data-broken')).toBe('0')
    expect(await page.locator('.verdict').innerText()).toContain('Nothing at this step')
    expect(await violations(page)).toEqual([])
    await page.waitForFunction(() => location.search.includes('step=9'))
    await page.getByRole('slider', { name: 'Step' }).fill('3')
    await page.locator('.map-box canvas[data-step="3"]').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Play' }).click()
    await page.locator('.map-box canvas[data-step="10"]').waitFor({ timeout: 20_000 })
    const cut = await page
      .locator('.step-words')
      .evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length)
    expect(cut, 'steps that are cut off').toBe(0)
    await page.locator('.step-row').nth(4).click()
    await page.locator('.map-box canvas[data-step="5"]').waitFor()
    await page.getByRole('button', { name: 'Where the law breaks' }).click()
    await page.getByTestId('broken-law').first().waitFor()
    expect(complaints).toEqual([])
  })

  test('a decision of a counterexample is explained by its address, beside what the case has there', async () => {
    const { page, complaints } = await workbench.open('/prove/case/shrunk-onto-others', { scheme })
    await page.locator('.map-box canvas[data-step="10"]').waitFor()
    await page.getByRole('link', { name: 'Why decision 4' }).click()
    await page.locator('#explain-title').waitFor()
    expect(new URL(page.url()).search).toMatch(/^\?case=shrunk-onto-others&pod=\S+&seq=4$/)
    expect(await page.locator('.recorded').innerText()).toContain('decides otherwise.')
    // Keys in another order are no difference: Cpus are the only one.
    const differing = await page.getByRole('table', { name: 'What differs' }).locator('tbody tr').allInnerTexts()
    expect(differing.map((row) => row.split(/\s+/))).toEqual([['cpus', '4', '3']])
    await page.getByText('Both lines in full').click()
    expect(await page.locator('.recorded .log-line').innerText()).toContain('{"seq":4,')
    expect(await violations(page)).toEqual([])
    await page.reload()
    await page.locator('#explain-title').waitFor()
    await page.getByRole('button', { name: 'Step 10 of shrunk-onto-others' }).click()
    await page.locator('.map-box canvas[data-step="10"]').waitFor()
    await page.goto(`${workbench.url}/prove/explain?case=shrunk-onto-others&pod=none&seq=99`)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('the number of a decision of shrunk-onto-others')
    const past = await workbench.open('/prove/case/past-8', { scheme })
    await past.page.getByText('Holds today.').waitFor()
    await past.page.getByRole('link', { name: 'Why decision 1', exact: true }).click()
    await past.page.locator('.recorded').waitFor()
    expect(await past.page.locator('.recorded').innerText()).toContain('decides the same.')
    expect(await past.page.locator('table[aria-label="Hosts by filter"]').innerText()).toContain('can take it')
    expect([...complaints, ...past.complaints]).toEqual([])
  })

  test('two policies are compared by an address: figures with intervals, both maps go to a difference', async () => {
    const address = '/prove/compare?scenario=launch-day&size=smoke&a=pack&b=spread&seeds=3'
    const { page, complaints } = await workbench.open(address, { scheme })
    await page.waitForSelector('.status-done', { timeout: 60_000 })
    expect(await page.locator('.compare-progress').innerText()).toContain('3 of 3 seeds')
    // Other choices are of the next comparison: the figures say what they are of.
    const inputs = page.getByTestId('compared')
    expect(await inputs.innerText()).toBe('launch-day, smoke · A pack, B spread · means over 3 seeds')
    await page.locator('.compare-bar').getByRole('radio', { name: 'demo' }).check({ timeout: 5000 })
    expect(await page.getByRole('radio', { name: 'demo' }).isChecked()).toBe(true)
    expect(await inputs.innerText()).toBe('launch-day, smoke · A pack, B spread · means over 3 seeds')
    const row = page.locator('tr[data-figure="hosts in use"]')
    expect(await row.innerText()).toContain('more in B')
    await page.locator('.difference').first().click()
    await page.locator('.map-pair canvas[data-hosts-differ]').nth(1).waitFor()
    expect(Number(await page.locator('.map-pair canvas').first().getAttribute('data-hosts-differ'))).toBeGreaterThan(0)
    expect(new URL(page.url()).searchParams.get('pod')).toBe(await page.locator('.difference b').first().innerText())
    await page.getByRole('slider', { name: 'Time' }).fill('43200000000')
    await page.waitForFunction(() => {
      const maps = [...document.querySelectorAll<HTMLElement>('.map-pair canvas')]
      return maps.every((map) => map.dataset['timeUs'] === '43200000000')
    })
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('the start, a mended case and a comparison that is refused have no accessibility violations', async () => {
    const { page, complaints } = await workbench.open('/', { scheme })
    await page.getByRole('link', { name: 'Prove' }).click()
    await page.getByRole('button', { name: /shrunk-onto-others/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: /past-8/ }).click()
    await page.getByText('Holds today.').waitFor()
    expect(await page.locator('.verdict').innerText()).toContain('L13 numa')
    expect(await violations(page)).toEqual([])
    await page.goto(`${workbench.url}/prove/compare?scenario=launch-day&size=smoke&a=pack&b=no-such`)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('no-such')
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })
})

test('the figures on the page are those of the command line', async () => {
  const scenario = smokeScenario('launch-day')
  const runOf = (seed: number, profile: string) => runOfSeed(seed, { scenario, profile })
  const pairs = [1, 2].map((seed) => pairOf(runOf(seed, 'pack'), runOf(seed, 'spread')))
  const { page } = await workbench.open('/prove/compare?scenario=launch-day&size=smoke&a=pack&b=spread&seeds=2')
  await page.waitForSelector('.status-done', { timeout: 60_000 })
  for (const { name, verdict, a } of compareFigures(pairs)) {
    const cells = await page.locator(`tr[data-figure="${name}"] td`).allInnerTexts()
    expect([name, cells.at(-1)]).toEqual([name, verdict])
    expect(Number(cells[0].replaceAll(',', ''))).toBeCloseTo(a ?? Number.NaN, 2)
  }
  const first = pairs[0].diff.first.map(({ pod }) => pod)
  expect(await page.locator('.difference b').allInnerTexts()).toEqual(first)
})

test('berth prove prints the address at which a server that stands there plays what it found', async () => {
  await inScratch(async (scratch) => {
    writeFileSync(join(scratch, 'none.ts'), FICKLE)
    const proved = await berth(['prove', '--policy', 'none.ts', '--runs', '20', '-o', 'json'], scratch)
    expect(proved.code).toBe(1)
    const { page: address, law } = JSON.parse(proved.stdout) as { page: string; law: string }
    const { pathname } = new URL(address)
    expect(pathname).toMatch(/^\/prove\/case\/prove-L\d+-\d+$/)
    const server = startBerth(['serve', '--port', '0', '--data', join(scratch, 'state'), '-o', 'name'], scratch)
    await until(() => server.stdout().includes('\n'), 60_000)
    const browser = await launchBrowser()
    try {
      const { page, complaints } = await openPage(browser, new URL(pathname, server.stdout().trim()).href, {})
      await page.getByTestId('broken-law').first().waitFor()
      expect(await page.getByTestId('broken-law').first().innerText()).toContain(`${law} `)
      expect(await page.locator('.rail').innerText()).toContain('Found here')
      expect(await violations(page)).toEqual([])
      expect(complaints).toEqual([])
      const other = await fetch(new URL('/cases/none.ts/case.json', server.stdout().trim()))
      expect(other.status).toBe(404)
    } finally {
      await browser.close()
      server.signal('SIGTERM')
      await server.ended
    }
  })
})

test('a comparison is cancelled, and keeps what it has', async () => {
  const { page } = await workbench.open('/prove/compare?scenario=launch-day&size=smoke&a=pack&b=spread&seeds=50')
  await page.getByText(/means over \d+ seeds?$/).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForSelector('.status-cancelled')
  await page.getByRole('button', { name: 'Compare', exact: true }).waitFor()
  const kept = await page.getByText(/means over \d+ seeds?$/).innerText()
  expect(Number(/over (\d+)/.exec(kept)?.[1])).toBeLessThan(50)
  expect(await page.locator('section[aria-labelledby="figures-title"] tbody tr').count()).toBeGreaterThan(10)
})

test('a double click runs a comparison and does not cancel it, and one cancelled at once says so', async () => {
  const { page } = await workbench.open('/prove/compare?scenario=next-season&size=demo&a=pack&b=spread&seeds=40')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForSelector('.status-cancelled')
  await page.getByText('Cancelled before a seed had ended.').waitFor()
  expect(await page.getByTestId('maps-differ').innerText()).toContain('cancelled')
  await page.waitForTimeout(600)
  await page.getByRole('button', { name: 'Compare', exact: true }).dblclick()
  await page.waitForTimeout(300)
  expect(await page.locator('.status-running').count()).toBe(1)
})

/** Lets files fall on the page. */
async function drop(page: Page, files: readonly { readonly name: string; readonly text: string }[]): Promise<void> {
  await page.evaluate((all) => {
    const transfer = new DataTransfer()
    for (const { name, text } of all) transfer.items.add(new File([text], name))
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }, files)
}

test('a decision of a run under stock Kubernetes is explained by it, as on the command line', async () => {
  await inScratch(async (scratch) => {
    const run = ['replay', 'launch-day', '--size', 'smoke', '--profile', 'kube-default', '--log', 'full']
    expect((await berth([...run, '--out', 'run'], scratch)).code).toBe(0)
    const names = ['manifest.json', 'fleet.json', 'events.ndjson', 'decisions.ndjson']
    const texts = names.map((name) => ({ name, text: readFileSync(join(scratch, 'run', name), 'utf8') }))
    const { page, complaints } = await workbench.open('/prove')
    await page.getByRole('button', { name: /shrunk-onto-others/ }).waitFor()
    await drop(page, texts)
    await page.getByRole('link', { name: 'Why decision 5', exact: true }).click()
    await page.locator('#explain-title').waitFor()
    expect(await page.locator('.recorded').innerText()).toContain('stock Kubernetes (kube-default), told the same')
    expect(await page.locator('.recorded').innerText()).toContain('decides the same.')
    const pod = new URL(page.url()).searchParams.get('pod') ?? ''
    const said = await berth(['explain', 'run', pod, '--seq', '5', '-o', 'json'], scratch)
    const { explanation } = JSON.parse(said.stdout) as { explanation: Explanation }
    const hosts = await page.locator('table[aria-label="Best hosts"] tbody th').allInnerTexts()
    expect(hosts.slice(0, explanation.ranking.length)).toEqual(explanation.ranking.map(({ host }) => host))
    const kubelet = explanation.kube?.admission?.host ?? ''
    expect(await page.getByTestId('admission').innerText()).toContain(
      `The kubelet of ${kubelet} (topology manager none)`,
    )
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })
})

test('a run directory is opened from its files, and every fault in them is listed', async () => {
  const { page, complaints } = await workbench.open('/prove')
  const texts = ['manifest.json', 'fleet.json', 'events.ndjson', 'decisions.ndjson'].map((name) => ({
    name,
    text: readFileSync(join(CASES, 'single-on-several', name), 'utf8'),
  }))
  await page.getByRole('button', { name: /shrunk-onto-others/ }).waitFor()
  await drop(page, texts)
  await page.getByTestId('broken-law').first().waitFor()
  expect(await page.getByTestId('broken-law').first().innerText()).toBe('L13 numa')
  await drop(page, [
    { name: 'manifest.json', text: '{' },
    { name: 'events.ndjson', text: 'no event\n{}\n' },
  ])
  await page.getByRole('alert').waitFor()
  const faults = await page.locator('.faults tbody tr').allInnerTexts()
  expect(faults.map((row) => row.split('\t')[0].trim())).toEqual([
    'fleet.json',
    'decisions.ndjson',
    'manifest.json',
    'events.ndjson:1',
    'events.ndjson:2: kind',
  ])
  await drop(page, [{ name: 'plan.json', text: '{ "apiVersion": "berth.dev/v1alpha1", "kind": "FleetPlan" }' }])
  await page.getByText('the files of a run directory. Drop it on Buying plan.').waitFor()
  expect(await page.locator('.faults tbody tr').count()).toBe(1)
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
})
