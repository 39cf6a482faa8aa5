import { expect, it } from 'vitest'
import { z } from 'zod'
import { judgePod } from '../../src/engine/kube-scheduler/judge-pod.ts'
import { bestCandidates, preemptionCandidates } from '../../src/engine/kube-scheduler/preemption.ts'
import type { KubePod } from '../../src/model/kube/pod.ts'
import { storedPod } from '../../src/model/parse/kube/stored-pod.ts'
import { readSchedulingCase, type SchedulingCase } from '../vectors/scheduling-case.ts'
import { askOracle } from './program.ts'
import { schedulingCase } from './scheduler-cases.ts'
import { Draw } from './scheduler-draw.ts'

const SEED = Number(process.env['BERTH_SEED'] ?? 20261128)
const CASES = 300
/** 2030 */
const STARTED_S = 1_893_456_000

const answer = z.object({
  steps: z.array(
    z.object({
      outcome: z.string(),
      victims: z.record(z.string(), z.array(z.string())).optional(),
      preempts: z.string().optional(),
    }),
  ),
})

type RawPod = {
  readonly metadata: { readonly namespace?: string; readonly name: string }
  readonly spec: object
  readonly priority: number
  readonly startedAtS: number
}

/** A made-up cluster whose pods have priorities and, those that are bound, each a start of its own. */
function prioritized(number: number): { readonly given: SchedulingCase; readonly pods: ReadonlyMap<string, RawPod> } {
  const given = schedulingCase(SEED, number)
  const draw = new Draw(SEED, `priorities ${number}`)
  const pods = new Map<string, RawPod>()
  const ranked = (list: readonly unknown[], priorities: readonly number[], startsAtS: number | null): object[] =>
    list.map((each, i) => {
      const pod = each as RawPod
      const priority = draw.pick(priorities)
      const startedAtS = startsAtS === null ? 0 : startsAtS + ((i * 7919) % 86_399)
      pods.set(`${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`, { ...pod, priority, startedAtS })
      const status = startsAtS === null ? {} : { status: { startTime: new Date(1000 * startedAtS).toISOString() } }
      return { ...pod, spec: { ...pod.spec, priority }, ...status }
    })
  const bound = ranked(given.pods, [-5, 0, 0, 1, 3], Date.UTC(2026, 10, 1) / 1000)
  const pending = ranked(given.pending, [0, 2, 9], null)
  // Nodes that take few pods are full of such as may go.
  const most = draw.pick([1, 2, 3, 5])
  const nodes = given.nodes.map((each) => {
    const { status, ...node } = each as { readonly status: { readonly allocatable: object } }
    return { ...node, status: { ...status, allocatable: { ...status.allocatable, pods: String(most) } } }
  })
  return { given: { ...given, nodes, pods: bound, pending }, pods }
}

const keyOf = ({ namespace, name }: Pick<KubePod, 'namespace' | 'name'>): string => `${namespace}/${name}`

it(`finds the victims on every node that kube-scheduler itself finds, and chooses alike (seed ${SEED})`, async () => {
  const cases = Array.from({ length: CASES }, (_, number) => prioritized(number))
  const answers = await askOracle(
    'scheduler',
    cases.map(({ given }) => ({ ...given, preempt: true })),
  )
  const counts = { victims: 0, candidates: 0, chosen: 0, none: 0, several: 0 }
  cases.forEach(({ given, pods }, i) => {
    const read = readSchedulingCase(given)
    if (!read.ok) throw new Error(JSON.stringify(read.faults))
    const { cluster, pending } = read.value
    const ranked = (pod: KubePod): KubePod => {
      const { priority = 0, startedAtS = 0 } = pods.get(keyOf(pod)) ?? {}
      return { ...pod, priority, startedAtS }
    }
    for (const node of cluster.nodes) {
      for (const pod of [...node.pods]) {
        cluster.removePod(pod.namespace, pod.name)
        cluster.addPod(ranked(pod), node.node.name)
      }
    }
    const { steps } = answer.parse(answers[i])
    pending.forEach((document, at) => {
      const stored = storedPod(document)
      if (!stored.ok) return
      const pod = ranked(stored.value)
      const judged = judgePod(cluster, pod)
      expect(judged.outcome === 'fits' ? 'bound' : judged.outcome).toBe(steps[at].outcome)
      // Pods that are bound here start after all others, as the program has it.
      if (judged.outcome === 'fits') cluster.addPod({ ...pod, startedAtS: STARTED_S + at }, judged.node)
      if (judged.outcome !== 'unschedulable') return
      const { changes } = cluster
      const found = preemptionCandidates(cluster, pod, judged.rejections)
      expect(cluster.changes).toBe(changes)
      const victims = Object.fromEntries(found.map((each) => [each.node, each.victims.map(keyOf)]))
      expect(victims, `${given.id} ${keyOf(pod)}`).toEqual(steps[at].victims ?? {})
      const best = bestCandidates(found).map(({ node }) => node)
      if (best.length > 0) expect(best, `${given.id} ${keyOf(pod)}`).toContain(steps[at].preempts)
      counts.candidates += found.length
      counts.victims += found.reduce((sum, each) => sum + each.victims.length, 0)
      counts[best.length === 0 ? 'none' : best.length === 1 ? 'chosen' : 'several']++
    })
  })
  process.stderr.write(`preemption: seed ${SEED}, ${JSON.stringify(counts)}\n`)
  expect(counts.chosen).toBeGreaterThan(20)
  expect(counts.victims).toBeGreaterThan(2000)
})
