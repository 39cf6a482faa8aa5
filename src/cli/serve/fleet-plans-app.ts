import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { FLEET_PLAN_FILES, FLEET_PLANS_PATH, type FleetPlansAnswer } from '../../model/served-plans.ts'

const FRESH = { 'Cache-Control': 'no-store' }
const NAME = /^[A-Za-z0-9][\w.-]*$/

/** Fleet plans that `berth plan` made, for the workbench to show. folder: their directories; may be absent. */
export function createFleetPlansApp(folder: string): Hono {
  const app = new Hono()
  app.get(FLEET_PLANS_PATH, (context) => context.json({ plans: plansIn(folder) }, 200, FRESH))
  app.get('/fleet-plans/:name/:file', (context) => {
    const { name, file } = context.req.param()
    const path = join(folder, name, file)
    const isKnown = FLEET_PLAN_FILES.some((known) => known === file) && namesIn(folder).includes(name)
    if (!isKnown || !existsSync(path)) return context.text('no such plan\n', 404)
    const text = readFileSync(path, 'utf8')
    return file === 'report.html' ? context.html(text, 200, FRESH) : context.text(text, 200, FRESH)
  })
  return app
}

/** Each plan by name, and whether a report lies beside it. */
function plansIn(folder: string): FleetPlansAnswer['plans'] {
  return namesIn(folder).map((name) => ({ name, hasReport: existsSync(join(folder, name, FLEET_PLAN_FILES[1])) }))
}

/** Directories that hold a plan, by name. */
function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  )
  return names.filter((name) => NAME.test(name) && existsSync(join(folder, name, FLEET_PLAN_FILES[0]))).sort()
}
