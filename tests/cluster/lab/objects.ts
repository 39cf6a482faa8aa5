import type { Client, KubeObject } from './client.ts'
import { good } from './client.ts'

const IN_FLIGHT_MAX = 32
const FIELD_MANAGER = 'berth-lab'

/** Objects of any kind that the server knows, put there by the administrator. */
export interface Objects {
  /** The path of an object, `/api/v1/nodes/a`; without a name that of its list. Namespace `default` unless it says. */
  pathOf(
    object: Pick<KubeObject, 'apiVersion' | 'kind'> & { metadata?: Partial<KubeObject['metadata']> },
  ): Promise<string>
  /** POSTs each, in any order, many at a time. The status of Nodes counts. */
  create(objects: readonly KubeObject[]): Promise<void>
  /** Server-side apply, one after the other as listed. */
  apply(objects: readonly KubeObject[]): Promise<void>
}

/** Kinds are looked up in the server's discovery, once a group. */
export function createObjects(client: Client): Objects {
  const groups = new Map<string, Promise<ReadonlyMap<string, Resource>>>()
  const pathOf: Objects['pathOf'] = async ({ apiVersion, kind, metadata = {} }) => {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    if (!groups.has(root)) groups.set(root, resourcesOf(client, root))
    const resource = (await groups.get(root))?.get(kind)
    if (resource === undefined) throw new Error(`the server knows no ${kind} in ${apiVersion}`)
    const within = resource.namespaced ? `${root}/namespaces/${metadata.namespace ?? 'default'}` : root
    return `${within}/${resource.name}${metadata.name === undefined ? '' : `/${metadata.name}`}`
  }
  return {
    pathOf,
    async create(objects) {
      let next = 0
      const worker = async () => {
        while (next < objects.length) {
          const object = objects[next++]
          const { name, ...others } = object.metadata
          const path = await pathOf({ ...object, metadata: others })
          good(await client.request('POST', path, object), `create ${object.kind} ${name}`)
        }
      }
      await Promise.all(Array.from({ length: IN_FLIGHT_MAX }, worker))
    },
    async apply(objects) {
      for (const object of objects) {
        const path = `${await pathOf(object)}?fieldManager=${FIELD_MANAGER}&force=true`
        const answer = await client.request('PATCH', path, object, 'application/apply-patch+yaml')
        good(answer, `apply ${object.kind} ${object.metadata.name}`)
      }
    },
  }
}

interface Resource {
  readonly name: string
  readonly kind: string
  readonly namespaced: boolean
}

async function resourcesOf(client: Client, root: string): Promise<ReadonlyMap<string, Resource>> {
  const { resources } = good(await client.request('GET', root), `discovery of ${root}`)
  return new Map(
    (resources as Resource[]).filter(({ name }) => !name.includes('/')).map((resource) => [resource.kind, resource]),
  )
}
