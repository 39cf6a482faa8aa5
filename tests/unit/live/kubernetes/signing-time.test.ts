import { expect, it } from 'vitest'
import { NodeAgents } from '../../../../src/live/targets/kubernetes/node-agents.ts'
import type { KubePod } from '../../../../src/live/targets/kubernetes/objects.ts'
import { ANNOTATION_SIGNATURE, parseSignature } from '../../../../src/model/signed-allocation.ts'

const DAY_MS = 86_400_000
const credentials = () => Promise.reject(new Error('nobody is called'))

/** What an adapter that was just started signs for a pod whose present allocation was signed at a time. */
async function signedAt(beforeMs: number | null): Promise<number> {
  const annotations = beforeMs === null ? {} : { [ANNOTATION_SIGNATURE]: `${beforeMs}.${'A'.repeat(86)}==` }
  const pod: KubePod = {
    metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1', annotations },
    spec: { containers: [] },
  }
  const adapter = new NodeAgents({ sign: async () => `${'A'.repeat(86)}==`, credentials, agents: () => [] })
  const written = await adapter.annotationsFor(pod, 'h', '{}')
  const parsed = parseSignature(written[ANNOTATION_SIGNATURE] ?? '')
  expect(parsed).not.toBeNull()
  return parsed?.atMs ?? 0
}

it('an allocation is signed after the one that the pod has, though the clock was set back since', async () => {
  const nowMs = Date.now()
  for (const before of [null, nowMs - DAY_MS]) {
    const atMs = await signedAt(before)
    expect(atMs).toBeGreaterThanOrEqual(nowMs)
    expect(atMs).toBeLessThan(nowMs + DAY_MS)
  }
  expect(await signedAt(nowMs + 3 * DAY_MS)).toBe(nowMs + 3 * DAY_MS + 1)
})

it('a time far ahead, which anyone may write who may write the pod, does not use up all time', async () => {
  const atMs = await signedAt(999_999_999_999_999)
  expect(atMs).toBeLessThanOrEqual(Date.now() + 366 * DAY_MS)
})
