import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Cluster } from './cluster.ts'
import { startCluster } from './cluster.ts'

// Run by scripts/labs/cluster-up.mjs: `up FOLDER [--hosts N] [--foreground]`. Starts a cluster that outlives this
// process, or, in the foreground, ends with it.

const HOSTS = 6
const HOSTS_MAX = 10_000

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { hosts: { type: 'string', default: String(HOSTS) }, foreground: { type: 'boolean', default: false } },
  })
  const hosts = Number(values.hosts)
  if (positionals.length !== 1) fail(`unexpected ${positionals.slice(1).join(' ')}`, 2)
  if (!Number.isInteger(hosts) || hosts < 0 || hosts > HOSTS_MAX) {
    fail(`--hosts ${values.hosts}: expected a whole number from 0 to ${HOSTS_MAX}`, 2)
  }
  if (values.foreground) await runHere(hosts)
  else await runOn(positionals[0], hosts)
} catch (fault) {
  fail(`the cluster did not start: ${(fault as Error).message}`, 1)
}

async function runHere(hosts: number): Promise<void> {
  const cluster = await startCluster({ nodes: hosts })
  say(cluster, hosts, 'Ctrl-C ends it.')
  const end = () => void cluster.stop().then(() => process.exit(0))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  setInterval(() => {}, 60_000)
}

async function runOn(folder: string, hosts: number): Promise<void> {
  const programsFolder = process.env['BERTH_CLUSTER_PROGRAMS'] ?? ''
  const cluster = await startCluster({ nodes: hosts, keepIn: folder })
  const { url, adminKubeconfig: kubeconfig } = cluster
  const programs = [...cluster.programs.values()].map(({ name, pid }) => ({
    name,
    pid,
    path: join(programsFolder, name),
  }))
  writeFileSync(join(folder, 'state.json'), `${JSON.stringify({ url, kubeconfig, programs })}\n`)
  say(cluster, hosts, 'npm run cluster:down ends it.')
  process.exit(0)
}

function say({ url, adminKubeconfig, dir }: Cluster, hosts: number, end: string): void {
  process.stdout.write(`${adminKubeconfig}\n`)
  process.stderr.write(`${url} is up with ${hosts} hosts; its logs are in ${dir}. Use it as its administrator by\n`)
  process.stderr.write(`  export KUBECONFIG=${adminKubeconfig}\n${end}\n`)
}

function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}
