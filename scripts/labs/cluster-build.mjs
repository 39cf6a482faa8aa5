import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goBuild, pinnedVersion } from './go.mjs'

// How the cluster lab's programs are built. The cache folder is named by a hash of this file: keep all else out of it.

export const MODULES = 'tests/cluster/lab/go'

/** What is built: the program, the Go module that pins it, the package, and the module whose version it shows. */
const PROGRAMS = [
  { name: 'etcd', module: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  { name: 'kube-apiserver', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  { name: 'kube-scheduler', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-scheduler' },
  { name: 'kwok', module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
]

/** By folder under MODULES, the Go module whose version counts. */
export const PINNED = {
  etcd: 'go.etcd.io/etcd/server/v3',
  kubernetes: 'k8s.io/kubernetes',
  kwok: 'sigs.k8s.io/kwok',
}

/** Builds every program into the folder `draft`, and `versions.json` beside them. */
export async function buildPrograms(draft, progress) {
  const versions = {}
  for (const program of PROGRAMS) {
    const version = pinnedVersion(`${MODULES}/${program.module}`, PINNED[program.module])
    versions[program.name] = version
    await progress.step(`building ${program.name} ${version}`, () => build(program, version, draft))
  }
  writeFileSync(join(draft, 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`)
}

/** Kubernetes programs show the version that the linker writes into them. */
function build(program, version, draft) {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version)
  const stamp = 'k8s.io/component-base/version'
  const stamps = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const words = Object.entries(stamps).map(([name, value]) => `-X ${stamp}.${name}=${value}`)
  return goBuild({
    folder: `${MODULES}/${program.module}`,
    packagePath: program.package,
    linkerFlags: program.module === 'kubernetes' ? words : [],
    out: join(draft, program.name),
  })
}
