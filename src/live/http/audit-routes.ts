import type { ApiParts } from './api-parts.ts'
import type { ApiRoute } from './api-route.ts'
import { refuse } from './problem.ts'
import { permit } from './who-asks.ts'

const PAGE = 1000
const NDJSON = 'application/x-ndjson'

/** `/api/audit`. */
export function auditRoutes({ access, audit }: ApiParts): readonly ApiRoute[] {
  return [
    {
      method: 'get',
      path: '/api/audit',
      summary: 'Who did what, one JSON object a line; each line carries the hash of all before it',
      parameters: [{ in: 'query', name: 'after', description: 'only lines above this number' }],
      answers: [{ status: 200, description: 'lines in order', type: NDJSON }],
      problems: [400, 401, 403],
      run(context) {
        permit(access, context.get('subject'), 'read', { kind: 'adapter' })
        const after = context.req.query('after') ?? '0'
        if (!/^\d{1,15}$/.test(after)) {
          const fault = { path: 'after', found: after, expected: 'the number of a line, 0 for all' }
          refuse(400, 'the query cannot be read', { word: 'faulty', reasons: [fault] })
        }
        let last = Number(after)
        const encoder = new TextEncoder()
        const stream = new ReadableStream<Uint8Array>({
          pull(controller) {
            const lines = audit.lines(last, PAGE)
            if (lines.length === 0) return controller.close()
            last = lines[lines.length - 1].number
            controller.enqueue(encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))
          },
        })
        return context.body(stream, 200, { 'Content-Type': NDJSON })
      },
    },
  ]
}
