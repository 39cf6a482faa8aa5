import type { Context } from 'hono'
import type { ZodType } from 'zod'
import type { Subject } from '../../model/api.ts'
import type { ProblemStatus } from './problem.ts'

/** What a request carries once it is known who asks. */
export interface ApiEnv {
  readonly Variables: { subject: Subject; route: string }
}

export type ApiContext = Context<ApiEnv>

/** One call of the API: what the OpenAPI document says of it, and what it does. The app is made of these alone. */
export interface ApiRoute {
  readonly method: 'get' | 'post' | 'delete'
  /** As OpenAPI writes it, `/api/plans/{name}`. */
  readonly path: string
  readonly summary: string
  /** Open ones are answered without a token. */
  readonly open?: boolean
  readonly parameters?: readonly Parameter[]
  /** Name of the component that describes the body. */
  readonly body?: { readonly schema: string; readonly required: boolean }
  readonly answers: readonly Answer[]
  readonly problems: readonly ProblemStatus[]
  run(context: ApiContext): Response | Promise<Response>
}

export interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly description: string
}

export interface Answer {
  readonly status: number
  readonly description: string
  /** schema: the name of a component, or its own. Default of type: application/json when there is one. */
  readonly type?: string
  readonly schema?: ZodType | string
}

export const PLAN_NAME: Parameter = { in: 'path', name: 'name', description: 'name of a plan' }
