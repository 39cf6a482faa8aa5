import type { Event } from '../../../src/model/event.ts'
import type { Fleet, Host } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import type { KubeObject } from '../lab/client.ts'
import type { Cluster } from '../lab/cluster.ts'
import { nodeOf } from '../lab/nodes.ts'

const MERGE = 'application/merge-patch+json'

/**
 * Who owns the games of a scenario: it does to a cluster what happens in a run. It knows the API server alone; what a
 * pod is to Berth it writes as its owner would, in labels and annotations.
 */
export class Owner {
  readonly #cluster: Cluster
  readonly #hosts: ReadonlyMap<string, Host>
  readonly #requests = new Map<string, PodRequest>()
  readonly #zones = new Map<string, string>()

  constructor(cluster: Cluster, fleet: Fleet) {
    this.#cluster = cluster
    this.#hosts = new Map(fleet.hosts.map((host) => [host.name, host]))
  }

  /** Makes one event of a run happen; done when the server has taken it. gates: scheduling gates of a pod it makes. */
  async act(event: Event, gates: readonly string[] = []): Promise<void> {
    const cluster = this.#cluster
    switch (event.kind) {
      case 'component':
        this.#requests.set(`${event.game}/${event.component}`, event.request)
        return
      case 'request':
        this.#zones.set(event.pod, event.zone)
        await cluster.ask('POST', '/api/v1/namespaces/default/pods', this.#podOf(event, gates))
        return
      case 'resize': {
        const { cpus, memoryMib, cause, atUs } = event
        await this.#annotate(event.pod, {
          'berth.dev/resize': JSON.stringify({ id: String(atUs), cpus, memoryMib, cause }),
        })
        return
      }
      case 'release':
        await this.#annotate(event.pod, { 'berth.dev/release-cause': event.cause })
        return
      case 'host-lost':
        await cluster.ask('DELETE', `/api/v1/nodes/${event.host}`)
        return
      case 'host-recovered':
        // Its slices are there still: they are taken away with a Node by a controller that the lab has not.
        await cluster.create([nodeOf(this.#hosts.get(event.host) as Host)])
        return
      case 'ready':
        return // The cluster says so by itself.
      default:
        throw new Error(`no scenario has ${event.kind}`)
    }
  }

  #podOf(event: Event & { kind: 'request' }, gates: readonly string[]): KubeObject {
    const { pod, game, zone, component, cpus, memoryMib, cause } = event
    const asked = this.#requests.get(`${game}/${component}`) as PodRequest
    const { cpus: _, memoryMib: __, ...request } = asked
    const size = { cpu: String(cpus), memory: `${memoryMib}Mi` }
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: objectOf(pod),
        namespace: 'default',
        labels: { 'berth.dev/game': game, 'berth.dev/zone': zone, 'berth.dev/component': component },
        annotations: {
          'berth.dev/pod': pod,
          'berth.dev/request': JSON.stringify(request),
          'berth.dev/cause': cause,
        },
      },
      spec: {
        schedulerName: 'berth',
        schedulingGates: gates.map((name) => ({ name })),
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'game', image: 'game', resources: { requests: size, limits: size } }],
      },
    }
  }

  async #annotate(pod: string, annotations: Readonly<Record<string, string>>): Promise<void> {
    await this.#cluster.ask('PATCH', pathOf(pod), { metadata: { annotations } }, MERGE)
  }
}

function objectOf(pod: string): string {
  return pod.replaceAll('/', '-')
}

function pathOf(pod: string): string {
  return `/api/v1/namespaces/default/pods/${objectOf(pod)}`
}
