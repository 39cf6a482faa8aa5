import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startAudit } from '../../simulator/checker/audit.ts'
import { randomStream } from '../../src/base/random.ts'
import { KubeDefault } from '../../src/engine/kube-default/kube-default.ts'
import { configOf, machineOf, nodeOf } from '../../src/engine/kube-default/node-of.ts'
import { kubeletPodOf, podOf } from '../../src/engine/kube-default/pod-of.ts'
import { startFaults } from '../../src/engine/kube-default/start-faults.ts'
import { type JudgeOptions, judgePod } from '../../src/engine/kube-scheduler/judge-pod.ts'
import { NodeSampler } from '../../src/engine/kube-scheduler/node-sampler.ts'
import { Cluster } from '../../src/engine/kube-scheduler/state/cluster.ts'
import { type Kubelet, openKubelet } from '../../src/engine/kubelet/kubelet.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import type { FailureReason } from '../../src/model/decision.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Event } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { type Decision, type PodIdentity, sizeOfHolding } from '../../src/model/holding.ts'
import type { PodRequest } from '../../src/model/request.ts'
import type { PodSize } from '../../src/model/size.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { worldsOf } from '../../src/prove/worlds.ts'
import { baselines, storyOf } from './baselines.ts'
import { machines } from './machines.ts'
import { runs } from './seed.ts'

/** Of pods that were admitted and failed all the same. */
const START_FAILURES: readonly FailureReason[] = ['CpuHeldTwice', 'NoAddress', 'NoDisk', 'NoNic', 'NoVolume']

/** What was placed where, on clusters and kubelets of its own; says of each decision whether Kubernetes takes it. */
class Shadow {
  readonly seen: (word: string) => void
  readonly #fleet: Fleet
  readonly #baseline: Baseline
  readonly #options: JudgeOptions
  readonly #requests = new Map<string, PodRequest>()
  readonly #held = new Map<string, Decision & { kind: 'place' }>()
  /** Pods that give way to the one that comes next. */
  #victims: (Decision & { kind: 'release' })[] = []
  readonly #gone = new Set<string>()
  readonly #cordoned = new Set<string>()
  readonly #kubelets = new Map<number, Kubelet>()

  constructor(fleet: Fleet, baseline: Baseline, seen: (word: string) => void) {
    this.#fleet = fleet
    this.#baseline = baseline
    const { sampling } = baseline.kube
    this.#options =
      sampling === null
        ? {}
        : {
            sampler: new NodeSampler(sampling.percentageOfNodesToScore),
            ties: randomStream(sampling.seed, 'kube-scheduler/ties'),
          }
    this.seen = seen
  }

  note(event: Event): void {
    if (event.kind === 'component') this.#requests.set(`${event.game}/${event.component}`, event.request)
    else if (event.kind === 'host-lost') this.#gone.add(event.host)
    else if (event.kind === 'host-recovered') this.#gone.delete(event.host)
    else if (event.kind === 'cordon') this.#cordoned.add(event.host)
    else if (event.kind === 'uncordon') this.#cordoned.delete(event.host)
  }

  check(decision: Decision): void {
    if (decision.kind === 'release') {
      this.seen(`release ${decision.cause}`)
      if (decision.cause === 'preempted') {
        this.#victims.push(decision)
        return
      }
      this.#end(decision)
    } else if (decision.kind === 'refuse') {
      if (decision.action === 'resize') this.seen('resize refused')
      else this.#refused(decision)
    } else {
      expect(decision.kind).toBe('place')
      if (decision.kind === 'place') this.#placed(decision)
    }
  }

