import { describe, expect, it, test } from 'vitest'
import { parseTopology } from '../../../src/model/parse/topology.ts'
import { accepted, namesIn, textOf } from './bundled.ts'

/**
 * What the machines are, from the `lstopo` files themselves: NumaNodes, cores, Cpus, MiB of memory, NICs, and the
 * NumaNodes that have a NIC.
 */
const MACHINES: readonly (readonly [string, number, number, number, number, number, string])[] = [
  ['16amd64-4distances', 8, 16, 16, 65_534, 0, ''],
  ['16intel64-manyvfs', 2, 16, 16, 131_037, 6, '0,1'],
  ['192em64t-24n', 24, 192, 384, 761_458, 7, '0,4,6'],
  ['32em64t', 2, 16, 32, 65_507, 3, '1'],
  ['96em64t', 4, 96, 96, 195_582, 8, '0,1,2,3'],
  ['arm64-ulna', 2, 64, 256, 261_334, 4, '0,1'],
  ['cts1-quartz-smt1', 2, 36, 36, 128_514, 5, '0,1'],
  ['eas-tioga', 4, 64, 128, 515_474, 5, '0,1,2,3'],
  ['epyc-corona', 8, 48, 96, 262_025, 3, '0,3'],
  ['epyc-corona-p2', 2, 48, 96, 257_465, 3, '1'],
  ['g4dnmetal', 2, 48, 96, 386_583, 1, '1'],
  ['knl-quad-cache', 1, 68, 272, 98_207, 3, '0'],
  ['nvidia-dgx-gb10', 1, 20, 20, 122_566, 0, ''],
]

describe('bundled topologies', () => {
  test('the table above lists all of them', () => {
    expect(namesIn('hosts').sort()).toEqual(MACHINES.map(([name]) => name).sort())
  })

  it.each(MACHINES)('%s adds up with its source', (name, numaNodes, cores, cpus, memoryMib, nics, numaOfNics) => {
    const topology = accepted(parseTopology(textOf('hosts', name) ?? ''))
    expect(topology.name).toBe(name)
    expect(topology.numaNodes.length).toBe(numaNodes)
    expect(topology.numaNodes.flatMap((node) => node.cores).length).toBe(cores)
    const threads = topology.numaNodes.flatMap((node) => node.cores.flat())
    expect(new Set(threads).size).toBe(cpus)
    expect(Math.max(...threads)).toBe(cpus - 1)
    expect(topology.numaNodes.reduce((sum, node) => sum + node.memoryMib, 0)).toBe(memoryMib)
    expect(topology.nics.length).toBe(nics)
    const near = [...new Set(topology.nics.map((nic) => nic.numa))].sort((a, b) => a - b)
    expect(near.join(',')).toBe(numaOfNics)
  })

  it('keeps siblings together', () => {
    const corona = accepted(parseTopology(textOf('hosts', 'epyc-corona') ?? ''))
    expect(corona.numaNodes[1].cores[0]).toEqual([6, 54])
    const ulna = accepted(parseTopology(textOf('hosts', 'arm64-ulna') ?? ''))
    expect(ulna.numaNodes[1].cores[31]).toEqual([159, 191, 223, 255])
  })
})

const HEAD = 'apiVersion: berth.dev/v1alpha1\nkind: HostTopology\nmetadata: {name: odd}\nspec:\n'

describe('parseTopology', () => {
  it('numbers NumaNodes densely in the order of their ids, and NICs with them', () => {
    const text = `${HEAD}  numaNodes:
    - {id: 16, memory: 2Gi, cores: [[5, 4], [2, 3]]}
    - {id: 8, memory: 1Gi, threads: ["0-1", "6,7"]}
  nics:
    - {name: eth1, numa: 16}
    - {name: eth0, numa: 8}
`
    expect(accepted(parseTopology(text))).toEqual({
      name: 'odd',
      numaNodes: [
        {
          memoryMib: 1024,
          cores: [
            [0, 6],
            [1, 7],
          ],
        },
        {
          memoryMib: 2048,
          cores: [
            [2, 3],
            [4, 5],
          ],
        },
      ],
      nics: [
        { name: 'eth0', numa: 0 },
        { name: 'eth1', numa: 1 },
      ],
    })
  })
})
