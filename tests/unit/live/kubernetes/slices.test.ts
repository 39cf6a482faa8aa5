import { describe, expect, it } from 'vitest'
import { HostReader } from '../../../../src/live/targets/kubernetes/host-reader.ts'
import type { KubeNode, KubeSlice } from '../../../../src/live/targets/kubernetes/objects.ts'
import { SliceCache } from '../../../../src/live/targets/kubernetes/slice-cache.ts'
import { DEVICES_MAX, type HostFacts, slicesOf } from '../../../../src/model/kube/resource-slice.ts'
import { factsOfDevices } from '../../../../src/model/parse/kube/slice-facts.ts'
import { labFleet } from '../../../cluster/lab/fleet.ts'
import { FACTS, nodeNamed, slicesNamed } from './objects.ts'

/** Facts of a host with so many cores of one Cpu. */
function factsWith(cores: number): HostFacts {
  const numa = { id: 0, memoryMib: 1024 * 1024, cores: Array.from({ length: cores }, (_, i) => [i]) }
  return { ...FACTS, numaNodes: [numa], nics: [], gpus: [], reservedCpus: '0' }
}

describe('slices of a host', () => {
  const hosts: readonly HostFacts[] = [FACTS, factsWith(400), ...labFleet(3).hosts]

  it.each(hosts.map((facts) => [facts.topology, facts] as const))('say all there is: %s', (_, facts) => {
    const { topology, numaNodes, reservedCpus, nics, gpus, disks } = facts
    const devices = slicesOf('h1', facts, 7).flatMap((spec) => spec.devices ?? [])
    const read = factsOfDevices(devices)
    expect(read.unknown).toEqual([])
    const kept = { topology, numaNodes, nics, disks, ...(gpus?.length ? { gpus } : {}) }
    expect(read.facts).toEqual({ ...kept, reservedCpus })
  })

  it('keep to the limits of the API server', () => {
    const specs = slicesOf('h1', factsWith(400), 7)
    expect(specs.length).toBe(Math.ceil((1 + 1 + 400 + 1) / DEVICES_MAX))
    for (const { pool, devices = [] } of specs) {
      expect(pool).toEqual({ name: 'h1', generation: 7, resourceSliceCount: specs.length })
      expect(devices.length).toBeLessThanOrEqual(128)
    }
    const names = specs.flatMap(({ devices = [] }) => devices.map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
  })

  it('write memory as the API server itself does', () => {
    const written = (memoryMib: number) => {
      const [numa] = FACTS.numaNodes
      const [spec] = slicesOf('h1', { ...FACTS, numaNodes: [{ ...numa, memoryMib }] }, 1)
      return spec.devices?.find(({ name }) => name === 'numa-0')?.capacity?.['memory'].value
    }
    expect([0, 1, 1000, 1024, 1536, 3 * 1024 * 1024].map(written)).toEqual([
      '0',
      '1Mi',
      '1000Mi',
      '1Gi',
      '1536Mi',
      '3Ti',
    ])
  })
})

describe('a Node and its slices', () => {
  const reading = () => {
    const told: string[] = []
    const cache = new SliceCache((node) => told.push(node))
    const reader = new HostReader()
    const cpusOf = (node: KubeNode = nodeNamed('h1')) => {
      const host = reader.hostOf(node, cache.of('h1'))
      return host?.ok === true ? host.value.allocatable.cpus : null
    }
    return { cache, reader, told, cpusOf }
  }
  const putAll = (cache: SliceCache, slices: readonly KubeSlice[]) => {
    for (const slice of slices) cache.set(slice)
  }

  it('are a host once the pool is whole', () => {
    const { cache, told, cpusOf } = reading()
    const slices = slicesNamed('h1', factsWith(200))
    expect(cpusOf()).toBeNull()
    cache.set(slices[1])
    expect(cpusOf()).toBeNull()
    cache.set(slices[0])
    expect([cpusOf(), told]).toEqual([199, ['h1', 'h1']])
  })

  it('stay what they were while a pool is rewritten, and after its slices went', () => {
    const { cache, cpusOf } = reading()
    putAll(cache, slicesNamed('h1', factsWith(200)))
    expect(cpusOf()).toBe(199)
    const next = slicesNamed('h1', factsWith(190), 2)
    cache.set(next[0])
    expect(cpusOf()).toBe(199)
    cache.set(next[1])
    expect(cpusOf()).toBe(189)
    for (const slice of next) cache.remove(slice)
    expect(cpusOf()).toBe(189)
    const node = nodeNamed('h1')
    expect(cpusOf({ ...node, metadata: { ...node.metadata, uid: 'again' } })).toBeNull()
  })

  it('leave aside what is left of an older generation', () => {
    const { cache, cpusOf } = reading()
    putAll(cache, slicesNamed('h1', factsWith(200)))
    putAll(cache, slicesNamed('h1', factsWith(100), 2))
    expect(cpusOf()).toBe(99)
  })

  it('leave aside slices of others and of pools that are not the Node’s', () => {
    const { cache, cpusOf } = reading()
    const [slice] = slicesNamed('h1')
    cache.set({ ...slice, spec: { ...slice.spec, driver: 'gpu.example.com' } })
    cache.set({ ...slice, spec: { ...slice.spec, pool: { ...slice.spec.pool, name: 'h2' } } })
    expect(cpusOf()).toBeNull()
  })

  it('are read once: the same host until one of them changes', () => {
    const { cache, reader } = reading()
    putAll(cache, slicesNamed('h1'))
    const node = nodeNamed('h1')
    const first = reader.hostOf(node, cache.of('h1'))
    const beat = { ...node, metadata: { ...node.metadata, resourceVersion: '9' } }
    expect(reader.hostOf(beat, cache.of('h1'))).toBe(first)
    putAll(cache, slicesNamed('h1', FACTS, 2))
    expect(reader.hostOf(beat, cache.of('h1'))).not.toBe(first)
  })
})
