import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}

interface AxeWindow {
  readonly axe: { run(context: object, options: object): Promise<AxeResult> }
}

/** Every accessibility violation on the page as `rule: element`. Goes in beside the page's content policy. */
export async function violations(page: Page): Promise<string[]> {
  // Once a page: half a megabyte is parsed in a tenth of a second or three.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  // The component library's guards are hidden and focusable on purpose: they pass the focus on at the ends of a list.
  const context = { exclude: '[data-base-ui-focus-guard]' }
  // All rules run; of what they found only violations are told, without a selector made for each element.
  const options = { resultTypes: ['violations'], selectors: false }
  const result = await page.evaluate(([around, how]) => (window as unknown as AxeWindow).axe.run(around, how), [
    context,
    options,
  ] as const)
  return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}
