import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PkiFiles } from './pki.ts'

/** Where a cluster listens and keeps its files. */
export interface Site {
  /** Fresh folder of this cluster alone. */
  readonly dir: string
  readonly pki: PkiFiles
  readonly apiPort: number
  readonly etcdPort: number
  readonly etcdPeerPort: number
}

/** etcd without fsync: a test that loses power has nothing to recover. */
export function etcdWords({ dir, etcdPort, etcdPeerPort }: Site): readonly string[] {
  const client = `http://127.0.0.1:${etcdPort}`
  const peer = `http://127.0.0.1:${etcdPeerPort}`
  return [
    '--name=lab',
    `--data-dir=${join(dir, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=lab=${peer}`,
    '--unsafe-no-fsync',
    '--quota-backend-bytes=4294967296',
    '--log-level=warn',
  ]
}

/**
 * kube-apiserver with TLS, RBAC and service accounts, on loopback only. Unless `taintsByCondition`, the admission
 * plugin TaintNodesByCondition is off: it puts `not-ready:NoSchedule` on every new Node, which only the controller
 * manager, of which there is none here, would take off again, and kube-scheduler would bind nothing without a word.
 */
export function apiServerWords(site: Site, taintsByCondition: boolean, more: readonly string[]): readonly string[] {
  const { dir, pki } = site
  const { certificateFile, keyFile } = pki.pathsOf('kube-apiserver')
  return [
    `--etcd-servers=http://127.0.0.1:${site.etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${site.apiPort}`,
    '--endpoint-reconciler-type=none',
    `--tls-cert-file=${certificateFile}`,
    `--tls-private-key-file=${keyFile}`,
    `--client-ca-file=${pki.caFile}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(dir, 'pki', 'sa.pub')}`,
    `--service-account-signing-key-file=${join(dir, 'pki', 'sa.key')}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    ...(taintsByCondition ? [] : ['--disable-admission-plugins=TaintNodesByCondition']),
    '--service-cluster-ip-range=10.0.0.0/24',
    '--max-requests-inflight=800',
    '--max-mutating-requests-inflight=400',
    ...more,
  ]
}

/** A Node with this label has a kubelet of its own. */
export const KUBELET_LABEL = 'berth-lab/kubelet'

/** KWOK over Nodes without a kubelet, and no leases: nothing here reads them, each is a write in ten seconds. */
export function kwokWords({ dir }: Site, kubeconfig: string, stages: string): readonly string[] {
  const file = join(dir, 'stages.yaml')
  writeFileSync(file, stages)
  return [
    `--config=${file}`,
    `--kubeconfig=${kubeconfig}`,
    '--manage-all-nodes=false',
    `--manage-nodes-with-label-selector=!${KUBELET_LABEL}`,
    '--node-lease-duration-seconds=0',
  ]
}

/** kube-scheduler, default profile, its client's limit lifted from 50 requests a second. */
export function schedulerWords({ dir }: Site, kubeconfig: string): readonly string[] {
  const file = join(dir, 'kube-scheduler.yaml')
  const config = {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    leaderElection: { leaderElect: false },
    clientConnection: { kubeconfig, qps: 5000, burst: 5000 },
  }
  writeFileSync(file, JSON.stringify(config))
  return [`--config=${file}`, '--secure-port=0']
}
