import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { berth, type Started, startBerth, until } from '../cli/berth.ts'
import { violations } from './axe.ts'
import { type Look, launchBrowser, openPage, startWorkbench, untilStatus } from './workbench.ts'

const folder = mkdtempSync(join(tmpdir(), 'berth-policy-'))
const FILE = 'mine.ts'
const RUN = '/?scenario=launch-day&size=smoke&profile=mine'

let browser: Browser
let server: Started
let url = ''

/** What `berth replay --policy` answers, as far as it is compared. */
interface Answer {
  readonly status: { readonly decisionDigest: string }
  readonly times: readonly { readonly plugin: string; readonly calls: number }[]
}

/** A policy of one score, whose body is given. */
function policyOf(body: string, head = ''): string {
  return [
    "import type { Policy } from 'berth/policy'",
    head,
    'export default {',
    `  name: 'mine', extends: 'pack',`,
    `  scores: { Roomy: (host, pod) => ${body} },`,
    '} satisfies Policy',
    '',
  ].join('\n')
}

const GOOD = policyOf('Math.floor((100 * (host.freeMemoryMib - pod.memoryMib)) / host.memoryMibAllocatable)')

function open(path: string, look: Look = {}): Promise<{ page: Page; complaints: string[] }> {
  return openPage(browser, url + path, look)
}

/**
 * Saves the policy and waits until the command has looked at it. In one move, as editors do: of a file that is emptied
 * and then filled the command may look at both.
 */
async function save(text: string): Promise<void> {
  const before = server.stderr().length
  writeFileSync(join(folder, `${FILE}.new`), text)
  renameSync(join(folder, `${FILE}.new`), join(folder, FILE))
  await until(() => /checked|stays in force/.test(server.stderr().slice(before)))
}

beforeAll(async () => {
  writeFileSync(join(folder, FILE), GOOD)
  server = startBerth(['serve', '--port', '0', '--data', join(folder, 'state'), '--policy', FILE], folder)
  await until(() => server.stderr().includes('target: '), 60_000)
  const shown = /^berth is at (http:\/\/\S+)\/\?profile=mine\n$/.exec(server.stdout())
  url = shown?.[1] ?? ''
  expect(url).not.toBe('')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  server.signal('SIGTERM')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  if (readFileSync(join(folder, FILE), 'utf8') !== GOOD) await save(GOOD)
})

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('a run has the policy of the command, decides as it does headless, and times its plug-ins', async () => {
    const { page, complaints } = await open(RUN, { scheme })
    await untilStatus(page, 'done')
    const ran = await berth(
      ['replay', 'launch-day', '--policy', FILE, '--out', join(folder, `run-${scheme}`), '-o', 'json'],
      folder,
    )
    const { status, times } = JSON.parse(ran.stdout) as Answer
    expect(await page.locator('[data-digest]').getAttribute('data-digest')).toBe(status.decisionDigest)
    await page.getByRole('combobox', { name: 'Profile' }).click()
    expect(await page.getByRole('option', { name: 'mine' }).innerText()).toContain(FILE)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /plug-ins: \d+ % of deciding/ }).click()
    const cells = await page.locator('[data-plugin="score Roomy of mine"] td').allInnerTexts()
    const asked = times.find(({ plugin }) => plugin === 'score Roomy of mine')?.calls ?? 0
    expect(asked).toBeGreaterThan(100)
    expect(Number(cells[0].replaceAll(',', ''))).toBe(asked)
    expect(await page.locator('[data-plugin]').count()).toBe(times.length)
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('a change of the file is checked: faults show with their lines, a good one is offered to run', async () => {
    const { page, complaints } = await open(RUN, { scheme })
    await untilStatus(page, 'done')
    const before = await page.locator('[data-digest]').getAttribute('data-digest')
    await save(policyOf('host.freeCpu', 'const a: string = 1'))
    expect(server.stderr()).toContain(`${FILE}:2: found type number, expected type string\n`)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.locator('tbody tr').allInnerTexts()).toEqual([
      `${FILE}:2\ttype number\ttype string`,
      expect.stringContaining(`${FILE}:5\tProperty 'freeCpu' does not exist`),
    ])
    expect(await violations(page)).toEqual([])
    await save(policyOf('/^(a+)+$/.test(host.name) ? pod.cpus : 1'))
    await alert.getByRole('cell', { name: 'the regular expression /^(a+)+$/' }).waitFor()
    await save(policyOf('100 - Math.floor((100 * host.freeMemoryMib) / host.memoryMibAllocatable) + 0 * pod.cpus'))
    await alert.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.waitForFunction((digest) => {
      const shown = document.querySelector<HTMLElement>('[data-digest]')?.dataset['digest']
      return shown !== undefined && shown !== digest
    }, before)
    await page.getByRole('button', { name: 'Rerun' }).waitFor()
    expect(complaints).toEqual([])
  })
})

test.each<readonly [string, 'dark' | 'light', string, RegExp]>([
  ['throws', 'dark', 'JSON.parse(host.name).length', /throws SyntaxError/],
  ['reads the clock', 'light', 'Date.now() % 100', /reaches for Date\.now/],
  ['draws', 'dark', 'Math.floor(Math.random() * 100)', /reaches for Math\.random/],
  ['is out of range', 'light', '101 * pod.cpus', /answers \d+, not an integer from 0 to 100/],
  [
    'never comes back',
    'light',
    '[0].findIndex(() => { while (host.vfs >= 0); }) + pod.cpus',
    /takes more than 1,000,000 steps/,
  ],
  [
    'answers otherwise',
    'dark',
    'turns++ % (2 + host.vfs + pod.cpus)',
    /answers \d+, then \d+ when asked the same again/,
  ],
])('a plug-in that %s is named in the page with its pod and its host', async (_, scheme, body, what) => {
  await save(policyOf(body, 'let turns = 0'))
  const { page, complaints } = await open(RUN, { scheme })
  const notice = page.getByRole('alert')
  await notice.waitFor()
  expect(await notice.innerText()).toContain('A plug-in ended the run: score Roomy of mine')
  const [plugin, pod, host, did] = await notice.locator('td').allInnerTexts()
  expect([plugin, did]).toEqual(['score Roomy of mine', expect.stringMatching(what)])
  expect(pod).toMatch(/^\S+\/\S+\/\S+-\d+$/)
  expect(host).toMatch(/\S+-h\d+/)
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
})

test('a decision under the policy is explained, and the policy is compared with a stock profile', async () => {
  const { page, complaints } = await open(RUN)
  await untilStatus(page, 'done')
  await page.goto(`${url}/prove/explain${RUN.slice(1)}&pod=none/such/pod`)
  await page.getByText('a pod that the run decides about').waitFor()
  await page.goto(`${url}/prove/compare?scenario=launch-day&size=smoke&a=pack&b=mine&seeds=1`)
  await untilStatus(page, 'done')
  expect(await page.locator('tr[data-figure="hosts in use"]').innerText()).toMatch(/\d/)
  expect(complaints).toEqual([])
})

test('a page without a policy asks for one and complains of nothing', async () => {
  const workbench = await startWorkbench()
  try {
    const { page, complaints } = await workbench.open('/?scenario=launch-day&size=smoke')
    await untilStatus(page, 'done')
    expect(await page.evaluate(async () => (await fetch('/policy.json')).json())).toEqual({ policy: null })
    expect(await page.getByRole('button', { name: /plug-ins/ }).count()).toBe(0)
    expect(complaints).toEqual([])
  } finally {
    await workbench.close()
  }
})
