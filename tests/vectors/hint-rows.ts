import { flagsOfIds } from '../../src/engine/kubelet/cpu/cpu-topology.ts'
import { cpuHints, hintsOfHeld } from '../../src/engine/kubelet/cpu/hints.ts'
import { exclusiveCpusOfPod } from '../../src/engine/kubelet/cpu/requested.ts'
import { nodesOf } from '../../src/engine/kubelet/topology/mask.ts'
import * as scalars from '../../src/model/parse/scalars.ts'
import { list, record } from '../../src/model/parse/shapes.ts'
import { compareFields, type Format, noTopology, runRow } from './format.ts'
import { count, cpuList, takeOptions, text, yesOrNo } from './leaves.ts'

const hintRow = record({
  id: text,
  description: text.optional(),
  fn: scalars.word(['hints']),
  topology: text,
  request: count,
  available: cpuList,
  assigned: cpuList.optional(),
  options: takeOptions.optional(),
  scopes: list(scalars.word(['container', 'pod']), 0, 2),
  hints: list(record({ numaNodes: list(count, 1, 64), preferred: yesOrNo }), 0, 65_536),
})

const podRow = record({
  id: text,
  description: text.optional(),
  fn: scalars.word(['podExclusiveCpus']),
  initContainers: list(record({ cpu: scalars.loadMilli, restartable: yesOrNo }), 0, 100),
  containers: list(record({ cpu: scalars.loadMilli }), 0, 100),
  expect: count,
})

/** Rows of `hints.json`: which NUMA nodes would do. A container and a pod of one container have the same hints. */
export const hints: Format = {
  name: 'hints',
  isOwn: ({ fn }) => fn === 'hints',
  run: (row, { topologies }) =>
    runRow(hintRow, row, (value) => {
      const topology = topologies.get(value.topology)
      if (topology === undefined) return noTopology(value.topology)
      const cpus = flagsOfIds(topology, value.assigned ?? value.available)
      if (cpus === null) return { faults: [{ path: 'available', found: 'Cpus', expected: 'Cpus of the topology' }] }
      const { ids } = topology.units.numa
      const hintsFor = value.assigned === undefined ? cpuHints : hintsOfHeld
      const found = hintsFor(topology, [...ids.keys()], cpus, value.request, value.options?.alignBySocket === true).map(
        ({ mask, isPreferred }) => ({
          numaNodes: nodesOf(mask ?? 0).map((node) => ids[node]),
          preferred: isPreferred,
        }),
      )
      const texts = (all: readonly { numaNodes: readonly number[]; preferred: boolean }[]): readonly string[] =>
        all.map(({ numaNodes, preferred }) => `${numaNodes.join('+')} ${preferred}`).sort()
      return { mismatches: compareFields({ hints: texts(value.hints) }, { hints: texts(found) }) }
    }),
}

/** Rows of `hints.json`: exclusive Cpus of a pod. A request of 0 anywhere makes it a pod that is not Guaranteed. */
export const podCpus: Format = {
  name: 'exclusive Cpus of pods',
  isOwn: ({ fn }) => fn === 'podExclusiveCpus',
  run: (row) =>
    runRow(podRow, row, (value) => {
      const initContainers = value.initContainers.map(({ cpu, restartable }) => ({
        cpuMilli: cpu,
        isRestartable: restartable,
      }))
      const containers = value.containers.map(({ cpu }) => ({ cpuMilli: cpu }))
      const isGuaranteed = [...initContainers, ...containers].every(({ cpuMilli }) => cpuMilli > 0)
      const found = exclusiveCpusOfPod(isGuaranteed ? 'Guaranteed' : 'Burstable', containers, initContainers)
      return { mismatches: compareFields({ expect: value.expect }, { expect: found }) }
    }),
}
