import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildOnce, keyOf, labsFolder } from './cache.mjs'
import { buildPrograms, MODULES, PINNED } from './cluster-build.mjs'
import { requireGo } from './go.mjs'

/** The folder of the built programs, there or not. */
export function clusterPrograms() {
  const pins = Object.keys(PINNED).flatMap((module) => [`${MODULES}/${module}/go.mod`, `${MODULES}/${module}/go.sum`])
  return join(labsFolder(), `cluster-${keyOf([...pins, 'scripts/labs/cluster-build.mjs', 'scripts/labs/go.mjs'])}`)
}

/** A Kubernetes control plane on loopback: etcd, kube-apiserver, kube-scheduler and KWOK, built by Go. */
export const lab = {
  name: 'cluster',
  isInstalled() {
    const ok = existsSync(clusterPrograms())
    return {
      ok,
      reason: ok ? '' : `no programs in ${clusterPrograms()}; build them by npm run labs:install -- cluster`,
    }
  },
  async install(progress) {
    requireGo()
    await buildOnce(clusterPrograms(), progress, (draft) => buildPrograms(draft, progress))
  },
}
