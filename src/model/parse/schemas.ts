import { z } from 'zod'
import { assert } from '../../base/assert.ts'
import { curveSchema } from './curve.ts'
import { fleetSchema } from './fleet-schema.ts'
import { gameSchema } from './game.ts'
import { networkModelSchema } from './network-schema.ts'
import { planSchema } from './plan.ts'
import { planRequestSchema } from './plan-request.ts'
import { profilesSchema } from './profiles.ts'
import { runSchema } from './run-schema.ts'
import { scenarioSchemaSized } from './scenario-schema.ts'
import { topologySchema } from './topology.ts'

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  Scenario: scenarioSchemaSized,
  Curve: curveSchema,
  HostTopology: topologySchema,
  GameTemplate: gameSchema,
  NetworkModel: networkModelSchema,
  Fleet: fleetSchema,
  Run: runSchema,
  Profiles: profilesSchema,
  PlanRequest: planRequestSchema,
  Plan: planSchema,
}

/** Kinds of documents that have a schema. */
export const SCHEMA_KINDS: readonly string[] = Object.keys(SCHEMAS)

/**
 * JSON Schema (draft 2020-12) of one kind, as authors write it: before quantities become numbers. It says what can be
 * said of one place; what holds between places (names that must exist, ranges apart) only the parser checks.
 */
export function jsonSchema(kind: string): object {
  assert(SCHEMA_KINDS.includes(kind), `no schema of kind ${kind}`)
  const schema = z.toJSONSchema(SCHEMAS[kind], { io: 'input' })
  return { ...schema, title: kind }
}