  #end({ pod, holding }: Decision & { kind: 'release' }): void {
    this.#kubelet(holding.host).remove(pod.name)
    this.#held.delete(pod.name)
  }

  /** Where the pod may go: those that give way to it are gone, and it fitted nowhere before. */
  #judge(pod: PodIdentity, size: PodSize, node: string): string | null {
    const request = this.#request(pod)
    const judged = judgePod(this.#cluster(), podOf(pod, request, size), this.#options)
    const victims = this.#victims
    if (victims.length === 0) return judged.outcome === 'fits' ? judged.node : null
    this.#victims = []
    expect(judged.outcome).toBe('unschedulable')
    for (const victim of victims) {
      const { batch } = this.#request(victim.pod)
      expect([batch, request.batch ?? false, this.#fleet.hosts[victim.holding.host].name]).toEqual([true, false, node])
      this.#end(victim)
    }
    const after = judgePod(this.#cluster(), podOf(pod, request, size))
    return after.outcome === 'fits' && after.scores.has(node) ? node : null
  }

  #refused(decision: Decision & { kind: 'refuse' }): void {
    const { pod, cpus, cpuMilli, memoryMib, reasons } = decision
    const size = { cpus, cpuMilli, memoryMib }
    const { failure } = decision
    const node = this.#judge(pod, size, failure === undefined ? '' : this.#fleet.hosts[failure.host].name)
    const hasFailed = failure !== undefined
    expect(reasons[0].filter === 'Admission').toBe(hasFailed)
    expect(node !== null, JSON.stringify(decision)).toBe(hasFailed)
    this.seen(hasFailed ? `failed under ${this.#baseline.name}` : 'unschedulable')
    if (failure === undefined) return
    expect(this.#fleet.hosts[failure.host].name).toBe(node)
    // Admitted and not started leaves a trace where v1.37 gives a Cpu out twice.
    const kubelet = this.#kubelet(failure.host)
    const admission = kubelet.admit(kubeletPodOf(pod, this.#request(pod), size))
    if (!admission.isAdmitted) return expect(failure.reason).toBe(admission.reason)
    kubelet.remove(pod.name)
    expect(START_FAILURES).toContain(failure.reason)
  }

  #placed(decision: Decision & { kind: 'place' }): void {
    const { pod, holding } = decision
    const size = sizeOfHolding(holding)
    const { name } = this.#fleet.hosts[holding.host]
    expect(this.#judge(pod, size, name)).toBe(name)
    const admitted = this.#kubelet(holding.host).admit(kubeletPodOf(pod, this.#request(pod), size))
    const cpus = admitted.isAdmitted ? admitted.containers.flatMap((each) => each.cpus ?? []) : []
    expect(cpus.sort((a, b) => a - b)).toEqual(holding.cpus)
    this.#held.set(pod.name, decision)
    this.seen('place')
  }

  #request({ game, component }: PodIdentity): PodRequest {
    return this.#requests.get(`${game}/${component}`) as PodRequest
  }

  /** Everything held, on a cluster made anew. */
  #cluster(): Cluster {
    const cluster = new Cluster()
    for (const host of this.#fleet.hosts) {
      cluster.addNode(nodeOf(host, this.#cordoned.has(host.name), this.#gone.has(host.name)))
    }
    for (const { pod, holding } of this.#held.values()) {
      const kubePod = podOf(pod, this.#request(pod), sizeOfHolding(holding))
      cluster.addPod(kubePod, this.#fleet.hosts[holding.host].name)
    }
    return cluster
  }

  #kubelet(host: number): Kubelet {
    const known = this.#kubelets.get(host)
    if (known !== undefined) return known
    const opened = openKubelet(
      machineOf(this.#fleet.hosts[host]),
      configOf(this.#fleet.hosts[host], this.#baseline.kube),
    )
    if (!opened.ok) throw new Error(JSON.stringify(opened.faults))
    this.#kubelets.set(host, opened.value)
    return opened.value
  }
}

test('stock Kubernetes places what kube-scheduler chooses and the kubelet admits, and gives nothing out twice', () => {
  const counts = new Map<string, number>()
  const seen = (word: string): unknown => counts.set(word, (counts.get(word) ?? 0) + 1)
  const worlds = worldsOf({ machines, commandsMax: 50, profile: 'pack' })
  fc.assert(
    fc.property(worlds, baselines, fc.constantFrom(1, 10_000), (world, baseline, stretch) => {
      const { fleet, components, commands } = world
      if (startFaults(baseline, { fleet }).length > 0) {
        seen('does not start')
        return
      }
      const scheduler = new KubeDefault(fleet, baseline)
      const audit = startAudit(fleet, { baseline: baseline.name })
      const write = createDecisionWriter(fleet)
      const shadow = new Shadow(fleet, baseline, seen)
      for (const { atUs, events } of storyOf(instantsOf(fleet, components, commands), stretch)) {
        if (events.length === 0) continue
        for (const event of events) {
          scheduler.observe(event)
          audit.event(JSON.stringify(event))
          shadow.note(event)
        }
        for (const decision of scheduler.decide(atUs)) {
          audit.decision(write(decision))
          shadow.check(decision)
        }
      }
      expect(audit.finish().violations).toEqual([])
    }),
    runs(400),
  )
  const often = [
    'place',
    'unschedulable',
    'resize refused',
    'release host-lost',
    'failed under kube-single-numa-node',
    'failed under drawn',
  ]
  for (const word of often) expect(counts.get(word) ?? 0, word).toBeGreaterThan(10)
  expect(counts.get('release preempted') ?? 0).toBeGreaterThan(2)
})
