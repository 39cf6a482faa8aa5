import type { Browser, Page } from 'playwright-core'
import type { Plan } from '../../src/model/plan.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { AdapterProcess } from '../cli/adapter-process.ts'
import { type Look, launchBrowser, openPage } from './workbench.ts'

/** Who signs in, with what roles. */
export const PEOPLE = {
  ann: 'author,approver,operator,reader',
  bob: 'approver,operator,reader',
  rita: 'reader',
} as const
export type Person = keyof typeof PEOPLE

let named = 0

/** A name for a plan that no earlier try of the same test has taken, as it stays taken on the server. */
export function freshName(word: string): string {
  return `${word}-${++named}`
}

/** The built command serving workbench and API over the sandbox, as an operator starts it, and a browser. */
export interface PushServer {
  readonly url: string
  /** The server as a process, and commands beside it. */
  readonly adapter: AdapterProcess
  readonly tokens: Readonly<Record<Person, string>>
  /** A page signed in as somebody, or as nobody. */
  open(person: Person | null, path: string, look?: Look): Promise<{ page: Page; complaints: string[] }>
  /** A call of the API as somebody; the body of the answer. */
  call<T>(person: Person, path: string, body?: unknown): Promise<T>
  snapshot(): Promise<Snapshot>
  plan(name: string): Promise<Plan>
  /** Ends the server as an operator would and starts it again where it was; between: done while it is away. */
  restart(between: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** Starts a server with an empty data folder. words: more options of `berth serve`. */
export async function startPushServer(words: readonly string[] = ['--size', 'smoke']): Promise<PushServer> {
  const adapter = new AdapterProcess(words)
  await adapter.start()
  for (const [name, roles] of Object.entries(PEOPLE)) await adapter.add(name, roles)
  const tokens = adapter.tokens as Record<Person, string>
  const url = adapter.address.replace(/\/$/, '')
  const browser: Browser = await launchBrowser()
  const call = async <T>(person: Person, path: string, body?: unknown): Promise<T> => {
    const headers = { Authorization: `Bearer ${tokens[person]}`, 'Content-Type': 'application/json' }
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
    return (await (await fetch(url + path, init)).json()) as T
  }
  return {
    url,
    adapter,
    tokens,
    open: (person, path, look = {}) =>
      openPage(browser, url + path, look, person === null ? {} : { 'berth.token': tokens[person] }),
    call,
    snapshot: () => call<Snapshot>('rita', '/api/snapshot'),
    plan: (name) => call<Plan>('rita', `/api/plans/${name}`),
    async close() {
      await browser.close()
      await adapter.close()
    },
    async restart(between) {
      await adapter.stop()
      await between()
      await adapter.start()
    },
  }
}

/** Waits until the map shows a snapshot. */
export async function untilFleet(page: Page): Promise<void> {
  await page.waitForSelector('.map-box canvas[data-observed-at-ms]', { timeout: 60_000 })
}

/** Waits until the plan on the page stands as said. Throws with what the page says when it does not. */
export async function untilPlan(page: Page, state: Plan['status']['state'], timeout = 60_000): Promise<void> {
  const header = page.locator('.plan-header')
  await header
    .locator(`.state-${state}`)
    .waitFor({ timeout })
    .catch(async (error: Error) => {
      const said = (await page.locator('main').innerText()).replace(/\s+/g, ' ')
      throw new Error(`the plan is not ${state}, its page says: ${said}`, { cause: error })
    })
}

/** Presses an action's button and says yes to its question. */
export async function confirm(page: Page, action: string): Promise<void> {
  await page.locator(`[data-action=${action}]`).click()
  await page.locator(`[data-confirm=${action}]:not([disabled])`).click({ timeout: 60_000 })
}
