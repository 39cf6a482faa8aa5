import { z } from 'zod'
import { wishSchema } from '../access/parse-wish.ts'
import { invitationSchema } from './agent-routes.ts'
import { actionSchema } from './parse-action.ts'

const PLAN = { $ref: '#/components/schemas/Plan' }
const dryCallSchema = z.strictObject({
  step: z.int(),
  direction: z.enum(['forward', 'back']),
  call: z.string(),
  outcome: z.looseObject({ kind: z.string() }).nullable(),
})

/** JSON Schemas that the calls of the API name: bodies as they are sent, and plans. documents: those of files. */
export function componentSchemas(documents: {
  readonly PlanRequest: object
  readonly Plan: object
}): Readonly<Record<string, object>> {
  return {
    PlanRequest: withoutDialect(documents.PlanRequest),
    Plan: withoutDialect(documents.Plan),
    Acted: {
      description: 'the plan; of a dry run, the plan and the calls that applying would make',
      anyOf: [
        PLAN,
        {
          type: 'object',
          properties: { plan: PLAN, calls: { type: 'array', items: schemaOf(dryCallSchema) } },
          required: ['plan', 'calls'],
          additionalProperties: false,
        },
      ],
    },
    PlanAction: schemaOf(actionSchema),
    TokenWish: schemaOf(wishSchema),
    Invitation: schemaOf(invitationSchema),
  }
}

function schemaOf(schema: z.ZodType): object {
  return withoutDialect(z.toJSONSchema(schema, { io: 'input' }))
}

function withoutDialect(schema: object): object {
  const { $schema: _, ...rest } = schema as Record<string, unknown>
  return rest
}
