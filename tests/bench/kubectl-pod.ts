/** When everything began. */
export const TIME = '2026-11-01T10:00:00Z'

const SIZES = [
  { cpu: '2', memory: '4Gi' },
  { cpu: '500m', memory: '1Gi' },
  { cpu: '4', memory: '8Gi' },
  { cpu: '250m', memory: '512Mi' },
]

/** The i-th pod of a made-up cluster, of Deployments with so many pods each, dealt out over the nodes. */
export function podObject(i: number, nodes: number, podsPerWorkload: number): object {
  const workload = Math.floor(i / podsPerWorkload)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf(i, workload),
    spec: specOf(i, workload, i % nodes),
    status: statusOf(i, workload),
  }
}

function isGpuPod(workload: number): boolean {
  return workload % 40 === 39
}

function appOf(workload: number): string {
  return `part-${workload % 10}`
}

function containerOf(name: string, workload: number, token: string, resources: object): object {
  const probe = {
    failureThreshold: 3,
    httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' },
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  }
  return {
    env: ['POD_NAME', 'POD_IP', 'ZONE'].map((key) => ({
      name: key,
      valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } },
    })),
    image: `registry.example/game/${appOf(workload)}:1.${workload % 30}.0`,
    imagePullPolicy: 'IfNotPresent',
    livenessProbe: probe,
    name,
    ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
    readinessProbe: probe,
    resources,
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name: token, readOnly: true }],
  }
}

function metadataOf(i: number, workload: number): object {
  const app = appOf(workload)
  const hash = (0x1000000 + workload * 7919).toString(16)
  const namespace = `game-${Math.floor(workload / 10)}`
  return {
    creationTimestamp: TIME,
    generateName: `${app}-${hash}-`,
    labels: { app, 'pod-template-hash': hash, tier: workload % 2 === 0 ? 'logic' : 'access' },
    name: `${app}-${hash}-${i.toString(36).padStart(5, 'x')}`,
    namespace,
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        blockOwnerDeletion: true,
        controller: true,
        kind: 'ReplicaSet',
        name: `${app}-${hash}`,
        uid: uid(workload),
      },
    ],
    resourceVersion: String(2_000_000 + i),
    uid: uid(i),
  }
}

function specOf(i: number, workload: number, node: number): object {
  const app = appOf(workload)
  const isGpu = isGpuPod(workload)
  const token = `kube-api-access-${(i % 46_656).toString(36).padStart(5, 'x')}`
  const amounts = { ...SIZES[workload % SIZES.length], ...(isGpu ? { 'nvidia.com/gpu': '1' } : {}) }
  const shipper = { limits: { memory: '128Mi' }, requests: { cpu: '50m', memory: '64Mi' } }
  return {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            podAffinityTerm: { labelSelector: { matchLabels: { app } }, topologyKey: 'kubernetes.io/hostname' },
            weight: 100,
          },
        ],
      },
    },
    containers: [
      containerOf(app, workload, token, { limits: amounts, requests: amounts }),
      containerOf('log-shipper', workload, token, shipper),
    ].slice(0, workload % 3 === 0 ? 1 : 2),
    dnsPolicy: 'ClusterFirst',
    enableServiceLinks: true,
    nodeName: nodeName(node),
    ...(isGpu ? { nodeSelector: { pool: 'gpu' } } : {}),
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 0,
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    serviceAccount: 'default',
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 30,
    tolerations: [
      ...(isGpu ? [{ effect: 'NoSchedule', key: 'pool', operator: 'Equal', value: 'gpu' }] : []),
      ...['not-ready', 'unreachable'].map((key) => ({
        effect: 'NoExecute',
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        tolerationSeconds: 300,
      })),
    ],
    volumes: [
      {
        name: token,
        projected: {
          defaultMode: 420,
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
          ],
        },
      },
    ],
  }
}

function statusOf(i: number, workload: number): object {
  const app = appOf(workload)
  const condition = (type: string): object => ({ lastProbeTime: null, lastTransitionTime: TIME, status: 'True', type })
  return {
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
    containerStatuses: [
      {
        containerID: `containerd://${'0123456789abcdef'.repeat(4)}`,
        image: `registry.example/game/${app}:1.${workload % 30}.0`,
        imageID: `registry.example/game/${app}@sha256:${'cd'.repeat(32)}`,
        lastState: {},
        name: app,
        ready: true,
        restartCount: 0,
        started: true,
        state: { running: { startedAt: TIME } },
      },
    ],
    hostIP: `10.0.${(i >> 8) & 255}.${i & 255}`,
    phase: 'Running',
    podIP: `10.${i & 127}.${(i >> 8) & 255}.${i & 255}`,
    podIPs: [{ ip: `10.${i & 127}.${(i >> 8) & 255}.${i & 255}` }],
    qosClass: 'Burstable',
    startTime: TIME,
  }
}

/** Name of the i-th node. */
export function nodeName(i: number): string {
  return `ip-10-${i >> 12}-${(i >> 6) & 63}-${i & 63}.internal`
}

/** A uid that no other object of its kind has. */
export function uid(i: number): string {
  return `${i.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
}
