import { OpenAPIHono } from '@hono/zod-openapi'
import { problemSchema } from './answer-schemas.ts'
import type { Answer, ApiRoute } from './api-route.ts'
import { PROBLEM_TYPE, type ProblemStatus, problemOf } from './problem.ts'

/** JSON Schemas by the name of their component. */
export type ComponentSchemas = Readonly<Record<string, object>>

type PathConfig = Parameters<OpenAPIHono['openAPIRegistry']['registerPath']>[0]

/** The OpenAPI 3.1 document of a list of routes: written from the list that is served. */
export function openApiDocument(routes: readonly ApiRoute[], schemas: ComponentSchemas): object {
  const app = new OpenAPIHono()
  const { openAPIRegistry: registry } = app
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  for (const [name, schema] of Object.entries(schemas)) registry.registerComponent('schemas', name, schema)
  for (const route of routes) registry.registerPath(pathOf(route))
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Berth',
      version: 'v1alpha1',
      description: 'Plans for live fleets: made by the engine, approved by a second person, applied in waves.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
  })
}

function pathOf(route: ApiRoute): PathConfig {
  const { method, path, summary, body } = route
  const reference = body === undefined ? null : referenceTo(body.schema)
  return {
    method,
    path,
    summary,
    operationId: `${method}${path.replace(/[^a-z]+([a-z])?/g, (_, letter?: string) => letter?.toUpperCase() ?? '')}`,
    ...(route.open === true ? { security: [] } : {}),
    parameters: (route.parameters ?? []).map(({ name, description, ...place }) => ({
      name,
      in: place.in,
      description,
      required: place.in === 'path',
      schema: { type: 'string' },
    })),
    ...(reference === null
      ? {}
      : {
          request: {
            body: { required: body?.required === true, content: { 'application/json': { schema: reference } } },
          },
        }),
    responses: Object.fromEntries([
      ...route.answers.map((answer) => [answer.status, answerOf(answer)] as const),
      ...route.problems.map((status) => [status, problemAnswer(status)] as const),
    ]),
  } as PathConfig
}

function answerOf({ description, type, schema }: Answer) {
  if (schema === undefined && type === undefined) return { description }
  const shape = typeof schema === 'string' ? referenceTo(schema) : (schema ?? { type: 'string' })
  return { description, content: { [type ?? 'application/json']: { schema: shape } } }
}

function referenceTo(component: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${component}` }
}

function problemAnswer(status: ProblemStatus) {
  return { description: problemOf(status, '').title, content: { [PROBLEM_TYPE]: { schema: problemSchema } } }
}
