import { describe, expect, it, test } from 'vitest'
import type { Fault, Result } from '../../src/base/result.ts'
import { parseCurve } from '../../src/model/parse/curve.ts'
import { parseEvent } from '../../src/model/parse/event.ts'
import { parseFleet } from '../../src/model/parse/fleet.ts'
import { parseGameTemplate } from '../../src/model/parse/game.ts'
import { parseNetworkModel } from '../../src/model/parse/network-schema.ts'
import { parsePlanText } from '../../src/model/parse/plan.ts'
import { parsePlanRequestText } from '../../src/model/parse/plan-request.ts'
import { parseProfiles } from '../../src/model/parse/profiles.ts'
import { parseScenarioFile, resolveScenario } from '../../src/model/parse/scenario.ts'
import { parseTopology } from '../../src/model/parse/topology.ts'
import { freshApi, problemIn } from '../unit/live/http/api.ts'
import { CLUSTER, CLUSTER_ROWS, clusterOf } from './clusters.ts'
import { COMMANDS } from './commands.ts'
import { CURVE_ROWS, SHAPE_ROWS } from './curves.ts'
import { DELIVERED, DELIVERY_ROWS } from './deliveries.ts'
import { ADOPT, ADOPT_ROWS, FOREIGN, FOREIGN_ROWS, MIGRATE, MIGRATE_ROWS, REQUEST, REQUEST_ROWS } from './events.ts'
import { FLEET_ROWS } from './fleets.ts'
import { GAME_ROWS } from './games.ts'
import { CURVE, GAME, LIBRARY, NETWORK, SCENARIO, SHAPE, TOPOLOGY } from './good.ts'
import { CSV_ROWS, importOf, LSCPU_ROWS, LSTOPO_ROWS, PROMETHEUS_ROWS, STEAMDB_ROWS } from './imports.ts'
import { LOSS_ROWS } from './losses.ts'
import { MAINTENANCE_ROWS } from './maintenance.ts'
import { NETWORK_ROWS, WIRED, WIRED_ROWS } from './networks.ts'
import { PLAN, PLAN_REQUEST, PLAN_REQUEST_ROWS, PLAN_ROWS } from './plans.ts'
import { PROFILES, PROFILES_ROWS } from './profiles.ts'
import { ROLLED, ROLLOUT_ROWS } from './rollouts.ts'
import type { Row } from './row.ts'
import { broken } from './row.ts'
import { REFERENCE_ROWS } from './scenario-references.ts'
import { SCENARIO_ROWS } from './scenarios.ts'
import { TOPOLOGY_ROWS } from './topologies.ts'

function scenarioAt(text: string): Result<unknown> {
  const file = parseScenarioFile(text)
  return file.ok ? resolveScenario(file.value, 'demo', LIBRARY) : file
}

function lines(faults: readonly Fault[]): string[] {
  return faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
}

/** What is parsed, a good document, and the rows that break it. */
const TABLES: readonly (readonly [string, (text: string) => Result<unknown>, string, readonly Row[]])[] = [
  ['scenarios', scenarioAt, SCENARIO, SCENARIO_ROWS],
  ['references of scenarios', scenarioAt, SCENARIO, REFERENCE_ROWS],
  ['losses of scenarios', scenarioAt, SCENARIO, LOSS_ROWS],
  ['deliveries of scenarios', scenarioAt, DELIVERED, DELIVERY_ROWS],
  ['maintenance of scenarios', scenarioAt, SCENARIO, MAINTENANCE_ROWS],
  ['rollouts of scenarios', scenarioAt, ROLLED, ROLLOUT_ROWS],
  ['networks of scenarios', scenarioAt, WIRED, WIRED_ROWS],
  ['network models', parseNetworkModel, NETWORK, NETWORK_ROWS],
  ['topologies', parseTopology, TOPOLOGY, TOPOLOGY_ROWS],
  ['measured curves', parseCurve, CURVE, CURVE_ROWS],
  ['shaped curves', parseCurve, SHAPE, SHAPE_ROWS],
  ['game templates', (text) => parseGameTemplate(text), GAME, GAME_ROWS],
  ['fleets', (text) => parseFleet(JSON.parse(text)), FLEET_ROWS.good, FLEET_ROWS.rows],
  ['adopt events', parseEvent, ADOPT, ADOPT_ROWS],
  ['foreign events', parseEvent, FOREIGN, FOREIGN_ROWS],
  ['request events', parseEvent, REQUEST, REQUEST_ROWS],
  ['migrate events', parseEvent, MIGRATE, MIGRATE_ROWS],
  ['plan requests', parsePlanRequestText, PLAN_REQUEST, PLAN_REQUEST_ROWS],
  ['profiles', parseProfiles, PROFILES, PROFILES_ROWS],
  ['plans', parsePlanText, PLAN, PLAN_ROWS],
  ['clusters', clusterOf, CLUSTER, CLUSTER_ROWS],
]

describe.each(TABLES)('%s', (_, parse, good, rows) => {
  it('has a good document to start from', () => expect(parse(good).ok).toBe(true))

  it.each(rows)('$name', ({ edits, faults }) => {
    const result = parse(broken(good, edits))
    expect(result.ok ? ['no fault'] : lines(result.faults)).toEqual(faults)
  })
})

describe.each([
  ['SteamDB exports', STEAMDB_ROWS],
  ['CSV', CSV_ROWS],
  ['answers of Prometheus', PROMETHEUS_ROWS],
  ['files of lstopo', LSTOPO_ROWS],
  ['files of lscpu', LSCPU_ROWS],
] as const)('%s', (_, rows) => {
  it.each(rows)('$name', (row) => {
    const result = importOf(row)
    expect(result.ok ? ['no fault'] : lines(result.faults)).toEqual(row.faults)
  })
})

describe('plan requests sent to the API', () => {
  it.each(PLAN_REQUEST_ROWS)('$name', async ({ edits, faults }) => {
    const { send, give, plans } = freshApi()
    const token = give('ann', ['author'])
    const answer = await send('POST', '/api/plans', { token, raw: broken(PLAN_REQUEST, edits) })
    const { reasons } = await problemIn(answer)
    expect([answer.status, lines(reasons ?? [])]).toEqual([400, faults])
    expect(plans.plans.size).toBe(0)
  })
})

test('the table has at least 40 rows, each with its own name and fault', () => {
  const rows = [...TABLES.flatMap(([, , , list]) => list), ...STEAMDB_ROWS, ...CSV_ROWS, ...COMMANDS]
  expect(rows.length).toBeGreaterThanOrEqual(40)
  expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length)
  for (const row of rows) expect(row.faults.length).toBeGreaterThan(0)
})
