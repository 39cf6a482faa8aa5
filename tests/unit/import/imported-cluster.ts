import { startSimulation } from '../../../simulator/simulate.ts'
import {
  type ImportedCluster,
  type KubernetesChoices,
  KubernetesImport,
} from '../../../src/model/import/kubernetes/import-kubernetes.ts'
import { parseScenarioFile, resolveScenario } from '../../../src/model/parse/scenario.ts'
import type { Scenario } from '../../../src/model/scenario.ts'

/** What an import is told without options. */
export const CHOICES: KubernetesChoices = {
  name: 'cluster',
  curve: 'steady',
  isMoving: false,
  playersPerPod: 100,
  duration: '1h',
  topologies: [],
  roles: { gpus: [], vfs: [] },
  cpuPolicy: 'static',
}

const STEADY = `apiVersion: berth.dev/v1alpha1
kind: Curve
metadata: {name: steady}
spec: {source: of this test, after: hold, step: 1d, samples: [1, 1]}
`

/** Imports objects; throws when there is a fault. */
export function imported(items: readonly object[], choices: Partial<KubernetesChoices> = {}): ImportedCluster {
  const cluster = new KubernetesImport({ ...CHOICES, ...choices })
  for (const [i, item] of items.entries()) cluster.add(item, `items[${i}]`)
  const finished = cluster.finish()
  if (!finished.ok) throw new Error(JSON.stringify(finished.faults))
  return finished.value
}

/** The scenario behind the files, read back as any other; every name must be among them. */
export function scenarioOf({ files }: ImportedCluster): Scenario {
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const read = (folder: string) => (name: string) => texts.get(`${folder}/${name}.yaml`) ?? null
  const library = {
    topology: read('hosts'),
    gameTemplate: read('games'),
    curve: () => STEADY,
    networkModel: () => null,
    lossLog: () => null,
  }
  const file = parseScenarioFile(files.find(({ path }) => !path.includes('/'))?.text as string)
  if (!file.ok) throw new Error(JSON.stringify(file.faults))
  const scenario = resolveScenario(file.value, 'smoke', library)
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.faults))
  return scenario.value
}

/** Pods that a run of the scenario places. */
export function podsPlaced(scenario: Scenario): number {
  const simulation = startSimulation(scenario, { seed: 1, profile: null })
  simulation.advance(1_000_000)
  return simulation.counts.place
}
