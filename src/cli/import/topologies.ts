import { ok, type Result } from '../../base/result.ts'
import type { TopologyText } from '../../model/import/topology-checks.ts'
import type { DocumentImport } from './documents.ts'

/** Options of every kind that gives topologies. */
export const TOPOLOGY_OPTIONS = ['--name', '--title']

/** How one file of a kind becomes a topology. */
export function topologyImport(read: (text: string, name: string) => Result<TopologyText>): DocumentImport {
  return {
    key: 'topologies',
    fallbackName: 'host',
    read: (text, name) => {
      const made = read(text, name)
      if (!made.ok) return made
      const { topology, text: document, leftOut } = made.value
      const cpus = topology.numaNodes.reduce((sum, { cores }) => sum + cores.flat().length, 0)
      const counts = [`${topology.numaNodes.length} NumaNodes`, `${cpus} Cpus`, `${topology.nics.length} NICs`]
      return ok({ text: document, value: { topology }, cells: [...counts, topology.title], leftOut })
    },
  }
}
