import type { KubeObject } from './client.ts'

export interface PodOptions {
  readonly namespace?: string
  readonly cpus?: number
  readonly memoryMib?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  /** `berth` unless told: nobody binds it but the adapter. */
  readonly schedulerName?: string
  readonly nodeName?: string
}

/** A pod of one container with requests = limits, 2 Cpus and 1,024 MiB unless told: QoS class Guaranteed. */
export function gamePod(name: string, options: PodOptions = {}): KubeObject {
  const { namespace = 'default', cpus = 2, memoryMib = 1024, labels = {}, annotations = {} } = options
  const amounts = { cpu: String(cpus), memory: `${memoryMib}Mi` }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, annotations },
    spec: {
      schedulerName: options.schedulerName ?? 'berth',
      ...(options.nodeName === undefined ? {} : { nodeName: options.nodeName }),
      containers: [{ name: 'game', image: 'game:1', resources: { requests: amounts, limits: amounts } }],
    },
  }
}

/** The body of a POST to `pods/NAME/binding`. */
export function bindingOf(pod: string, host: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: pod },
    target: { apiVersion: 'v1', kind: 'Node', name: host },
  }
}

/** The body of a merge patch of `pods/NAME/resize`; its content type is `application/strategic-merge-patch+json`. */
export function resizeOf(cpus: number, memoryMib: number) {
  const amounts = { cpu: String(cpus), memory: `${memoryMib}Mi` }
  return { spec: { containers: [{ name: 'game', resources: { requests: amounts, limits: amounts } }] } }
}
