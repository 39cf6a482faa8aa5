import type { z } from 'zod'
import type { Result } from '../../../base/result.ts'
import { failed, ok } from '../../../base/result.ts'
import { faultsOfIssues, joinPath } from '../../parse/faults.ts'
import { GAMES_MAX, HOSTS_MAX } from '../../parse/limits.ts'
import { CappedFaults } from '../capped-faults.ts'
import { type LeftOut, LeftOutCounts } from '../left-out.ts'
import type { ScenarioFileText } from '../scenario-files.ts'
import { type Amounts, addAmounts, QuantityReader } from './amounts.ts'
import { hostsOf } from './hosts.ts'
import { headShape, nodeShape, type PodItem, podShape } from './item-shapes.ts'
import type { KnownTopology } from './machine.ts'
import { type NodeFacts, nodeFactsOf } from './node-facts.ts'
import { placesOf } from './places.ts'
import { podAmountsOf } from './pod-amounts.ts'
import { type CpuPolicy, controllerOf, type PodReading, podFactsOf } from './pod-facts.ts'
import type { ResourceRoles } from './resource-roles.ts'
import { sliceShape } from './slice-shapes.ts'
import { Slices } from './slices.ts'
import { WorkloadCounts } from './workloads.ts'
import { gameText } from './write-game.ts'
import { playersOf, type ScenarioChoices, scenarioText } from './write-scenario.ts'

/** What an import of a cluster is told beside its objects. */
export interface KubernetesChoices extends ScenarioChoices {
  readonly topologies: readonly KnownTopology[]
  readonly roles: ResourceRoles
  readonly cpuPolicy: CpuPolicy
}

/** A scenario of a cluster: files to write below one folder, and what is in them. */
export interface ImportedCluster {
  readonly files: readonly ScenarioFileText[]
  readonly hosts: number
  readonly games: number
  readonly components: number
  readonly pods: number
  readonly leftOut: readonly LeftOut[]
}

/** Most selectors told apart by modules. */
const SELECTORS_MAX = 256

/** Takes the objects of a cluster one by one, in any order, and makes a scenario of them. */
export class KubernetesImport {
  readonly #choices: KubernetesChoices
  readonly #faults = new CappedFaults()
  readonly #leftOut = new LeftOutCounts()
  readonly #slices = new Slices(this.#faults, this.#leftOut)
  readonly #reading: PodReading
  readonly #nodes = new Map<string, NodeFacts>()
  readonly #pods = new Set<string>()
  readonly #workloads = new WorkloadCounts()
  /** What pods take on each node that run on every node: of DaemonSets, and static ones. */
  readonly #everyNode = new Map<string, Amounts>()
  readonly #everyNodePods = new Map<string, number>()

