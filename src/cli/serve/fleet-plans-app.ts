import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import type { FleetPlan } from '../../model/fleet-plan.ts'
import { FLEET_PLAN_FILES, FLEET_PLANS_PATH, type FleetPlansAnswer } from '../../model/served-plans.ts'
import { reportHtml } from '../plan-fleet/report/report-html.ts'
import { STYLE } from '../plan-fleet/report/style.ts'

const [PLAN] = FLEET_PLAN_FILES
const FRESH = { 'Cache-Control': 'no-store' }
/** A report is one page whole: it brings its style, named by its hash, and loads nothing. */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const REPORT = {
  ...FRESH,
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
}
const NAME = /^[A-Za-z0-9][\w.-]*$/

/** Fleet plans that `berth plan` made, for the workbench to show. folder: their directories; may be absent. */
export function createFleetPlansApp(folder: string): Hono {
  const app = new Hono()
  app.get(FLEET_PLANS_PATH, (context) => context.json({ plans: plansIn(folder) }, 200, FRESH))
  app.get('/fleet-plans/:name/:file', (context) => {
    const { name, file } = context.req.param()
    const isKnown = FLEET_PLAN_FILES.some((known) => known === file) && namesIn(folder).includes(name)
    if (!isKnown) return context.text('no such plan\n', 404)
    const text = readFileSync(join(folder, name, PLAN), 'utf8')
    if (file === PLAN) return context.text(text, 200, FRESH)
    const page = pageOf(text)
    return page === null ? context.text(`${name}/${PLAN} is no plan\n`, 422) : context.html(page, 200, REPORT)
  })
  return app
}

function plansIn(folder: string): FleetPlansAnswer['plans'] {
  return namesIn(folder).map((name) => ({ name }))
}

/** The report of a plan's text; null where the text is none. */
function pageOf(text: string): string | null {
  try {
    return reportHtml(JSON.parse(text) as FleetPlan)
  } catch {
    return null
  }
}

/** Directories that hold a plan, by name. */
function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  )
  return names.filter((name) => NAME.test(name) && existsSync(join(folder, name, PLAN))).sort()
}
