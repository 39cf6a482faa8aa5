import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goBuild, pinnedVersion } from './go.mjs'
import { mustRun } from './host-image.mjs'
import { GAME, writeImage } from './node-image.mjs'

// How the disk with the node's programs is made. The cache folder is named by a hash of this file
// and of node-image.mjs: keep all else out of both.

export const MODULES = 'tests/node/lab/go'

/** By folder under MODULES, the Go module whose version counts. */
export const PINNED = {
  kubelet: 'k8s.io/kubernetes',
  containerd: 'github.com/containerd/containerd/v2',
  cni: 'github.com/containernetworking/plugins',
}

const CONTAINERD = `${PINNED.containerd}/cmd`
const CNI = `${PINNED.cni}/plugins`

/** What is built: the program, the Go module that pins it, its package, and where it goes on the disk. */
const PROGRAMS = [
  { name: 'kubelet', module: 'kubelet', package: 'k8s.io/kubernetes/cmd/kubelet', folder: 'bin' },
  { name: 'containerd', module: 'containerd', package: `${CONTAINERD}/containerd`, folder: 'bin' },
  {
    name: 'containerd-shim-runc-v2',
    module: 'containerd',
    package: `${CONTAINERD}/containerd-shim-runc-v2`,
    folder: 'bin',
  },
  { name: 'ctr', module: 'containerd', package: `${CONTAINERD}/ctr`, folder: 'bin' },
  { name: 'host-local', module: 'cni', package: `${CNI}/ipam/host-local`, folder: 'cni' },
  { name: 'loopback', module: 'cni', package: `${CNI}/main/loopback`, folder: 'cni' },
  { name: 'ptp', module: 'cni', package: `${CNI}/main/ptp`, folder: 'cni' },
]

/** Room for what containers write. */
const FREE_MIB = 300

/** Fills `draft` with node.img, an ext4 disk of programs and the image of containers, and versions.json. */
export async function buildNode(draft, progress) {
  const tree = join(draft, 'tree')
  const versions = {}
  for (const program of PROGRAMS) {
    const version = pinnedVersion(`${MODULES}/${program.module}`, PINNED[program.module])
    versions[program.module] = version
    mkdirSync(join(tree, program.folder), { recursive: true })
    await progress.step(`building ${program.name} ${version}`, () => build(program, version, tree))
  }
  writeFileSync(join(draft, 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`)
  const game = join(draft, GAME)
  await progress.step(`building ${GAME}`, () =>
    goBuild({ folder: `${MODULES}/${GAME}`, packagePath: '.', linkerFlags: [], out: game }),
  )
  await progress.step('image of containers and disk', () => {
    writeImage(game, join(draft, 'work'), join(tree, 'images', `${GAME}.tar`))
    makeDisk(tree, join(draft, 'node.img'))
  })
  for (const name of ['tree', 'work', GAME]) rmSync(join(draft, name), { recursive: true })
}

/** Kubernetes and containerd show the version that the linker writes into them. */
function build(program, version, tree) {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version)
  const kubernetes = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const stamps = {
    kubelet: Object.entries(kubernetes).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`),
    containerd: [`-X ${PINNED.containerd}/version.Version=${version}`],
  }
  return goBuild({
    folder: `${MODULES}/${program.module}`,
    packagePath: program.package,
    linkerFlags: stamps[program.module] ?? [],
    out: join(tree, program.folder, program.name),
  })
}

function makeDisk(tree, out) {
  chmodSync(tree, 0o755)
  const usedMib = Number(mustRun('du', ['-sm', '--apparent-size', tree]).split('\t')[0])
  mustRun('truncate', ['-s', `${Math.ceil(usedMib * 1.1) + FREE_MIB}M`, out])
  mustRun('mke2fs', ['-q', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-d', tree, out])
}
