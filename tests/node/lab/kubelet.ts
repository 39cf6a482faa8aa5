import { KUBELET_LABEL } from '../../cluster/lab/control-plane.ts'
import { kubeconfigText } from '../../cluster/lab/kubeconfig.ts'
import type { Authority } from '../../cluster/lab/pki.ts'
import { HOST } from '../../host/agent/requests.ts'
import { type Guest, OUTSIDE } from '../../host/lab/guest.ts'
import { cgroupDriverOf, type Daemon, daemonOf, RESERVED_CPUS } from './daemon.ts'

/** The Node of the guest, by the name under which its agent joins. */
export const NODE = HOST

export interface KubeletOptions {
  /**
   * `none`, unless told, leaves the Cpus of pods alone; `static` is the kubelet's own pinning: CPU manager static,
   * memory manager Static, topology manager single-numa-node. Pods that run when it changes are not looked after.
   */
  readonly policy?: 'none' | 'static'
  /** Feature gates that are on. */
  readonly gates?: readonly string[]
}

const FOLDER = '/etc/kubernetes'
const CONFIG = `${FOLDER}/kubelet.json`
const ADDRESS = '10.0.2.15'

/** Gives the guest the identity of its Node: a certificate of the cluster, and where the API server is. */
export async function putIdentity(guest: Guest, authority: Authority, clusterUrl: string): Promise<void> {
  const { certificate, key } = await authority.issue(`O=system:nodes, CN=system:node:${NODE}`)
  const credentials = { certificateFile: `${FOLDER}/kubelet.crt`, keyFile: `${FOLDER}/kubelet.key` }
  const url = urlInGuest(clusterUrl)
  await guest.putFile(`${FOLDER}/ca.crt`, authority.caCertificate)
  await guest.putFile(credentials.certificateFile, certificate)
  await guest.putFile(credentials.keyFile, key)
  await guest.putFile(`${FOLDER}/kubelet.kubeconfig`, kubeconfigText(url, `${FOLDER}/ca.crt`, credentials))
}

/** The same server of this machine's loopback as the guest reaches it. */
export function urlInGuest(url: string): string {
  return url.replace('127.0.0.1', OUTSIDE)
}

/** The kubelet as a program of the guest; needs `putIdentity` and containerd. It makes its Node by itself. */
export function kubeletOf(guest: Guest): Daemon<KubeletOptions> {
  return daemonOf(guest, {
    name: 'kubelet',
    async prepare(options) {
      const cgroupDriver = await cgroupDriverOf(guest)
      await guest.putFile(CONFIG, JSON.stringify({ ...configOf(options), cgroupDriver }))
      // It refuses to start on the books of another policy.
      await guest.must('rm -f /var/lib/kubelet/*_manager_state')
      const place = `--hostname-override=${NODE} --node-ip=${ADDRESS} --node-labels=${KUBELET_LABEL}=real`
      return `kubelet --config=${CONFIG} --kubeconfig=${FOLDER}/kubelet.kubeconfig ${place} -v=2`
    },
    isUp: 'true </dev/tcp/127.0.0.1/10248',
  })
}

function configOf({ policy = 'none', gates = [] }: KubeletOptions): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: false },
      x509: { clientCAFile: `${FOLDER}/ca.crt` },
    },
    authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    reservedSystemCPUs: RESERVED_CPUS.join(),
    kubeReserved: { memory: '200Mi' },
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    makeIPTablesUtilChains: false,
    failSwapOn: false,
    resolvConf: '',
    featureGates: Object.fromEntries(gates.map((gate) => [gate, true])),
    ...(policy === 'static' ? STATIC : {}),
  }
}

/** Both NumaNodes together must reserve what kubeReserved and evictionHard take of memory. */
const STATIC = {
  cpuManagerPolicy: 'static',
  cpuManagerReconcilePeriod: '2s',
  memoryManagerPolicy: 'Static',
  topologyManagerPolicy: 'single-numa-node',
  reservedMemory: [0, 1].map((numaNode) => ({ numaNode, limits: { memory: '150Mi' } })),
}
