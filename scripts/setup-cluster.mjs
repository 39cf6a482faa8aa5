import { clusterPrograms, lab } from './labs/cluster.mjs'

/** Global set-up of test projects that start a control plane: tells them where its programs lie. */
export function setup() {
  const { ok, reason } = lab.isInstalled()
  if (!ok) throw new Error(`the cluster lab is not installed: ${reason}`)
  process.env.BERTH_CLUSTER_PROGRAMS = clusterPrograms()
}
