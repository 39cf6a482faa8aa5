import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import type { NodePodRequest } from '../agent.ts'
import { faultsOfIssues } from './faults.ts'
import * as scalars from './scalars.ts'
import { record } from './shapes.ts'

/** A pod's uid as the API server gives it. */
export const podUid = scalars.matching(/^[0-9a-zA-Z-]{1,64}$/, 'the uid of a pod')

const objectName = scalars.matching(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, 'the name of an object in a cluster')
const schema = record({
  namespace: objectName,
  name: objectName,
  allocation: scalars.text(20_000),
  signature: scalars.text(200),
})

/** Reads the body of a NodePodRequest; every fault at once. What its texts say is for the one who checks them. */
export function parseNodePodRequest(value: unknown): Result<NodePodRequest> {
  const parsed = schema.safeParse(value)
  return parsed.success ? ok(parsed.data) : failed(faultsOfIssues(parsed.error.issues, value))
}
