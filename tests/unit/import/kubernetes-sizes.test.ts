import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { KubernetesChoices } from '../../../src/model/import/kubernetes/import-kubernetes.ts'
import { node, pod } from './cluster-objects.ts'
import { imported, scenarioOf } from './imported-cluster.ts'

/** A container that is bound to what it asks for. */
function bound(name: string, cpu: string, more: object = {}) {
  const size = { cpu, memory: '1Gi' }
  return { name, resources: { requests: size, limits: size }, ...more }
}

function requestOf(spec: object, choices: Partial<KubernetesChoices> = {}) {
  const [game] = scenarioOf(imported([node('n1'), pod('game-0', { spec })], choices)).games
  return game.components[0].request
}

describe('Cpus of an imported pod', () => {
  it('are its own by the container: whole ones of a Guaranteed pod, beside shared ones', () => {
    const containers = [bound('game', '2'), bound('proxy', '100m')]
    expect(requestOf({ containers })).toMatchObject({ cpus: 2, cpuMilli: 100, memoryMib: 2048 })
    const twice = requestOf({ containers: [bound('a', '2'), bound('b', '3')] })
    expect(twice).toMatchObject({ cpus: 5, memoryMib: 2048 })
    expect(twice.cpuMilli ?? 0).toBe(0)
  })

  it('are shared where only their sum is whole', () => {
    const containers = [bound('a', '500m'), bound('b', '500m')]
    expect(requestOf({ containers })).toMatchObject({ cpus: 0, cpuMilli: 1000 })
    expect(requestOf({ containers: [bound('a', '1')], overhead: { cpu: '250m' } })).toMatchObject({
      cpus: 1,
      cpuMilli: 250,
    })
  })

  it('are shared in all containers once one of the pod, of whatever kind, is not bound to what it asks for', () => {
    const loose = { name: 'log', resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } } }
    expect(requestOf({ containers: [bound('game', '2'), loose] })).toMatchObject({ cpus: 0, cpuMilli: 3000 })
    expect(requestOf({ containers: [bound('game', '2')], initContainers: [loose] })).toMatchObject({
      cpus: 0,
      cpuMilli: 2000,
    })
  })

  it('count sidecars, and an init container where it needs more than what runs after it', () => {
    const sidecar = bound('mesh', '1', { restartPolicy: 'Always' })
    const containers = [bound('game', '2'), bound('log', '100m')]
    expect(requestOf({ containers, initContainers: [sidecar] })).toMatchObject({ cpus: 3, cpuMilli: 100 })
    expect(requestOf({ containers, initContainers: [bound('unpack', '2')] })).toMatchObject({ cpus: 2, cpuMilli: 100 })
    expect(requestOf({ containers, initContainers: [sidecar, bound('unpack', '3')] })).toMatchObject({ cpus: 4 })
  })

  it('are all shared where the CPU manager is none', () => {
    const containers = [bound('game', '2'), bound('proxy', '100m')]
    expect(requestOf({ containers }, { cpuPolicy: 'none' })).toMatchObject({ cpus: 0, cpuMilli: 2100 })
  })

  it('are held in a run as the request says', () => {
    const spec = { containers: [bound('game', '2'), bound('proxy', '500m')] }
    const pods = [0, 1, 2].map((i) => pod(`game-${i}`, { owner: ['StatefulSet', 'game'], spec }))
    const held: [cpus: number, shared: number][] = []
    const onDecision = (decision: Decision): void => {
      if (decision.kind !== 'place') return
      const { cpus, cpuMilli } = decision.holding
      held.push([cpus.length, cpuMilli])
    }
    const scenario = scenarioOf(imported([node('n1'), ...pods]))
    startSimulation(scenario, { seed: 1, profile: null, onDecision }).advance(1_000_000)
    // Of 7 Cpus two pods have 2 each and share what is left; a third would leave 1 for 1500m.
    expect(held).toEqual([
      [2, 500],
      [2, 500],
    ])
  })
})

describe('resources of an imported pod as a whole', () => {
  const none = { name: 'main' }
  const size = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } })

  it('stand for those of its containers, and all its Cpus are shared', () => {
    const cluster = imported([
      node('n1'),
      pod('game-0', { spec: { containers: [none, none], resources: size('2', '4Gi') } }),
    ])
    expect(scenarioOf(cluster).games[0].components[0].request).toMatchObject({
      ...{ cpus: 0, cpuMilli: 2000, memoryMib: 4096 },
    })
    expect(cluster.leftOut).toEqual([])
    const containers = [bound('game', '2')]
    const whole = requestOf({ containers, resources: size('3', '4Gi'), overhead: { cpu: '250m' } })
    expect(whole).toMatchObject({ cpus: 0, cpuMilli: 3250, memoryMib: 4096 })
    const annotations = { 'berth.dev/request': '{"network":"nat"}' }
    const ours = pod('game-0', { annotations, spec: { containers, resources: size('3', '4Gi') } })
    const [game] = scenarioOf(imported([node('n1'), ours])).games
    expect(game.components[0].request).toMatchObject({ cpus: 0, cpuMilli: 3000, memoryMib: 4096 })
  })

  it('are those of the containers where it asks for none, else its limits', () => {
    const containers = [{ name: 'main', resources: { requests: { cpu: '500m' } } }]
    const resources = { limits: { cpu: '2', memory: '4Gi' } }
    expect(requestOf({ containers, resources })).toMatchObject({ cpus: 0, cpuMilli: 500, memoryMib: 4096 })
    const memory = requestOf({ containers: [bound('game', '2')], resources: { requests: { memory: '3Gi' } } })
    expect(memory).toMatchObject({ cpus: 0, cpuMilli: 2000, memoryMib: 3072 })
  })

  it('come off the node where it is a DaemonSet that asks so', () => {
    const spec = { containers: [none], resources: size('1500m', '2Gi') }
    const { fleet } = scenarioOf(imported([node('n1'), pod('cni-1', { owner: ['DaemonSet', 'cni'], spec })]))
    // 7.5 Cpus and 30 GiB less those.
    expect(fleet.hosts[0].allocatable).toMatchObject({ cpus: 6, memoryMib: 28 * 1024 })
  })

  it('that are empty say nothing', () => {
    expect(requestOf({ containers: [bound('game', '2')], resources: { requests: {} } })).toMatchObject({ cpus: 2 })
  })
})
