import { describe, expect, it } from 'vitest'
import { importLstopo } from '../../../src/model/import/lstopo.ts'
import { parseTopology } from '../../../src/model/parse/topology.ts'

/** A set of Cpus below 32 as hwloc writes it. */
function set(...cpus: readonly number[]): string {
  return `0x${cpus
    .reduce((bits, cpu) => bits + 2 ** cpu, 0)
    .toString(16)
    .padStart(8, '0')}`
}

function numaNode(id: number, cpus: readonly number[], gib: number, subtype = ''): string {
  const kind = subtype === '' ? '' : ` subtype="${subtype}"`
  return `<object type="NUMANode" os_index="${id}" cpuset="${set(...cpus)}"${kind} local_memory="${gib * 2 ** 30}"/>`
}

/** A package with NUMA nodes beside its cores, as hwloc 2 has them, a thread each. */
function socket(cpus: readonly number[], nodes: string, more = ''): string {
  const cores = cpus.map((cpu) => {
    return `<object type="Core" os_index="${cpu}" cpuset="${set(cpu)}"><object type="PU" os_index="${cpu}"/></object>`
  })
  return `<object type="Package" cpuset="${set(...cpus)}">${nodes}${cores.join('')}${more}</object>`
}

function imported(objects: string, rest = '') {
  const machine = `<object type="Machine" os_index="0">${objects}</object>`
  const result = importLstopo(`<?xml version="1.0"?><topology version="2.0">${machine}${rest}</topology>`, {
    name: 'm',
  })
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  expect(parseTopology(result.value.text).ok).toBe(true)
  return result.value
}

const [LEFT, RIGHT] = [
  [0, 1],
  [2, 3],
]

describe('memory that is near Cpus of another NUMA node', () => {
  it.each(['HBM', 'MCDRAM', 'GPUMemory', 'CXL-DRAM', 'NVM', 'SPM'])(
    'is left out where it is %s, whatever its number, and counted',
    (subtype) => {
      const { topology, leftOut } = imported(
        socket(LEFT, numaNode(0, LEFT, 8, subtype) + numaNode(1, LEFT, 64, 'DRAM')),
      )
      expect(topology.numaNodes).toEqual([{ id: 1, memoryMib: 65536, cores: [[0], [1]] }])
      expect(leftOut).toEqual([{ reason: `NUMA nodes without Cpus of their own: ${subtype}`, count: 1 }])
    },
  )

  it('is left out by its higher number where nothing says what it is', () => {
    const { topology, leftOut } = imported(socket(LEFT, numaNode(3, LEFT, 8) + numaNode(1, LEFT, 64)))
    expect(topology.numaNodes.map(({ id }) => id)).toEqual([1])
    expect(leftOut).toEqual([{ reason: 'NUMA nodes without Cpus of their own', count: 1 }])
  })

  it('is left out by its more Cpus where nothing says what it is', () => {
    const far = numaNode(0, [...LEFT, ...RIGHT], 128)
    const { topology, leftOut } = imported(
      far + socket(LEFT, numaNode(1, LEFT, 64)) + socket(RIGHT, numaNode(2, RIGHT, 64)),
    )
    expect(topology.numaNodes.map(({ id }) => id)).toEqual([1, 2])
    expect(leftOut).toHaveLength(1)
  })

  it('is left out where it is near several nodes, and distances are those of the nodes that stay', () => {
    const far = numaNode(0, [...LEFT, ...RIGHT], 128, 'CXL-DRAM')
    const sockets = [
      socket(LEFT, numaNode(1, LEFT, 64, 'DRAM') + numaNode(3, LEFT, 8, 'HBM')),
      socket(RIGHT, numaNode(2, RIGHT, 64, 'DRAM') + numaNode(4, RIGHT, 8, 'HBM')),
    ]
    const rows = [
      [10, 40, 40, 50, 50],
      [40, 10, 21, 13, 23],
      [40, 21, 10, 23, 13],
      [50, 13, 23, 10, 24],
      [50, 23, 13, 24, 10],
    ]
    const distances = [
      '<distances2 type="NUMANode" nbobjs="5" kind="5" name="NUMALatency" indexing="os">',
      `<indexes length="10">0 1 2 3 4</indexes><u64values length="75">${rows.flat().join(' ')}</u64values></distances2>`,
    ]
    const { topology, leftOut } = imported(far + sockets.join(''), distances.join(''))
    expect(topology.numaNodes).toEqual([
      { id: 1, memoryMib: 65536, cores: [[0], [1]] },
      { id: 2, memoryMib: 65536, cores: [[2], [3]] },
    ])
    expect(topology.distances).toEqual([
      [10, 21],
      [21, 10],
    ])
    expect(leftOut).toEqual([
      { reason: 'NUMA nodes without Cpus of their own: CXL-DRAM', count: 1 },
      { reason: 'NUMA nodes without Cpus of their own: HBM', count: 2 },
    ])
  })

  it('stays where its Cpus have no other, and NICs are at nodes that stay', () => {
    const nic =
      '<object type="PCIDev" pci_busid="0000:01:00.0" pci_type="0200 [8086:1592]">' +
      '<object type="OSDev" name="eth0" osdev_type="2"/></object>'
    const { topology, leftOut } = imported(
      socket(LEFT, numaNode(5, LEFT, 64)) +
        socket(RIGHT, numaNode(1, RIGHT, 8, 'HBM') + numaNode(2, RIGHT, 384, 'NVM'), nic),
    )
    expect(topology.numaNodes.map(({ id, cores }) => [id, cores])).toEqual([
      [1, [[2], [3]]],
      [5, [[0], [1]]],
    ])
    expect(topology.nics).toMatchObject([{ name: 'eth0', numa: 1 }])
    expect(leftOut).toEqual([{ reason: 'NUMA nodes without Cpus of their own: NVM', count: 1 }])
  })

  it('is counted where it has no Cpus at all, and nothing is of a machine that has none', () => {
    const plain = socket(LEFT, numaNode(0, LEFT, 64))
    expect(imported(plain + numaNode(1, [], 8)).leftOut).toHaveLength(1)
    expect(imported(plain).leftOut).toEqual([])
  })
})
