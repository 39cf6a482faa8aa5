import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mustRun } from './host-image.mjs'
import { LabFault } from './progress.mjs'

/** The emulator. Its igb card, the only one with virtual functions, came with 8.0. */
export const QEMU = 'qemu-system-x86_64'
const QEMU_MIN = 8

const SOURCES = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list']

/** The major version of the installed emulator; 0 without one. */
export function qemuMajor() {
  const { stdout } = spawnSync(QEMU, ['--version'], { encoding: 'utf8' })
  return Number(/version (\d+)/.exec(stdout ?? '')?.[1] ?? 0)
}

export function hasQemu() {
  return qemuMajor() >= QEMU_MIN
}

/**
 * Installs the emulator and the builder of root trees where they are missing: { suite, sources } for the image.
 * Debian 12 has too old an emulator and its backports a good one; they are read through apt's own lists in a folder of
 * our own, from the mirror that the system already uses, so that the system's sources stay as they are.
 */
export async function installPrograms(progress) {
  const { suite, sources } = requireDebianRoot()
  const folder = mkdtempSync(join(tmpdir(), 'berth-apt-'))
  try {
    const missing = [
      ...(hasQemu() ? [] : ['qemu-system-x86']),
      ...(spawnSync('mmdebstrap', ['--version']).status === 0 ? [] : ['mmdebstrap']),
    ]
    await progress.step('package lists', () => mustRun('apt-get', ['-qq', 'update']))
    if (missing.length > 0) {
      const apt = withBackports(folder, suite, sources)
      await progress.step(`apt-get install ${missing.join(' ')}`, () => {
        mustRun('apt-get', [...apt, '-qq', 'update'])
        const words = ['-qq', '-y', '--no-install-recommends', '-t', `${suite}-backports`, 'install', ...missing]
        mustRun('apt-get', [...apt, ...words])
      })
    }
    if (!hasQemu()) throw new LabFault(`it needs ${QEMU} ${QEMU_MIN} or newer, and apt offers ${qemuMajor() || 'none'}`)
    return { suite, sources }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function requireDebianRoot() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1]
  const sources = SOURCES.find((path) => existsSync(path))
  const needs = `it is built from Debian packages by root (${QEMU} ${QEMU_MIN} or newer, mmdebstrap, a kernel)`
  if (!/^ID=debian$/m.test(release) || suite === undefined || sources === undefined || process.arch !== 'x64')
    throw new LabFault(`${needs}; this is not Debian on x86-64`)
  if (process.getuid?.() !== 0) throw new LabFault(`${needs}; this is not root: run npm run labs:install as root`)
  return { suite, sources }
}

/** Options that make apt read the configured sources and their backports, with lists under `folder`. */
function withBackports(folder, suite, sources) {
  const parts = join(folder, 'parts')
  const lists = join(folder, 'lists')
  mkdirSync(parts, { recursive: true })
  mkdirSync(join(lists, 'partial'), { recursive: true })
  const text = readFileSync(sources, 'utf8')
  const isDeb822 = sources.endsWith('.sources')
  const more = isDeb822
    ? text.replace(new RegExp(`^(Suites: .*\\b${suite}-updates)\\b`, 'm'), `$1 ${suite}-backports`)
    : `${text}\n${text.replaceAll(`${suite}-updates`, `${suite}-backports`)}`
  writeFileSync(join(parts, isDeb822 ? 'debian.sources' : 'debian.list'), more)
  return [
    `Dir::Etc::sourceparts=${parts}`,
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::State::lists=${lists}`,
    'Dir::Cache::pkgcache=',
    'Dir::Cache::srcpkgcache=',
  ].flatMap((option) => ['-o', option])
}
