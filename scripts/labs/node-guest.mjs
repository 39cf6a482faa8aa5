import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { installPackages, ROOT, requireNode } from '../prepare.mjs'
import { clusterPrograms } from './cluster.mjs'
import { hostParts } from './host.mjs'
import { lab, nodeParts } from './node.mjs'

// `npm run node:up`, `node:join -- TOKEN`, `node:run -- COMMAND`, `node:down`: the node lab for a person, one a
// clone. The same code as the tests' starts it, read through Vite because it is TypeScript.

requireNode()
installPackages()
const { runnerImport } = await import('vite')

const FOLDER = join(ROOT, '.cache', 'node-up')
/** What is up: { pid, address }, the guest's process and what tests/node/lab/node.ts calls its address. */
const STATE = join(FOLDER, 'state.json')
/** Data folder of an adapter that a person starts with it. */
const DATA = join(FOLDER, 'berth')
/** All that `up` starts. */
const PROGRAMS = ['qemu-system-x86_64', 'etcd', 'kube-apiserver', 'kwok']
const KWOK_HOSTS = 3

/** Where the adapter of a person lets agents join, of this machine's loopback, and how the guest sees that. */
const JOIN_PORT = 7442
const OUTSIDE = '10.0.2.2'

const ACTIONS = { up, join: joinNode, run: runCommand, down }

const [action, ...words] = process.argv.slice(2)
await ACTIONS[action](words)

async function up() {
  const { ok, reason } = lab.isInstalled()
  if (!ok) return fail(`the node lab is not here: ${reason}`)
  if (ownProcesses().length > 0) return fail('a node is up already, or was left half way; end it by npm run node:down')
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(join(FOLDER, 'cluster'), { recursive: true })
  process.env.BERTH_CLUSTER_PROGRAMS = clusterPrograms()
  const { startNode } = await harness('node')
  const serialPath = join(FOLDER, 'console.log')
  const node = await startNode({
    hostParts: hostParts(),
    nodeParts: nodeParts(),
    serialPath,
    kwokHosts: KWOK_HOSTS,
    keepIn: join(FOLDER, 'cluster'),
    onStep: (step, ms) => process.stderr.write(`${step} after ${(ms / 1000).toFixed(1)} s\n`),
  })
  const { address } = node.lab
  writeFileSync(STATE, JSON.stringify({ pid: node.machine.pid, address }), { mode: 0o600 })
  process.stdout.write(
    [
      `export KUBECONFIG=${address.kubeconfig}`,
      `API server ${node.cluster.url}, the guest's Node and ${KWOK_HOSTS} of KWOK; logs in ${FOLDER}/cluster`,
      `the guest's console in ${serialPath}; in the guest: /var/log/kubelet.log, /var/log/containerd.log`,
      "a command there as root:  npm run node:run -- 'ctr -n k8s.io tasks ls'   (a script on standard input without words)",
      'image of containers:  berth.dev/lab/game:1, imagePullPolicy Never, args count; bind pods to guest-1',
      '',
      'Berth has no agent there yet, so it cannot push to the guest. An adapter, in a terminal of its own, and the agent:',
      `  npx berth serve --target kubernetes --kubeconfig ${address.kubeconfig} --join-listen 127.0.0.1:${JOIN_PORT} \\`,
      `    --names ${OUTSIDE} --data ${DATA}`,
      `  export BERTH_TOKEN=$(npx berth access add me --role admin,author,operator --data ${DATA} -o name)`,
      `  npm run node:join -- $(npx berth agents invite guest-1 --data ${DATA} -o name)`,
      `  npx berth hosts --data ${DATA}`,
      '',
      'all of it goes by:  npm run node:down',
      '',
    ].join('\n'),
  )
  // Guest and cluster are detached; nothing of them is waited for.
  process.exit(0)
}

/** Lets the agent in the guest join the adapter of `up`'s words. */
async function joinNode([token]) {
  if (token === undefined) return fail('usage: npm run node:join -- TOKEN, which npx berth agents invite guest-1 gives')
  const state = running()
  if (state === null) return fail('no node is up; start one by npm run node:up')
  const { buildWhenStale } = await import('../build.mjs')
  await buildWhenStale('agent')
  const { attachNode } = await harness('node')
  const { joinByHand } = await harness('by-hand')
  const node = attachNode(state.address)
  try {
    await joinByHand(node, JOIN_PORT, token)
    process.stdout.write('guest-1 has joined; its log in the guest: /run/agent.log\n')
  } catch (fault) {
    fail(`the agent has not joined:\n${fault.message}`)
  } finally {
    await node.close()
  }
}

async function runCommand(commands) {
  const state = running()
  if (state === null) return fail('no node is up; start one by npm run node:up')
  const { attachNode, NODE_PATH } = await harness('node')
  const script = commands.length > 0 ? commands.join(' ') : await text(process.stdin)
  const { guest, close } = attachNode(state.address)
  const { code, stdout, stderr } = await guest.run(`${NODE_PATH}\n${script}`, { timeoutMs: 600_000 })
  await close()
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = code
}

/** Ends all that `up` started, also one that was ended in the middle of it. */
async function down() {
  const programs = ownProcesses()
  for (const pid of programs) process.kill(Number(pid), 'SIGKILL')
  while (ownProcesses().length > 0) await sleep(50)
  rmSync(FOLDER, { recursive: true, force: true })
  process.stdout.write(programs.length === 0 ? 'no node was up\n' : `node down, ${programs.length} processes ended\n`)
}

/** Process ids of this clone's guest and cluster: programs of the labs whose words name the folder. */
function ownProcesses() {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const program = basename(readlinkSync(join('/proc', pid, 'exe')))
      if (!PROGRAMS.includes(program)) return false
      return readFileSync(join('/proc', pid, 'cmdline'), 'utf8').includes(`${FOLDER}/`)
    } catch {
      // It has ended meanwhile, or is somebody else's.
      return false
    }
  })
}

/** The node that is up, or null. */
function running() {
  const state = existsSync(STATE) ? JSON.parse(readFileSync(STATE, 'utf8')) : null
  return state !== null && isGuest(state) ? state : null
}

/** A process id may have a new owner: the guest's is known by its token. */
function isGuest({ pid, address }) {
  const words = join('/proc', String(pid), 'cmdline')
  return existsSync(words) && readFileSync(words, 'utf8').includes(address.guest.token)
}

async function harness(name) {
  const { module } = await runnerImport(join(ROOT, `tests/node/lab/${name}.ts`))
  return module
}

function fail(words) {
  process.stderr.write(`${words}\n`)
  process.exitCode = 1
}
