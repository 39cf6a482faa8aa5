import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ReleaseRefused } from '../../src/live/session/carry-out.ts'
import { openSession } from '../../src/live/session/session.ts'
import type { CallOutcome, CallRequest, Target } from '../../src/live/targets/target.ts'
import type { ObservedPod } from '../../src/model/snapshot.ts'
import type { KubeObject } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { smokeEvents, smokeScenario, startSmokeCluster } from './lab/smoke.ts'
import { Owner } from './parity/owner.ts'

const SIGNAL = new AbortController().signal
const SECOND_US = 1_000_000

let cluster: Cluster
let target: Target

beforeAll(async () => {
  ;({ cluster, target } = await startSmokeCluster())
})

afterAll(async () => {
  await target?.close()
  await cluster?.stop()
})

/** The real target, with something that happens just before some of its calls. */
function disturbed(before: (request: CallRequest) => Promise<CallOutcome | null>): Target {
  return new Proxy(target, {
    get(real, key) {
      if (key === 'call') return async (request: CallRequest) => (await before(request)) ?? real.call(request)
      const value: unknown = Reflect.get(real, key)
      return typeof value === 'function' ? value.bind(real) : value
    },
  })
}

/** Rounds a second apart from an instant on until a pod is as wanted, or absent when it is to be gone. */
async function roundsUntil(
  session: Awaited<ReturnType<typeof openSession>>,
  fromS: number,
  pod: string,
  isWanted: (pod: ObservedPod | undefined) => boolean,
): Promise<number> {
  for (let second = fromS; second < fromS + 100; second++) {
    await sleep(50) // The cluster's own parts take time to see what was written.
    await session.round(second * SECOND_US, SIGNAL)
    const { pods } = await target.snapshot(SIGNAL)
    if (isWanted(pods.find(({ name }) => name === pod))) return second + 1
  }
  throw new Error(`${pod} is not as wanted after 100 rounds`)
}

describe('a session whose steps are disturbed', () => {
  const bound = (pod?: ObservedPod): boolean => pod?.holding != null && pod.state === 'running'

  it('asks again for a resize that something was in the way of', async () => {
    let clashes = 2
    const session = await openSession(
      {
        name: 'clashing',
        record: null,
        target: disturbed(async ({ step, call, direction }) => {
          if (step.kind !== 'resize' || call !== 'verify' || direction === 'back' || clashes-- <= 0) return null
          return { kind: 'clash', host: step.after?.host ?? '', reason: 'as if the Node were not ready for a moment' }
        }),
      },
      SIGNAL,
    )
    const pod = await launched('clashing')
    const resize = { atUs: 1, kind: 'resize', pod, cpus: 1, memoryMib: 1024, cause: 'load' } as const
    const from = await roundsUntil(session, 0, pod, bound)
    await owner().act(resize)
    await roundsUntil(session, from, pod, (each) => each?.cpus === 1 && each.memoryMib === 1024)
    expect(clashes).toBeLessThanOrEqual(0)
  }, 120_000)

  it('goes on when a pod is gone between being seen and being released', async () => {
    const session = await openSession(
      {
        name: 'racing',
        record: null,
        target: disturbed(async ({ step, call }) => {
          if (step.kind !== 'release' || call !== 'manifest') return null
          await cluster.ask('DELETE', `/api/v1/namespaces/default/pods/${step.objectName.split('/')[1]}`)
          return null
        }),
      },
      SIGNAL,
    )
    const pod = await launched('racing')
    const from = await roundsUntil(session, 0, pod, bound)
    await owner().act({ atUs: 1, kind: 'release', pod, cause: 'scale-down' })
    await roundsUntil(session, from, pod, (each) => each === undefined)
  }, 60_000)

  it('places others while a pod waits at a gate, and that pod once the gate is open', async () => {
    const session = await openSession({ name: 'gated', record: null, target }, SIGNAL)
    const gated = await launched('gated', ['games.example/maps'])
    const open = await launched('open')
    const from = await roundsUntil(session, 0, open, bound)
    const { pods } = await target.snapshot(SIGNAL)
    expect(pods.find(({ name }) => name === gated)).toMatchObject({ state: 'pending', isGated: true, holding: null })
    const path = `/api/v1/namespaces/default/pods/${gated.replaceAll('/', '-')}`
    await cluster.ask('PATCH', path, { spec: { schedulingGates: null } }, 'application/merge-patch+json')
    await roundsUntil(session, from, gated, bound)
  }, 60_000)

  it('resizes a pod whose wish is older than the session', async () => {
    const first = await openSession({ name: 'first', record: null, target }, SIGNAL)
    const pod = await launched('older')
    await roundsUntil(first, 0, pod, bound)
    await owner().act({ atUs: 1, kind: 'resize', pod, cpus: 1, memoryMib: 1024, cause: 'load' })
    const second = await openSession({ name: 'second', record: null, target }, SIGNAL)
    await roundsUntil(second, 0, pod, (each) => each?.cpus === 1 && each.memoryMib === 1024)
  }, 60_000)

  it('ends when the server refuses a release, which would hold up every round to come', async () => {
    const session = await openSession({ name: 'kept', record: null, target }, SIGNAL)
    const pod = await launched('kept')
    const from = await roundsUntil(session, 0, pod, bound)
    await cluster.create(keepingPods('-kept-'))
    await sleep(3000) // The server takes a moment to heed a policy.
    await owner().act({ atUs: 1, kind: 'release', pod, cause: 'scale-down' })
    const error = await roundsUntil(session, from, pod, (each) => each === undefined).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ReleaseRefused)
    expect((error as Error).message).toMatch(/^arena-001\/kept-.*: deleting .*its owner keeps it/)
  }, 60_000)
})

/** Lets the server refuse to delete pods with this word in their name. */
function keepingPods(word: string): readonly KubeObject[] {
  const apiVersion = 'admissionregistration.k8s.io/v1'
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['pods'] }
  const validation = { expression: `!request.name.contains("${word}")`, message: 'its owner keeps it' }
  const metadata = { name: 'keeping-pods' }
  const policy = { matchConstraints: { resourceRules: [rule] }, validations: [validation] }
  const binding = { policyName: metadata.name, validationActions: ['Deny'] }
  return [
    { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec: policy },
    { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata, spec: binding },
  ]
}

let known: Owner | null = null

function owner(): Owner {
  known ??= new Owner(cluster, smokeScenario().fleet)
  return known
}

/** A pod of the scenario's first instant, under a name of its own. */
async function launched(word: string, gates: readonly string[] = []): Promise<string> {
  const events = smokeEvents()
  for (const event of events) if (event.kind === 'component') await owner().act(event)
  const asked = events.find((event) => event.kind === 'request')
  if (asked === undefined) throw new Error('the scenario asks for pods')
  const pod = asked.pod.replace('/', `/${word}-`)
  await owner().act({ ...asked, pod, cause: 'scale-up' }, gates)
  return pod
}