  constructor(choices: KubernetesChoices) {
    this.#choices = choices
    const { roles, cpuPolicy } = choices
    const [faults, leftOut] = [this.#faults, this.#leftOut]
    this.#reading = { reader: new QuantityReader(faults), roles, cpuPolicy, faults, leftOut, words: new Map() }
  }

  /** Takes one object, as JSON has it. path: where it stands, `nodes.json: items[3]`. */
  add(item: unknown, path: string): void {
    const head = this.#shaped(headShape, item, path)
    if (head === null) return
    const { kind, metadata } = head
    if (kind === 'Node') this.#addNode(item, metadata.name, path)
    else if (kind === 'Pod') this.#addPod(item, `${metadata.namespace ?? 'default'}/${metadata.name}`, path)
    else if (kind === 'ResourceSlice') {
      const slice = this.#shaped(sliceShape, item, path)
      if (slice !== null) this.#slices.add(slice, path)
    } else this.#leftOut.add(`objects of kind ${kind}`)
  }

  /** Notes a fault of reading, as of a file that breaks off. */
  fault(path: string, found: string, expected: string): void {
    this.#faults.add(path, found, expected)
  }

  /** The scenario of all objects, or every fault. */
  finish(): Result<ImportedCluster> {
    const nodes = [...this.#nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    if (nodes.length === 0 && this.#faults.isEmpty)
      this.#faults.add('', 'no Node', 'at least one, as kubectl get nodes,pods -A -o json writes')
    if (nodes.length > HOSTS_MAX) this.#faults.add('', `${nodes.length} Nodes`, `at most ${HOSTS_MAX}`)
    if (!this.#faults.isEmpty) return failed(this.#faults.all)
    for (const [node, pods] of this.#everyNodePods)
      if (!this.#nodes.has(node)) this.#leftOut.add('pods of a DaemonSet or a kubelet on nodes that are not here', pods)

    this.#slices.countStray(this.#nodes)
    const { selectors } = this.#workloads
    const told = selectors.slice(0, SELECTORS_MAX)
    if (selectors.length > told.length)
      this.#leftOut.add('node selectors beyond the first 256', selectors.length - told.length)
    const places = placesOf(nodes, told)
    const { roles, topologies: known } = this.#choices
    const [faults, leftOut, everyNode, slices] = [this.#faults, this.#leftOut, this.#everyNode, this.#slices]
    const { hosts, topologies } = hostsOf(nodes, {
      ...{ places, slices, everyNode, topologies: known, roles, faults, leftOut },
    })
    const games = this.#workloads.games(places.modulesOf, (pods) =>
      leftOut.add('pods whose node selector accepts no node here', pods),
    )
    if (games.length > GAMES_MAX) faults.add('', `${games.length} games of workloads`, `at most ${GAMES_MAX}`)
    if (!faults.isEmpty) return failed(faults.all)

    const components = games.flatMap((game) => game.components)
    const gameFile = (game: (typeof games)[number]): ScenarioFileText => {
      const title = `${game.name}: ${game.components.length} workloads as imported`
      return { path: `games/${game.name}.yaml`, text: gameText(game, title, playersOf(game, this.#choices).forPods) }
    }
    const files = [
      ...topologies.flatMap(({ topology, text }) =>
        text === null ? [] : [{ path: `hosts/${topology.name}.yaml`, text }],
      ),
      ...games.map(gameFile),
      { path: `${this.#choices.name}.yaml`, text: scenarioText(hosts, games, this.#choices) },
    ]
    const pods = components.reduce((sum, component) => sum + component.pods, 0)
    const counts = { hosts: hosts.length, games: games.length, components: components.length, pods }
    return ok({ files, ...counts, leftOut: leftOut.all })
  }

  #addNode(item: unknown, name: string, path: string): void {
    const node = this.#shaped(nodeShape, item, path)
    const before = this.#nodes.get(name)
    if (before !== undefined)
      this.#faults.add(`${path}.metadata.name`, JSON.stringify(name), `another than ${before.path}`)
    else if (node !== null) this.#nodes.set(name, nodeFactsOf(node, path, this.#reading.reader, this.#faults))
  }

  #addPod(item: unknown, name: string, path: string): void {
    const pod = this.#shaped(podShape, item, path)
    if (this.#pods.has(name)) this.#faults.add(`${path}.metadata.name`, JSON.stringify(name), 'each pod once')
    this.#pods.add(name)
    if (pod === null) return
    const { status, metadata } = pod
    const phase = status?.phase
    if (phase === 'Succeeded' || phase === 'Failed') {
      this.#leftOut.add('pods that have ended')
      return
    }
    const kind = controllerOf(metadata.ownerReferences)?.kind
    // One of a DaemonSet that goes has a successor that takes as much.
    if (kind === 'DaemonSet' || kind === 'Node') this.#addToNode(pod, path)
    else if ((metadata.deletionTimestamp ?? '') !== '') this.#leftOut.add('pods that are being deleted')
    else this.#workloads.add(podFactsOf(pod, path, this.#reading))
  }

  /** A pod that is there because its node is: what it takes is no longer to be had. */
  #addToNode({ spec }: PodItem, path: string): void {
    const node = spec.nodeName ?? ''
    if (node === '') {
      this.#leftOut.add('pods of a DaemonSet on no node yet')
      return
    }
    const taken = this.#everyNode.get(node) ?? new Map<string, number>()
    addAmounts(taken, podAmountsOf(spec, `${path}.spec`, this.#reading.reader).amounts)
    this.#everyNode.set(node, taken)
    this.#everyNodePods.set(node, (this.#everyNodePods.get(node) ?? 0) + 1)
  }

  #shaped<S extends z.ZodType>(shape: S, item: unknown, path: string): z.output<S> | null {
    const parsed = shape.safeParse(item)
    if (parsed.success) return parsed.data
    for (const { path: inner, found, expected } of faultsOfIssues(parsed.error.issues, item))
      this.#faults.add(joinPath(path, inner), found, expected)
    return null
  }
}
