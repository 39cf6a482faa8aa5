import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildOnce, keyOf, labsFolder } from './cache.mjs'
import { goBuild, pinnedVersion, requireGo } from './go.mjs'

const FOLDER = 'tests/nri/runtime'
const FILES = ['main.go', 'go.mod', 'go.sum'].map((name) => `${FOLDER}/${name}`)

/** The built program, there or not. */
export function nriRuntime() {
  const key = keyOf([...FILES, 'scripts/labs/nri.mjs', 'scripts/labs/go.mjs'])
  return join(labsFolder(), `nri-${key}`, 'nri-runtime')
}

/** The side of NRI that containerd links in, as a program that has pods and containers and runs none. */
export const lab = {
  name: 'nri',
  isInstalled() {
    const ok = existsSync(nriRuntime())
    return { ok, reason: ok ? '' : `no program ${nriRuntime()}; build it by npm run labs:install -- nri` }
  },
  async install(progress) {
    requireGo()
    const folder = join(nriRuntime(), '..')
    await buildOnce(folder, progress, async (draft) => {
      const build = { folder: FOLDER, packagePath: '.', linkerFlags: [], out: join(draft, 'nri-runtime') }
      const version = pinnedVersion(FOLDER, 'github.com/containerd/nri')
      await progress.step(`building the runtime side of NRI ${version}`, () => goBuild(build))
    })
  },
}
