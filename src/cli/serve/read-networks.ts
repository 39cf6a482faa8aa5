import { readFileSync } from 'node:fs'
import { failed, ok, type Result } from '../../base/result.ts'
import type { Networks } from '../../live/targets/agents/observe.ts'
import { parseDocumentText } from '../../model/parse/document.ts'
import { faultsOfIssues } from '../../model/parse/faults.ts'
import { fleetSchema } from '../../model/parse/fleet-schema.ts'
import { record } from '../../model/parse/shapes.ts'
import { unreadWords } from '../scenario-source.ts'

const networksSchema = record({ segments: fleetSchema.shape.segments, pools: fleetSchema.shape.pools })

/** Segments and pools of a file, YAML or JSON. Whether a pool is bound to hosts that are there, a snapshot says. */
export function readNetworks(path: string): Result<Networks> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return failed([{ path: '', found: unreadWords(error), expected: 'a readable file of segments and pools' }])
  }
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const parsed = networksSchema.safeParse(document.value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document.value))
  return ok(parsed.data as Networks)
}
