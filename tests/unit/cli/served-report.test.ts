import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createWorkbenchApp } from '../../../src/cli/serve/workbench-app.ts'
import { PLAN_LISTS } from '../../../src/workbench/planner/buying/read-plan.ts'

it('a report that the server shows may use its own style, and loads nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'berth-report-'))
  const point = { p10: 1, p50: 1, p90: 1, present: 2, planned: 2 }
  const status = {
    ...Object.fromEntries(PLAN_LISTS.map((name) => [name, []])),
    verdict: 'found',
    late: null,
    costPresent: 0,
    costPlanned: 0,
    curve: [0, 1].map((atUs) => ({ atUs, ...point })),
    figures: [],
    assumptions: [],
    runs: 1,
  }
  const spec = {
    scenario: 's',
    title: 't',
    size: 'smoke',
    seeds: 1,
    goal: { seedsPercent: 100 },
    months: 1,
    command: '',
  }
  mkdirSync(join(folder, 'mine'))
  writeFileSync(
    join(folder, 'mine', 'plan.json'),
    JSON.stringify({ kind: 'FleetPlan', spec: { ...spec, durationUs: 1, monthUs: 1, engineVersion: '0' }, status }),
  )
  try {
    const answer = await createWorkbenchApp(folder, null, folder).request('/fleet-plans/mine/report.html')
    expect(answer.status).toBe(200)
    const page = await answer.text()
    expect(page).toContain('>Day 1</text>')
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}'`)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
