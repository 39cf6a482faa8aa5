import { createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { parseCpuList } from '../../base/cpu-list.ts'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { parseAllocation } from '../../model/parse/allocation.ts'
import { shortened } from '../../model/parse/faults.ts'
import {
  ANNOTATION_ALLOCATION,
  ANNOTATION_SIGNATURE,
  parseSignature,
  type SignedAllocation,
  signedText,
} from '../../model/signed-allocation.ts'
import type { Sandbox } from './container-hooks.ts'

/** What a pod is to hold, as the adapter said. */
export interface Verified {
  /** Ascending. */
  readonly cpus: readonly number[]
  /** Dense NumaNode ids of its memory, ascending. */
  readonly numaNodes: readonly number[]
  /** When it was signed: of two for one pod the later counts. */
  readonly atMs: number
  readonly decision: string
}

/** Whoever is named by a pod's identity in the signed text. */
export type PodIdentity = Pick<Sandbox, 'uid' | 'namespace' | 'name'>

/**
 * Checks allocations against the key of the authority that the agent joined: only the adapter signs with it, and signs
 * Node, pod and uid along, so that neither a text of a tenant nor a copy of another pod's is taken.
 */
export class AllocationVerifier {
  readonly #key: KeyObject
  readonly #host: string

  /** authority: the certificate, PEM. host: name of this Node. */
  constructor(authority: string, host: string) {
    this.#key = createPublicKey(new X509Certificate(authority).publicKey.export({ type: 'spki', format: 'pem' }))
    this.#host = host
  }

  /** What the annotations of a pod say; null when it has no allocation. Faults name the annotation. */
  ofSandbox(sandbox: Sandbox): Result<Verified> | null {
    const { [ANNOTATION_ALLOCATION]: allocation, [ANNOTATION_SIGNATURE]: signature } = sandbox.annotations
    if (allocation === undefined) return null
    return this.of(sandbox, { allocation, signature: signature ?? '' })
  }

  of(pod: PodIdentity, { allocation, signature }: SignedAllocation): Result<Verified> {
    const fault = (path: string, found: string, expected: string) => failed<Verified>([{ path, found, expected }])
    const parts = parseSignature(signature)
    if (parts === null) {
      const found = signature === '' ? 'nothing' : shortened(signature)
      return fault(ANNOTATION_SIGNATURE, found, 'MS.SIGNATURE, as the adapter writes it')
    }
    const text = signedText({ ...pod, host: this.#host }, parts.atMs, allocation)
    const bytes = Buffer.from(parts.base64, 'base64')
    if (!verify('sha256', Buffer.from(text), { key: this.#key, dsaEncoding: 'ieee-p1363' }, bytes)) {
      const { namespace, name } = pod
      const expected = `one by the adapter over this allocation, for ${namespace}/${name}, its uid and ${this.#host}`
      return fault(ANNOTATION_SIGNATURE, 'a signature that does not fit', expected)
    }
    const parsed = parseAllocation(allocation)
    if (!parsed.ok) return failed(parsed.faults.map(atAllocation))
    const { holding, decision } = parsed.value
    if (holding.host !== this.#host) return fault(`${ANNOTATION_ALLOCATION}.host`, holding.host, this.#host)
    const cpus = parseCpuList(holding.cpus ?? '') ?? []
    const numaNodes = Object.keys(holding.memoryMib)
      .map(Number)
      .sort((a, b) => a - b)
    return ok({ cpus, numaNodes, atMs: parts.atMs, decision })
  }
}

function atAllocation(fault: Fault): Fault {
  return { ...fault, path: fault.path === '' ? ANNOTATION_ALLOCATION : `${ANNOTATION_ALLOCATION}.${fault.path}` }
}
