import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const LONG = new Set(['architecture', 'property'])

const NODE_SETUP = [
  'scripts/setup-cluster.mjs',
  'scripts/setup-agent.mjs',
  'scripts/setup-cli.mjs',
  'scripts/setup-workbench.mjs',
  'tests/node/lab/setup.ts',
]

/** One project a folder, so that a part runs alone: `npx vitest run --project unit`. */
function project(
  name: string,
  more: { include?: string[]; globalSetup?: string[]; slow?: boolean; lab?: boolean } = {},
) {
  const slow = more.slow === true || more.lab === true
  return {
    test: {
      name,
      include: more.include ?? [`tests/${name}/**/*.test.ts`],
      globalSetup: more.globalSetup ?? [],
      // Properties are many short runs, and architecture reads every file: their time follows the machine's load.
      testTimeout: more.lab === true ? 600_000 : slow || LONG.has(name) ? 120_000 : 30_000,
      hookTimeout: more.lab === true ? 600_000 : 120_000,
      // Where real browsers, guests and servers share two cores with a build, one test in a thousand waits in vain. CI
      // tries it once more and the run's last lines name it; on a developer's machine it fails.
      retry: process.env.CI !== undefined && slow ? 1 : 0,
      // Modules are loaded once a worker, not once a file: half the time of unit tests, which keep nothing in them.
      isolate: name !== 'unit',
      // Whole processes and browsers come after all others, two files at a time: they wait more than they compute.
      // Labs are last, a group each in the order in which scripts/labs/list.mjs names them; they and grids have one
      // file at a time.
      ...(more.lab === true || name.startsWith('long') ? { fileParallelism: false } : {}),
      ...(slow ? { sequence: { groupOrder: more.lab === true ? labOrder(name) : 1 } } : {}),
    },
  }
}

const LABS = ['cluster', 'host', 'oracle', 'nri', 'node', 'long-cluster', 'long-host', 'long-node', 'long-systemd']

function labOrder(name: string): number {
  return 2 + LABS.indexOf(name)
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    // Left to itself vitest keeps one Cpu back, half of a small machine.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      project('architecture', { include: ['tests/architecture.test.ts', 'tests/architecture/**/*.test.ts'] }),
      project('unit'),
      project('property'),
      project('scenario'),
      project('vectors'),
      project('crash', { globalSetup: ['scripts/setup-crash.mjs'], slow: true }),
      project('long', { globalSetup: ['scripts/setup-crash.mjs'], slow: true }),
      project('long-oracle', { globalSetup: ['scripts/setup-oracle.mjs'], slow: true }),
      project('long-cluster', {
        lab: true,
        globalSetup: ['scripts/setup-cluster.mjs', 'scripts/setup-crash.mjs'],
      }),
      project('long-host', { lab: true, globalSetup: ['scripts/setup-agent.mjs', 'tests/host/lab/setup.ts'] }),
      project('bad-input', { globalSetup: ['scripts/setup-cli.mjs'] }),
      project('cli', { globalSetup: ['scripts/setup-cli.mjs', 'scripts/setup-workbench.mjs'], slow: true }),
      project('parity', { globalSetup: ['scripts/setup-cli.mjs', 'scripts/setup-workbench.mjs'], slow: true }),
      project('browser', { globalSetup: ['scripts/setup-cli.mjs', 'scripts/setup-workbench.mjs'], slow: true }),
      project('cluster', {
        lab: true,
        globalSetup: [
          'scripts/setup-cluster.mjs',
          'scripts/setup-cli.mjs',
          'scripts/setup-workbench.mjs',
          'scripts/setup-crash.mjs',
        ],
      }),
      project('oracle', { lab: true, globalSetup: ['scripts/setup-oracle.mjs'] }),
      project('nri', { lab: true, globalSetup: ['scripts/setup-nri.mjs'] }),
      project('node', { lab: true, globalSetup: NODE_SETUP }),
      project('long-node', {
        lab: true,
        globalSetup: [
          'scripts/setup-cluster.mjs',
          'scripts/setup-agent.mjs',
          'scripts/setup-cli.mjs',
          'tests/node/lab/setup.ts',
        ],
      }),
      // The node lab's own tests again, where systemd is PID 1, and what can only be asked there.
      project('long-systemd', {
        lab: true,
        include: ['tests/long-systemd/**/*.test.ts', 'tests/node/**/*.test.ts'],
        globalSetup: NODE_SETUP,
      }),
      project('host', { lab: true, globalSetup: ['scripts/setup-agent.mjs', 'tests/host/lab/setup.ts'] }),
    ],
  },
})
