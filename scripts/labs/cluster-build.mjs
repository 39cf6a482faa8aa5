import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../prepare.mjs'
import { LabFault } from './progress.mjs'

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

const GO_NEEDED = [1, 26]

/** Throws a LabFault that says how to get Go when there is none or it is too old. */
export function requireGo() {
  const needed = GO_NEEDED.join('.')
  const how = `install Go ${needed} or newer from https://go.dev/dl, or golang-${needed} from Debian's backports`
  const { error, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' })
  if (error !== undefined) throw new LabFault(`its programs are built by Go, which is not in PATH: ${how}`)
  const found = /^go(\d+)\.(\d+)/.exec(stdout)
  const [major, minor] = found === null ? [0, 0] : [Number(found[1]), Number(found[2])]
  if (major > GO_NEEDED[0] || (major === GO_NEEDED[0] && minor >= GO_NEEDED[1])) return
  throw new LabFault(
    `its programs need Go ${needed}, and this is ${stdout.trim() || 'no Go that says its version'}: ${how}`,
  )
}

/** The version that a go.mod of the lab pins, `v1.37.2`. */
function versionOf(module) {
  const text = readFileSync(join(ROOT, MODULES, module, 'go.mod'), 'utf8')
  const words = text.split('\n').map((line) => line.replace('require ', '').trim().split(' '))
  return words.find(([path]) => path === PINNED[module])[1]
}

/** Builds every program into the folder `draft`, and `versions.json` beside them. */
export async function buildPrograms(draft, progress) {
  const versions = {}
  for (const program of PROGRAMS) {
    const version = versionOf(program.module)
    versions[program.name] = version
    await progress.step(`building ${program.name} ${version}`, () => build(program, version, draft))
  }
  writeFileSync(join(draft, 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`)
}

/**
 * One program at a time: Go uses every Cpu by itself, and two builds side by side take longer. `-mod=readonly` refuses
 * what go.mod and go.sum do not pin. Kubernetes programs show the version that the linker writes into them.
 */
async function build(program, version, draft) {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version)
  const stamp = 'k8s.io/component-base/version'
  const stamps = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const words = Object.entries(stamps).map(([name, value]) => `-X ${stamp}.${name}=${value}`)
  const flags = ['-s', '-w', ...(program.module === 'kubernetes' ? words : [])].join(' ')
  await runGo(['build', '-trimpath', '-ldflags', flags, '-o', join(draft, program.name), program.package], program)
}

function runGo(words, program) {
  const env = { ...process.env, GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off', CGO_ENABLED: '0' }
  const child = spawn('go', words, { cwd: join(ROOT, MODULES, program.module), env, stdio: ['ignore', 'pipe', 'pipe'] })
  const last = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => last.push(...text.split('\n').filter((line) => line !== '')))
  }
  return new Promise((resolve, reject) => {
    child.on('error', (fault) => reject(new LabFault(`go: ${fault.message}`)))
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new LabFault(`go build of ${program.name} ended with ${code}:\n${last.slice(-12).join('\n')}`))
    })
  })
}
