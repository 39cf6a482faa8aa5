import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { parseTopology } from '../../src/model/parse/topology.ts'
import type { RawMachine } from './raw-case.ts'

const FOLDER = join(import.meta.dirname, '../../scenarios/hosts')

/** As many NUMA nodes as a topology policy takes by default. */
const NODES_MAX = 8

/**
 * The bundled topologies of real hosts that a topology policy can run on. Their files do not say which caches Cpus
 * share, nor which package a NUMA node lies on: a node has one cache, and packages have nodes in turn.
 */
export function realMachines(): readonly RawMachine[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'))
  const machines = files.map((file) => machineOf(readFileSync(join(FOLDER, file), 'utf8')))
  return machines.filter(({ numa }) => numa.length <= NODES_MAX)
}

function machineOf(text: string): RawMachine {
  const topology = parseTopology(text)
  if (!topology.ok) throw new Error(`a bundled topology is broken: ${JSON.stringify(topology.faults)}`)
  const { packages = 1, distances } = (parse(text) as { spec: { packages?: number; distances?: number[][] } }).spec
  const { numaNodes } = topology.value
  const numa = numaNodes.map(({ memoryMib, cores }, id) => ({
    id,
    memoryMib,
    cores: cores.map((cpus) => ({
      socket: Math.floor((id * packages) / numaNodes.length),
      uncore: id,
      cpus: [...cpus],
    })),
  }))
  return distances === undefined ? { numa } : { numa, distances }
}
