import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../prepare.mjs'
import { LabFault } from './progress.mjs'

// Labs that Go builds. Their cache folders are named by a hash of this file too: keep all else out of it.

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

/** The version of the Go module `path` that the go.mod in `folder` pins, `v1.37.2`. */
export function pinnedVersion(folder, path) {
  const text = readFileSync(join(ROOT, folder, 'go.mod'), 'utf8')
  const words = text.split('\n').map((line) => line.replace('require ', '').trim().split(' '))
  return words.find((line) => line[0] === path)[1]
}

/**
 * `go build` in a folder of the project: `packagePath` becomes the program `out`. One program at a time: Go uses every
 * Cpu by itself, and two builds side by side take longer. `-mod=readonly` refuses what go.mod and go.sum do not pin.
 */
export function goBuild({ folder, packagePath, linkerFlags, out }) {
  const words = ['build', '-trimpath', '-ldflags', ['-s', '-w', ...linkerFlags].join(' '), '-o', out, packagePath]
  const env = { ...process.env, GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off', CGO_ENABLED: '0' }
  const child = spawn('go', words, { cwd: join(ROOT, folder), env, stdio: ['ignore', 'pipe', 'pipe'] })
  const last = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => last.push(...text.split('\n').filter((line) => line !== '')))
  }
  return new Promise((resolve, reject) => {
    child.on('error', (fault) => reject(new LabFault(`go: ${fault.message}`)))
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new LabFault(`go build of ${packagePath} ended with ${code}:\n${last.slice(-12).join('\n')}`))
    })
  })
}
