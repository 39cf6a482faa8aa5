import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildOnce, keyOf, labsFolder } from './cache.mjs'
import { goBuild, pinnedVersion, requireGo } from './go.mjs'

const PROGRAMS = ['kubelet', 'scheduler']

/** The folder of the built programs, `kubelet` and `scheduler`, there or not. */
export function oraclePrograms() {
  const files = ['kubelet/main.go', 'kubelet/devices.go', 'scheduler/main.go']
  const pins = PROGRAMS.flatMap((name) => [`${name}/go.mod`, `${name}/go.sum`])
  const sources = [...files, ...pins].map((path) => `tests/oracle/${path}`)
  return join(labsFolder(), `oracle-${keyOf([...sources, 'scripts/labs/oracle.mjs', 'scripts/labs/go.mjs'])}`)
}

/** The kubelet's and kube-scheduler's own code as programs that answer made-up cases, built by Go. */
export const lab = {
  name: 'oracle',
  isInstalled() {
    const ok = existsSync(oraclePrograms())
    return { ok, reason: ok ? '' : `no programs in ${oraclePrograms()}; build them by npm run labs:install -- oracle` }
  },
  async install(progress) {
    requireGo()
    await buildOnce(oraclePrograms(), progress, async (draft) => {
      for (const name of PROGRAMS) {
        const folder = `tests/oracle/${name}`
        const build = { folder, packagePath: '.', linkerFlags: [], out: join(draft, name) }
        const version = pinnedVersion(folder, 'k8s.io/kubernetes')
        await progress.step(`building the ${name}'s code, Kubernetes ${version}`, () => goBuild(build))
      }
    })
  },
}
