import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Plan } from '../../src/model/plan.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { berth, type Started, startBerth, until } from '../cli/berth.ts'
import { type Look, launchBrowser, openPage } from './workbench.ts'

/** Who signs in, with what roles. */
export const PEOPLE = {
  ann: 'author,approver,operator,reader',
  bob: 'approver,operator,reader',
  rita: 'reader',
} as const
export type Person = keyof typeof PEOPLE

/** The built command serving workbench and API over the sandbox, as an operator starts it, and a browser. */
export interface PushServer {
  readonly url: string
  readonly tokens: Readonly<Record<Person, string>>
  /** A page signed in as somebody, or as nobody. */
  open(person: Person | null, path: string, look?: Look): Promise<{ page: Page; complaints: string[] }>
  /** A call of the API as somebody; the body of the answer. */
  call<T>(person: Person, path: string, body?: unknown): Promise<T>
  snapshot(): Promise<Snapshot>
  plan(name: string): Promise<Plan>
  close(): Promise<void>
}

/** Starts a server with an empty data folder. words: more options of `berth serve`. */
export async function startPushServer(words: readonly string[] = ['--size', 'smoke']): Promise<PushServer> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-push-'))
  const server = startBerth(['serve', '--port', '0', '--data', folder, ...words])
  await until(() => /http:\S+/.test(server.stdout()), 60_000)
  const url = (/http:\/\/[^\s/]+/.exec(server.stdout()) ?? [''])[0]
  await untilReady(url, server)
  const tokens = {} as Record<Person, string>
  for (const [name, roles] of Object.entries(PEOPLE)) {
    const added = await berth(['access', 'add', name, '--role', roles, '--data', folder, '-o', 'name'])
    if (added.code !== 0) throw new Error(`access add ended with ${added.code}: ${added.stderr}`)
    tokens[name as Person] = added.stdout.trim()
  }
  const browser: Browser = await launchBrowser()
  const call = async <T>(person: Person, path: string, body?: unknown): Promise<T> => {
    const headers = { Authorization: `Bearer ${tokens[person]}`, 'Content-Type': 'application/json' }
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
    return (await (await fetch(url + path, init)).json()) as T
  }
  return {
    url,
    tokens,
    open: (person, path, look = {}) =>
      openPage(browser, url + path, look, person === null ? {} : { 'berth.token': tokens[person] }),
    call,
    snapshot: () => call<Snapshot>('rita', '/api/snapshot'),
    plan: (name) => call<Plan>('rita', `/api/plans/${name}`),
    async close() {
      await browser.close()
      server.signal('SIGINT')
      await server.ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilReady(url: string, server: Started): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`the server does not get ready: ${server.stderr()}`)
}

/** Waits until the map shows a snapshot. */
export async function untilFleet(page: Page): Promise<void> {
  await page.waitForSelector('.map-box canvas[data-observed-at-ms]', { timeout: 60_000 })
}

/** Waits until the plan on the page stands as said. */
export async function untilPlan(page: Page, state: Plan['status']['state']): Promise<void> {
  await page.waitForSelector(`.plan-header .state-${state}`, { timeout: 60_000 })
}

/** Presses an action's button and says yes to its question. */
export async function confirm(page: Page, action: string): Promise<void> {
  await page.locator(`[data-action=${action}]`).click()
  await page.locator(`[data-confirm=${action}]:not([disabled])`).click({ timeout: 60_000 })
}
