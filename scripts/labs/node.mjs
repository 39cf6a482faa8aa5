import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildOnce, keyOf, labsFolder } from './cache.mjs'
import { lab as cluster } from './cluster.mjs'
import { requireGo } from './go.mjs'
import { lab as host } from './host.mjs'
import { buildNode, MODULES, PINNED } from './node-build.mjs'

const GAME_SOURCES = ['game/go.mod', 'game/main.go']

/** The folder of the disk with the node's programs, there or not. */
export function nodeParts() {
  const pins = Object.keys(PINNED).flatMap((module) => [`${module}/go.mod`, `${module}/go.sum`])
  const sources = [...pins, ...GAME_SOURCES].map((path) => `${MODULES}/${path}`)
  const scripts = ['node-build', 'node-image', 'go'].map((name) => `scripts/labs/${name}.mjs`)
  return join(labsFolder(), `node-${keyOf([...sources, ...scripts])}`)
}

/** The host lab's guest as a node of the cluster lab: with kubelet, containerd and runc, built by Go. */
export const lab = {
  name: 'node',
  isInstalled() {
    for (const each of [cluster, host]) {
      const { ok, reason } = each.isInstalled()
      if (!ok) return { ok, reason: `it runs in the ${each.name} lab: ${reason}` }
    }
    const ok = existsSync(nodeParts())
    return { ok, reason: ok ? '' : `no programs in ${nodeParts()}; build them by npm run labs:install -- node` }
  },
  async install(progress) {
    requireGo()
    await buildOnce(nodeParts(), progress, (draft) => buildNode(draft, progress))
  },
}
