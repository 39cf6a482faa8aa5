import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCpuList } from '../../../src/base/cpu-list.ts'
import { KubernetesImport } from '../../../src/model/import/kubernetes/import-kubernetes.ts'
import type { HostFacts } from '../../../src/model/kube/resource-slice.ts'
import { FACTS } from '../live/kubernetes/objects.ts'
import { node, pod, slices } from './cluster-objects.ts'
import { CHOICES, imported, scenarioOf } from './imported-cluster.ts'

/** Faults of an import, as `path: found F, expected E`. */
function faultsOf(items: readonly object[]): readonly string[] {
  const cluster = new KubernetesImport(CHOICES)
  for (const [i, item] of items.entries()) cluster.add(item, `items[${i}]`)
  const finished = cluster.finish()
  if (finished.ok) return []
  return finished.faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
}

/** Hosts of any layout that an agent may find; NICs say both rates or none, as scenarios do. */
const anyFacts: fc.Arbitrary<HostFacts> = fc
  .record({
    threads: fc.integer({ min: 1, max: 3 }),
    cores: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
    memory: fc.array(fc.integer({ min: 1, max: 2 ** 20 }), { minLength: 8, maxLength: 8 }),
    reserved: fc.integer({ min: 0, max: 3 }),
    shuffle: fc.boolean(),
    nics: fc.array(fc.record({ vfs: fc.integer({ min: 0, max: 64 }), rates: fc.boolean(), at: fc.nat() }), {
      maxLength: 4,
    }),
    disks: fc.array(fc.record({ mib: fc.integer({ min: 1, max: 2 ** 30 }), io: fc.integer({ min: 0, max: 9999 }) }), {
      maxLength: 4,
    }),
  })
  .map(({ threads, cores, memory, reserved, shuffle, nics, disks }): HostFacts => {
    const total = cores.reduce((sum, count) => sum + count, 0)
    let core = 0
    const numaNodes = cores.map((count, id) => ({
      id,
      memoryMib: memory[id],
      cores: Array.from({ length: count }, () => {
        const first = core++
        // Siblings far apart, as on most servers, or next to each other.
        return Array.from({ length: threads }, (_, t) => (shuffle ? first * threads + t : first + t * total))
      }),
    }))
    const first = numaNodes[0].cores.slice(0, Math.min(reserved, numaNodes[0].cores.length)).flat()
    return {
      topology: 'made-up',
      numaNodes,
      reservedCpus: formatCpuList(first.sort((a, b) => a - b)),
      nics: nics.map(({ vfs, rates, at }, i) => {
        const both = rates ? { mbps: 1000 * i, kpps: 10 } : {}
        return { name: `eth${i}`, numa: at % cores.length, vfs, ...both }
      }),
      disks: disks.map(({ mib, io }, i) => ({ name: `nvme${i}`, capacityMib: mib, ioKibps: io })),
    }
  })

describe('ResourceSlices of an imported cluster', () => {
  it('give the host that its agent saw, whatever it is', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const [host] = scenarioOf(imported([...slices('n1', facts), node('n1')])).fleet.hosts
        const { topology, numaNodes, reservedCpus, nics, disks } = host
        expect({ topology, numaNodes, reservedCpus, nics, disks }).toEqual(facts)
      }),
      { numRuns: 40 },
    )
  })

  it('win over what the Node says of itself, but for GPUs that no agent names', () => {
    const { gpus: _, ...noGpus } = FACTS
    const amounts = { cpu: '96', memory: '390Gi', 'nvidia.com/gpu': '3', 'intel.com/sriov_net': '7' }
    const items = [node('n1', { amounts }), node('n2', { amounts }), ...slices('n1'), ...slices('n2', noGpus)]
    const [first, second] = scenarioOf(imported(items)).fleet.hosts
    expect(first.gpus?.map(({ numa }) => numa)).toEqual([0, 1])
    expect(second.gpus?.map(({ numa }) => numa)).toEqual([0, 0, 1])
    for (const host of [first, second])
      expect(host.allocatable).toEqual({ cpus: 14, memoryMib: 16_000, diskMib: 10_000, vfs: 4 })
  })

  it('leave to pods of every node the reserved Cpus first, then the last ones', () => {
    const daemon = (cpu: string) =>
      pod('cni-1', { owner: ['DaemonSet', 'cni'], requests: { cpu, memory: '3Gi' }, spec: { nodeName: 'n1' } })
    const hostWith = (cpu: string) => scenarioOf(imported([node('n1'), ...slices('n1'), daemon(cpu)])).fleet.hosts[0]
    expect(hostWith('2').reservedCpus).toBe('0,8')
    expect(hostWith('4500m').reservedCpus).toBe('0,7-8,14-15')
    expect(hostWith('2').numaNodes.map(({ memoryMib }) => memoryMib)).toEqual([8000 - 1536, 8000 - 1536])
  })

  it('may promise no IO of a disk', () => {
    const [disk] = FACTS.disks
    const facts = { ...FACTS, disks: [{ ...disk, ioKibps: 0 }] }
    expect(scenarioOf(imported([node('n1'), ...slices('n1', facts)])).fleet.hosts[0].disks).toEqual(facts.disks)
  })

  it('share a topology where hosts are alike and name another where they are not', () => {
    const [first, ...others] = FACTS.numaNodes
    const less = { ...FACTS, numaNodes: [{ ...first, memoryMib: 7000 }, ...others] }
    const items = ['n1', 'n2', 'n3'].flatMap((name, i) => [node(name), ...slices(name, i === 1 ? less : FACTS)])
    const cluster = imported(items.reverse())
    expect(scenarioOf(cluster).fleet.hosts.map(({ topology }) => topology)).toEqual(['small', 'small-2', 'small'])
    expect(cluster.files.filter(({ path }) => path.startsWith('hosts/'))).toHaveLength(2)
  })

  it('are those of the highest generation; of other drivers and nodes they are counted', () => {
    const [old] = slices('n1', { ...FACTS, topology: 'old' })
    const [{ spec, ...other }] = slices('n1')
    const gpu = { ...other, metadata: { name: 'gpu' }, spec: { ...spec, driver: 'gpu.example.com' } }
    const stale = { ...old, metadata: { name: 'n1-berth.dev-9' } }
    const cluster = imported([stale, node('n1'), ...slices('n1', FACTS, 2), gpu, ...slices('gone')])
    expect(scenarioOf(cluster).fleet.hosts[0].topology).toBe('small')
    expect(cluster.leftOut).toEqual([
      { reason: 'ResourceSlices of nodes that are not here', count: 1 },
      { reason: 'ResourceSlices of the driver gpu.example.com', count: 1 },
    ])
  })
})

