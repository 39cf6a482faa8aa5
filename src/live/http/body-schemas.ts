import { z } from 'zod'
import { wishSchema } from '../access/parse-wish.ts'
import { invitationSchema } from './agent-routes.ts'
import { actionSchema } from './parse-action.ts'

/** JSON Schemas of the bodies that the API takes, as they are sent. planRequest: of a PlanRequest. */
export function bodySchemas(planRequest: object): Readonly<Record<string, object>> {
  const { $schema: _, ...request } = planRequest as Record<string, unknown>
  return {
    PlanRequest: request,
    PlanAction: schemaOf(actionSchema),
    TokenWish: schemaOf(wishSchema),
    Invitation: schemaOf(invitationSchema),
  }
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}
