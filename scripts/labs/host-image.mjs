import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ROOT } from '../prepare.mjs'
import { LabFault } from './progress.mjs'

// How the host lab's image is made from Debian packages. The cache folder is named by a hash of this file and of the
// scripts of IMAGE_SCRIPTS: keep all else out of it.

const IMAGE = 'tests/host/lab/image'
export const IMAGE_SCRIPTS = ['build-root.sh', 'guest-init.sh', 'guest-serve.pl', 'initrd-init.sh', 'lab.service'].map(
  (name) => `${IMAGE}/${name}`,
)

/** What the initrd needs to reach the root disk. */
const INITRD_MODULES = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4']
/** What the guest loads later; with what these need, some thirty of four thousand modules. */
const GUEST_MODULES = [
  'virtio_net',
  'igb',
  'igbvf',
  'xfs',
  '8021q',
  'veth',
  'bridge',
  'br_netfilter',
  'dummy',
  'loop',
  'overlay',
]

/**
 * Fills the folder `draft` with vmlinuz, initrd.gz, root.img, data.img and versions.txt. `sources` is the path of an
 * apt sources file, `suite` Debian's name.
 */
export async function buildImage(draft, progress, { suite, sources }) {
  const root = join(draft, 'root')
  await progress.step('root tree from Debian packages (half a minute)', () =>
    mustRun('bash', [join(ROOT, IMAGE, 'build-root.sh'), draft, suite, sources]),
  )
  await progress.step('node of this machine', () => copyNode(root))
  await progress.step('initrd and image', () => {
    const modules = moduleTree(root)
    buildInitrd(draft, root, modules)
    keepModules(root, modules)
    for (const path of ['boot', 'var/cache/apt', 'var/lib/apt/lists', 'usr/share/zoneinfo'])
      rmSync(join(root, path), { recursive: true, force: true })
    mustRun('truncate', ['-s', '1G', join(draft, 'root.img')])
    mustRun('mke2fs', ['-q', '-t', 'ext4', '-O', '^has_journal', '-d', root, join(draft, 'root.img')])
    rmSync(root, { recursive: true })
  })
}

/** The guest runs the very Node that runs the tests; one that needs libraries the guest lacks fails here. */
function copyNode(root) {
  copyFileSync(process.execPath, join(root, 'usr/local/bin/node'))
  mustRun('chroot', [root, 'node', '--version'])
}

/** The modules of the kernel in `root`: their folder, and for each the files it needs, dependencies first. */
function moduleTree(root) {
  const parent = join(root, 'usr/lib/modules')
  const folder = join(parent, readdirSync(parent)[0])
  const needs = new Map()
  for (const line of readFileSync(join(folder, 'modules.dep'), 'utf8').trim().split('\n')) {
    const [file, rest] = line.split(':')
    needs.set(nameOf(file), [...rest.trim().split(' ').filter(Boolean).reverse(), file])
  }
  const filesOf = (names) => [
    ...new Set(
      names.flatMap((name) => {
        if (!needs.has(name)) throw new LabFault(`the kernel has no module ${name}`)
        return needs.get(name)
      }),
    ),
  ]
  return { folder, filesOf }
}

function nameOf(file) {
  return basename(file)
    .replace(/\.ko.*/, '')
    .replaceAll('-', '_')
}

function buildInitrd(draft, root, { folder, filesOf }) {
  const tree = join(draft, 'initrd')
  for (const path of ['bin', 'proc', 'sys', 'dev', 'root', 'modules']) mkdirSync(join(tree, path), { recursive: true })
  const busybox = join(root, 'bin/busybox')
  copyFileSync(busybox, join(tree, 'bin/busybox'))
  copyFileSync(join(ROOT, IMAGE, 'initrd-init.sh'), join(tree, 'init'))
  chmodSync(join(tree, 'init'), 0o755)
  filesOf(INITRD_MODULES).forEach((file, i) => {
    copyFileSync(join(folder, file), join(tree, 'modules', `${String(i).padStart(2, '0')}-${basename(file)}`))
  })
  const pack = `cd '${tree}' && find . | '${busybox}' cpio -o -H newc | gzip -1 >'${join(draft, 'initrd.gz')}'`
  mustRun('bash', ['-o', 'pipefail', '-c', pack])
  rmSync(tree, { recursive: true })
}

/** Drops every module that is not loaded: most of the tree's size. */
function keepModules(root, { folder, filesOf }) {
  const kept = `${folder}.kept`
  for (const file of filesOf([...INITRD_MODULES, ...GUEST_MODULES])) {
    mkdirSync(dirname(join(kept, file)), { recursive: true })
    copyFileSync(join(folder, file), join(kept, file))
  }
  for (const name of readdirSync(folder)) {
    if (/^modules\.(builtin|order)/.test(name)) cpSync(join(folder, name), join(kept, name))
  }
  rmSync(folder, { recursive: true })
  mustRun('mv', [kept, folder])
  mustRun('chroot', [root, 'depmod', basename(folder)])
}

/** Runs a program to its end; throws a LabFault with the last lines of what it said when it failed. */
export function mustRun(program, words, env = {}) {
  const { status, error, stdout, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...env },
    maxBuffer: 1 << 26,
  })
  if (error !== undefined) throw new LabFault(`${program}: ${error.message}`)
  if (status === 0) return stdout
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-12).join('\n')
  throw new LabFault(`${program} ${basename(words[0] ?? '')} ended with ${status}:\n${said}`)
}
