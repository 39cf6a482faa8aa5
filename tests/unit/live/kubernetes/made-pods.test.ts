import { describe, expect, it } from 'vitest'
import { manifestOf } from '../../../../src/live/targets/kubernetes/calls/manifest.ts'
import { podOfTemplate } from '../../../../src/live/targets/kubernetes/calls/template.ts'
import type { KubePod } from '../../../../src/live/targets/kubernetes/objects.ts'
import type { PlanStep } from '../../../../src/model/plan.ts'

const sized = (name: string, cpu: string, memory: string) => {
  const amounts = { cpu, memory }
  return { name, image: 'game:1', resources: { requests: amounts, limits: amounts } }
}

describe('a bare pod that is made again', () => {
  it('has no host, no volume of a token, and none of the containers for debugging that no server takes anew', () => {
    const mount = { name: 'kube-api-access-abcde', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }
    const game = { ...sized('game', '2', '1Gi'), volumeMounts: [mount, { name: 'maps', mountPath: '/maps' }] }
    const spec = {
      nodeName: 'n1',
      schedulerName: 'berth',
      containers: [game],
      ephemeralContainers: [{ name: 'debugger-x2x', image: 'busybox', targetContainerName: 'game' }],
      volumes: [{ name: 'kube-api-access-abcde' }, { name: 'maps' }],
    }
    const metadata = { name: 'a', namespace: 'games', uid: 'u1', resourceVersion: '7', labels: { app: 'a' } }
    const made = manifestOf({ metadata, spec } as unknown as KubePod)
    expect(made).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'games', labels: { app: 'a' }, annotations: {} },
      spec: {
        schedulerName: 'berth',
        containers: [{ ...sized('game', '2', '1Gi'), volumeMounts: [{ name: 'maps', mountPath: '/maps' }] }],
        volumes: [{ name: 'maps' }],
      },
    })
  })
})

describe('a pod of a template', () => {
  it('is in all of the size that was decided: its first container has what sidecars and others leave', () => {
    const template = {
      spec: {
        containers: [{ name: 'game', image: 'game:1' }, sized('log', '1', '256Mi')],
        initContainers: [{ ...sized('proxy', '1', '128Mi'), restartPolicy: 'Always' }, sized('unpack', '3', '2Gi')],
      },
    }
    const step = {
      ...{ pod: 'games/a', objectName: 'games/a', game: 'demo', zone: 'z1', component: 'logic', template },
      request: { cpus: 4, memoryMib: 1024 },
    } as unknown as PlanStep
    const { spec } = podOfTemplate(step) as { spec: { containers: { name: string; resources: object }[] } }
    const amounts = { cpu: '2000m', memory: '640Mi' }
    expect(spec.containers.map(({ name }) => name)).toEqual(['game', 'log'])
    expect(spec.containers[0].resources).toEqual({ requests: amounts, limits: amounts })
  })
})
