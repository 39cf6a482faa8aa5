import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type PreviewServer, preview } from 'vite'
import { CHROMIUM, HEADLESS_CHROMIUM } from '../../scripts/prepare.mjs'

/** A built workbench on loopback and a browser to look at it. */
export interface Workbench {
  readonly url: string
  /** A page of its own context; what it writes to the console as error or warning, and what it throws, is collected. */
  open(path: string, look?: Look): Promise<{ page: Page; complaints: string[] }>
  close(): Promise<void>
}

export interface Look {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'dark' | 'light'
  readonly reducedMotion?: boolean
}

/** Serves dist/workbench, which the project's set-up has built. */
export async function startWorkbench(): Promise<Workbench> {
  const server: PreviewServer = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' })
  const url = server.resolvedUrls?.local[0]?.replace(/\/$/, '')
  if (url === undefined) throw new Error('the preview server has no address')
  const browser = await launchBrowser()
  return {
    url,
    open: (path, look = {}) => openPage(browser, url + path, look),
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

/** isWhole: with what the headless shell lacks, such as the pages of DevTools. */
export function launchBrowser(isWhole = false): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const here = !isWhole && existsSync(HEADLESS_CHROMIUM) ? HEADLESS_CHROMIUM : CHROMIUM
  return chromium.launch({ executablePath: process.env['BERTH_CHROMIUM'] ?? here, args })
}

/** A page of its own context at an address. session: what its session storage holds before the page runs. */
export async function openPage(
  browser: Browser,
  address: string,
  look: Look,
  session: Readonly<Record<string, string>> = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    colorScheme: look.scheme ?? 'dark',
    reducedMotion: look.reducedMotion === false ? 'no-preference' : 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  await context.addInitScript((items) => {
    for (const [key, value] of Object.entries(items)) {
      if (sessionStorage.getItem(`${key}.set`) === null) sessionStorage.setItem(key, value)
      sessionStorage.setItem(`${key}.set`, 'once')
    }
  }, session)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(address)
  return { page, complaints }
}

/** Waits until the run stands as said. */
export async function untilStatus(page: Page, status: 'running' | 'paused' | 'done' | 'cancelled'): Promise<void> {
  await page.waitForSelector(`.status-${status}`, { timeout: 60_000 })
}

/** Waits until the map shows an instant. */
export async function untilShown(page: Page, timeUs: number): Promise<void> {
  const wanted = String(timeUs)
  await page.waitForFunction(
    (text) => document.querySelector<HTMLElement>('.map-box canvas')?.dataset['timeUs'] === text,
    wanted,
  )
}

/** Simulated time as shown, `Day 1 18:30:00.000`. */
export function simTime(page: Page): Promise<string> {
  return page.locator('[data-testid=sim-time]').innerText()
}

/** A fact of the side pane by its label. */
export function fact(page: Page, label: string): Promise<string> {
  return page.locator(`[data-fact="${label}"]`).first().innerText()
}
