import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { bytesOfQuantity } from '../../src/model/parse/scalars.ts'
import { berth, inScratch } from '../cli/berth.ts'
import type { KubeObject } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster({ nodes: 0 })
})

afterAll(async () => {
  await cluster?.stop()
})

const APPLY = 'application/apply-patch+yaml'
const DRY = 'fieldManager=kubectl&dryRun=All&fieldValidation=Strict'

/** Objects of `berth export kubernetes` of a run. */
async function objectsOf(...words: readonly string[]): Promise<readonly KubeObject[]> {
  return inScratch(async (folder) => {
    const [run, out] = [join(folder, 'run'), join(folder, 'pods.yaml')]
    expect((await berth(['replay', 'launch-day', '--out', run, '-q'])).code).toBe(0)
    expect((await berth(['export', 'kubernetes', run, '--out', out, ...words])).code).toBe(0)
    return parseAllDocuments(readFileSync(out, 'utf8')).map((document) => document.toJS() as KubeObject)
  })
}

interface Sized {
  readonly name: string
  readonly resources: Readonly<Record<'requests' | 'limits', { readonly cpu: string; readonly memory?: string }>>
}

/** Cpu and bytes of memory that containers ask for and are held to: the server writes 3072Mi as 3Gi. */
function sizesOf(pod: Readonly<Record<string, unknown>>): readonly (readonly unknown[])[] {
  const { containers } = pod['spec'] as { readonly containers: readonly Sized[] }
  return containers.flatMap(({ name, resources: { requests, limits } }) =>
    [requests, limits].map(({ cpu, memory = '0' }) => [name, cpu, bytesOfQuantity(memory)]),
  )
}

it.each([[[]], [['--unbound']]])(
  'what is exported is applied by a server-side dry run, strictly: %j',
  async (words) => {
    const objects = await objectsOf('--at', '70000', ...words)
    for (const namespace of objects.filter(({ kind }) => kind === 'Namespace')) {
      const { name } = namespace.metadata
      const path = `/api/v1/namespaces/${name}?${DRY}`
      expect([name, (await cluster.request('PATCH', path, namespace, APPLY)).status]).toEqual([
        name,
        expect.any(Number),
      ])
      await cluster.createNamespace(name)
    }
    const pods = objects.filter(({ kind }) => kind === 'Pod')
    expect(pods.length).toBeGreaterThan(10)
    for (const pod of pods) {
      const { name, namespace, annotations } = pod.metadata
      const path = `/api/v1/namespaces/${namespace}/pods/${name}?${DRY}`
      const { status, body } = await cluster.request('PATCH', path, pod, APPLY)
      expect([name, status, status === 201 ? '' : body.message]).toEqual([name, 201, ''])
      expect(body.metadata.annotations).toEqual(annotations)
      expect(sizesOf(body)).toEqual(sizesOf({ ...pod }))
      const { nodeName } = pod['spec'] as { nodeName?: string }
      expect([body.spec.schedulerName, body.spec.nodeName]).toEqual(['berth', nodeName])
      expect(body.status.qosClass).toBe('Guaranteed')
    }
    const { items } = await cluster.ask('GET', '/api/v1/pods')
    expect(items).toEqual([])
  },
)
