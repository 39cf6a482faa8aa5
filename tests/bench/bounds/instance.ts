import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { z } from 'zod'
import { failed, ok, type Result } from '../../../src/base/result.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import { parseDocumentText } from '../../../src/model/parse/document.ts'
import { faultsOfIssues } from '../../../src/model/parse/faults.ts'
import * as scalars from '../../../src/model/parse/scalars.ts'
import { parseScenarioFile, resolveScenario } from '../../../src/model/parse/scenario.ts'
import { documentOf, list, record } from '../../../src/model/parse/shapes.ts'
import type { PodRequest } from '../../../src/model/request.ts'

/** Pods that ask for the same. `perHostMax`: at most this many of them on one host, or null. */
export interface Shape {
  readonly name: string
  readonly count: number
  readonly request: Omit<PodRequest, 'profile'>
  readonly perHostMax: number | null
}

const SIZES = ['small', 'large'] as const
const BINDINGS = ['numa', 'memory', 'vf', 'disk', 'ip', 'limit'] as const
/** `numa`: that a pod's Cpus, memory and VF are of one NumaNode; `limit`: perHostMax. */
export type Binding = (typeof BINDINGS)[number]

/** A fleet and the pods that are to lie on as few of its hosts as can be. */
export interface Instance {
  readonly name: string
  readonly title: string
  readonly fleet: Fleet
  readonly shapes: readonly Shape[]
  /** `small`: its optimum is found by the assignment MIP. */
  readonly size: (typeof SIZES)[number]
  /** What binds before the Cpus do: without all of it fewer hosts would do. Empty: Cpus alone. */
  readonly binds: readonly Binding[]
}

const shape = record({
  name: scalars.name,
  count: scalars.integer(1, 100_000),
  cpus: scalars.requestCpus,
  memory: scalars.requestMemoryMib,
  disk: scalars.requestMib.optional(),
  io: scalars.requestKibps.optional(),
  network: scalars.word(['sriov', 'bridge']),
  numa: scalars.word(['single', 'preferred']),
  perHostMax: scalars.integer(1, 10_000).optional(),
})

const instanceSchema = documentOf(
  'PackingInstance',
  record({ size: scalars.word(SIZES), binds: list(scalars.word(BINDINGS), 0, 6), pods: list(shape, 1, 200) }),
)

type ShapeSpec = z.output<typeof shape>

/** The instances of a folder, by name. Throws with every fault of one that is not sound. */
export function readInstances(folder: string, scenarios: string): readonly Instance[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const instance = parseInstance(readFileSync(join(folder, file), 'utf8'), scenarios)
      if (instance.ok) return instance.value
      const faults = instance.faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
      throw new Error(`${file}: ${faults.join('\n')}`)
    })
}

/**
 * Reads an instance: `spec.fleet` is that of a scenario file, `spec.pods` a list of shapes with their counts.
 * scenarios: the folder whose `hosts/` has the topologies that the fleet names.
 */
export function parseInstance(text: string, scenarios: string): Result<Instance> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const { spec: { fleet: fleetSpec, ...spec } = { fleet: undefined }, ...head } = document.value as {
    spec?: { fleet?: unknown }
  }
  const parsed = instanceSchema.safeParse({ ...head, spec })
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, document.value))
  const fleet = fleetOf(fleetSpec, scenarios)
  if (!fleet.ok) return fleet
  const { metadata } = parsed.data
  const { size, binds, pods } = parsed.data.spec
  return ok({
    name: metadata.name,
    title: metadata.title ?? metadata.name,
    fleet: fleet.value,
    shapes: pods.map(shapeOf),
    size,
    binds,
  })
}

function shapeOf(spec: ShapeSpec): Shape {
  const perHostMax = spec.perHostMax ?? null
  return {
    name: spec.name,
    count: spec.count,
    perHostMax,
    request: {
      cpus: spec.cpus,
      memoryMib: spec.memory,
      diskMib: spec.disk ?? 0,
      ioKibps: spec.io ?? 0,
      network: spec.network,
      numa: spec.numa,
      where: {},
      spread: perHostMax === null ? [] : [{ scope: 'game', domain: 'host', limit: perHostMax }],
    },
  }
}

/** The fleet by the way of a scenario without games, so that fleets are read and checked in one place only. */
function fleetOf(fleet: unknown, scenarios: string): Result<Fleet> {
  const delays = { bind: '0s', start: '0s' }
  const times = { duration: '1h', scalingInterval: '1h', sampleInterval: '1h', shapeStep: '1h' }
  const text = stringify({
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'Scenario',
    metadata: { name: 'fleet' },
    spec: { ...times, drawSeed: 0, delays, fleet, games: [] },
  })
  const file = parseScenarioFile(text)
  if (!file.ok) return file
  const scenario = resolveScenario(file.value, 'bench', {
    topology: (name) => readFileSync(join(scenarios, 'hosts', `${name}.yaml`), 'utf8'),
    gameTemplate: () => null,
    curve: () => null,
    networkModel: () => null,
    lossLog: () => null,
  })
  return scenario.ok ? ok(scenario.value.fleet) : scenario
}
