import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { CASE_FILES, CASES_PATH } from '../../model/served-cases.ts'

const FRESH = { 'Cache-Control': 'no-store' }
const NAME = /^[A-Za-z0-9][\w.-]*$/

/** Cases that `berth prove` found and wrote, for the workbench to play. folder: their directories; may be absent. */
export function createCasesApp(folder: string): Hono {
  const app = new Hono()
  app.get(CASES_PATH, (context) => context.json({ names: namesIn(folder) }, 200, FRESH))
  app.get('/cases/:name/:file', (context) => {
    const { name, file } = context.req.param()
    const isKnown = CASE_FILES.some((known) => known === file) && namesIn(folder).includes(name)
    if (!isKnown) return context.text('no such case\n', 404)
    return context.text(readFileSync(join(folder, name, file), 'utf8'), 200, FRESH)
  })
  return app
}

/** Directories that hold all files of a case, by name. */
function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  )
  return names
    .filter((name) => NAME.test(name) && CASE_FILES.every((file) => existsSync(join(folder, name, file))))
    .sort()
}
