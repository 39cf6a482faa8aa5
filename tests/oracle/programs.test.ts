import { describe, expect, it } from 'vitest'
import { askOracle, runOracle } from './program.ts'

/** Two NumaNodes of two whole cores, the first of them reserved. */
const MACHINE = {
  numa: [0, 1].map((id) => ({
    id,
    memoryMib: 1024,
    cores: [0, 1].map((core) => ({ socket: id, uncore: id, cpus: [4 * id + 2 * core, 4 * id + 2 * core + 1] })),
  })),
  cpuManager: { reserved: '0-1' },
  memoryManager: { policy: 'none' },
  topologyManager: { policy: 'single-numa-node', scope: 'container' },
}

const pod = (name: string, cpu: string): unknown => ({
  op: 'add',
  pod: name,
  containers: [{ name: 'game', cpu, memoryMib: 16 }],
})

describe('the kubelet as an oracle', () => {
  it('admits, refuses and forgets', async () => {
    const ops = [pod('a', '4'), pod('b', '3'), { op: 'remove', pod: 'a' }, pod('c', '1500m')]
    const [transcript] = await askOracle('kubelet', [{ id: 'x', ...MACHINE, ops }])
    expect(transcript).toMatchObject({
      id: 'x',
      steps: [
        { admit: true, cpus: { game: '4-7' }, shared: '0-3' },
        { admit: false, reason: 'TopologyAffinityError', shared: '0-3' },
        { admit: true, shared: '0-7' },
        { admit: true, shared: '0-7' },
      ],
    })
  })

  it('ends with 2 on a field it does not know', async () => {
    const { code, lines, stderr } = await runOracle('kubelet', [
      JSON.stringify({ id: 'x', ...MACHINE, nmua: [], ops: [] }),
    ])
    expect([code, lines]).toEqual([2, []])
    expect(stderr).toMatch(/unknown field "nmua"/)
  })
})

describe('kube-scheduler as an oracle', () => {
  it('binds where the pod fits', async () => {
    const node = (name: string, cpu: string): unknown => ({
      metadata: { name },
      status: { allocatable: { cpu, memory: '8Gi', pods: '10' } },
    })
    const container = { name: 'game', image: 'game', resources: { requests: { cpu: '2', memory: '1Gi' } } }
    const pending = [{ metadata: { name: 'p' }, spec: { containers: [container] } }]
    const [transcript] = await askOracle('scheduler', [
      { id: 'x', nodes: [node('a', '1'), node('b', '4')], pods: [], pending },
    ])
    expect(transcript).toMatchObject({
      id: 'x',
      steps: [
        {
          pod: 'default/p',
          outcome: 'bound',
          node: 'b',
          nodes: { a: { plugin: 'NodeResourcesFit', reasons: ['Insufficient cpu'] } },
        },
      ],
    })
  })
})