describe('faults of slices', () => {
  const [slice] = slices('n1')
  const withDevices = (devices: unknown) => ({ ...slice, spec: { ...slice.spec, devices } })
  const devices = slice.spec.devices ?? []
  const [numa] = devices.filter(({ name }) => name === 'numa-0')
  const [core] = devices.filter(({ name }) => name === 'core-1')
  const instead = (name: string, device: object) => devices.map((each) => (each.name === name ? device : each))

  it.each<[string, object, readonly string[]]>([
    [
      'words of the wrong kind',
      withDevices([{ name: 5 }, { name: 'x', attributes: { kind: { string: 1 } } }]),
      [
        'items[1].spec.devices[0].name: found 5, expected a text',
        'items[1].spec.devices[1].attributes.kind.string: found 1, expected a text',
      ],
    ],
    [
      'a device of no kind',
      withDevices([...devices, { name: 'fan' }]),
      [
        'items[1].spec.devices.fan: found {"name":"fan"}, ' +
          'expected kinds host, numa, core, nic, gpu, disk, and cores of a NumaNode',
      ],
    ],
    [
      'memory that is none',
      withDevices(instead('numa-0', { ...numa, capacity: { memory: { value: 'much' } } })),
      ['items[1].spec.numaNodes[0].memoryMib: found nothing, expected a whole number from 0 to 2147483647'],
    ],
    [
      'a Cpu twice',
      withDevices(instead('core-1', { ...core, attributes: { ...core.attributes, cpus: { string: '2,9' } } })),
      ['items[1].spec.numaNodes[0].cores[2]: found Cpu 2 again, expected each Cpu once on the host'],
    ],
    [
      'no memory at all',
      withDevices(instead('numa-0', { ...numa, capacity: { memory: { value: '0' } } })),
      [
        'items[0]: its topology by its slices, spec.numaNodes[0].memory: found "0Mi", ' +
          'expected a quantity from 1Mi to 1Pi, as Kubernetes writes it',
      ],
    ],
    [
      'a pool that is not whole',
      { ...slice, spec: { ...slice.spec, pool: { ...slice.spec.pool, resourceSliceCount: 2 } } },
      [
        'items[1].spec.pool: found 1 of its slices of generation 1, ' +
          'expected 2, as the agent of the Node wrote them',
      ],
    ],
    [
      'a pool of another Node',
      { ...slice, spec: { ...slice.spec, nodeName: 'n2' } },
      ['items[1].spec.nodeName: found "n2", expected the name of its pool, "n1"'],
    ],
    ['no spec', { ...slice, spec: undefined }, ['items[1].spec: found nothing, expected a map']],
  ])('say where: %s', (_, broken, faults) => {
    expect(faultsOf([node('n1'), broken])).toEqual(faults)
  })

  it('name a slice that comes twice', () => {
    expect(faultsOf([node('n1'), slice, slice])).toContain(
      'items[2].metadata.name: found "n1-berth.dev-0", expected another than items[1]',
    )
  })
})
