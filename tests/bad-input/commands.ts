import { BASELINE_COMMANDS } from './baseline-commands.ts'
import { type CommandRow, GOOD } from './command-row.ts'
import { SCENARIO, TOPOLOGY } from './good.ts'
import { PLAN, PLAN_DIGEST, PLAN_REQUEST } from './plans.ts'
import { PROFILES } from './profiles.ts'
import { broken } from './row.ts'
import { WHAT_IF_COMMANDS } from './what-if-commands.ts'

function without(files: Readonly<Record<string, string>>, path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path))
}

const NAME_EXPECTED = 'expected a name of at most 63 characters: a-z, 0-9 and hyphens inside'

/** Of an agent with all that it needs. */
const AGENT_WORDS = [
  ...['agent', '--listen', '10.1.2.3', '--adapter', 'https://10.0.0.1:7442', '--host', 'h1', '--region', 'r'],
  ...['--idc', 'i', '--module', 'm', '--rack', 'k', '--state', 's'],
]

export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'replay with a file of profiles with a slip, and a profile of no name there',
    words: ['replay', 'tiny.yaml', '--profiles', 'mine.yaml', '--profile', 'tigth'],
    files: { ...GOOD, 'mine.yaml': broken(PROFILES, [['fill: spread', 'fill: half']]) },
    faults: [
      'mine.yaml: spec.profiles[1].fill: found "half", expected one of pack, spread',
      '--profile: found "tigth", expected one of pack, spread, kube-default, kube-best-effort, kube-restricted, kube-single-numa-node',
    ],
  },
  ...BASELINE_COMMANDS,
  {
    name: 'compare with a scenario and a file that have one profile of one name',
    words: ['compare', 'tiny.yaml', '--profiles', 'mine.yaml', '--profile', 'tight', '--profile', 'airy'],
    files: {
      ...GOOD,
      'tiny.yaml': broken(SCENARIO, [
        ['  drawSeed: 7', '  drawSeed: 7\n  profiles: [{name: tight, fill: pack, scores: {NumaTight: 1}}]'],
      ]),
      'mine.yaml': PROFILES,
    },
    faults: ['tiny.yaml: spec.profiles[0].name: found "tight", expected a name no other profile has'],
  },
  {
    name: 'agent with nothing right',
    words: [
      'agent',
      '--listen',
      'x',
      '--join',
      'y',
      '--host',
      'H',
      '--disk',
      'a',
      '--disk',
      'b=/x',
      '--disk',
      'b=/y:3',
    ],
    faults: [
      '--listen: found "x", expected ADDRESS:PORT, such as 10.1.2.3:7443',
      '--adapter: found nothing, expected an address such as https://10.0.0.1:7443',
      '--join: found 1 characters of another form, expected a join token, berth-join_SECRET.SHA256',
      `--host: found "H", ${NAME_EXPECTED}`,
      `--region: found nothing, ${NAME_EXPECTED}`,
      `--idc: found nothing, ${NAME_EXPECTED}`,
      `--module: found nothing, ${NAME_EXPECTED}`,
      `--rack: found nothing, ${NAME_EXPECTED}`,
      '--disk: found "a", expected NAME=PATH or NAME=PATH:IOKIBPS, such as disk0=/srv/games:200000',
      '--disk: found b again, expected each name once',
      '--state: found nothing, expected a folder that only the agent writes',
    ],
  },
  {
    name: 'agent that listens everywhere without saying where it is reached',
    words: [
      ...['agent', '--listen', '0.0.0.0', '--adapter', 'http://x', '--host', 'h1', '--region', 'r', '--idc', 'i'],
      ...['--module', 'm', '--rack', 'k', '--state', 's', '--reserved-cpus', '3-1', '--drift-ms', '5'],
    ],
    faults: [
      '--address: found nothing, expected an address such as https://10.0.0.1:7443',
      '--adapter: found "http://x", expected an address such as https://10.0.0.1:7443',
      '--reserved-cpus: found "3-1", expected a Cpu list such as 0-3,48-51',
      '--drift-ms: found "5", expected a whole number from 100 to 3600000',
    ],
  },
  {
    name: 'agent that publishes with no runtime of containers to be a plugin of',
    words: [...AGENT_WORDS, '--api-server', 'http://10.0.0.1:6443'],
    faults: [
      '--nri: found nothing, expected the socket of the container runtime, with --api-server',
      '--api-server: found "http://10.0.0.1:6443", expected an address such as https://10.0.0.1:7443',
    ],
  },
  {
    name: 'agent with an account for nothing',
    words: [...AGENT_WORDS, '--account', 'here'],
    faults: ['--account: found here, expected --api-server with it'],
  },
  {
    name: 'replay of a scenario with a slip of the pen and a bad name',
    words: ['replay', 'tiny.yaml', '--size', 'demo'],
    files: {
      ...GOOD,
      'tiny.yaml': SCENARIO.replace('drawSeed:', 'drawSed:').replace('region: south', 'region: South'),
    },
    faults: [
      'tiny.yaml: spec.drawSeed: found nothing, expected a whole number from 0 to 9007199254740991',
      `tiny.yaml: spec.fleet.hostGroups[0].region: found "South", ${NAME_EXPECTED}`,
      'tiny.yaml: spec.drawSed: found an unknown key, expected drawSeed (did you mean that?)',
    ],
  },
  {
    name: 'replay of a scenario whose topology is broken',
    words: ['replay', 'tiny.yaml', '--size', 'smoke'],
    files: { ...GOOD, 'hosts/small.yaml': TOPOLOGY.replace('numa: 1', 'numa: 3') },
    faults: ['tiny.yaml: topology small: spec.nics[0].numa: found 3, expected the id of a NumaNode of this host'],
  },
  {
    name: 'replay of a bundled machine with 24 NumaNodes',
    words: ['replay', 'tiny.yaml'],
    files: {
      ...GOOD,
      'tiny.yaml': SCENARIO.replace('topology: small', 'topology: 192em64t-24n').replace('{ens1f0: 8}', '{"*": 8}'),
    },
    faults: [
      'tiny.yaml: spec.fleet.hostGroups[0].topology: found 192em64t-24n with 24 NumaNodes, ' +
        'expected a topology of at most 8 NumaNodes',
    ],
  },
  {
    name: 'replay of a file that is no YAML',
    words: ['replay', 'tiny.yaml'],
    files: { 'tiny.yaml': 'spec: {fleet: [1, 2}\n' },
    faults: [
      'tiny.yaml: line 1, column 20: found Flow sequence in block collection must be sufficiently indented and end with a ], ' +
        'expected consistent indentation and closed brackets',
      'tiny.yaml: line 1, column 21: found Flow map in block collection must be sufficiently indented and end with a }, ' +
        'expected consistent indentation and closed brackets',
    ],
  },
  {
    name: 'replay of a scenario that is not there',
    words: ['replay', 'nowhere.yaml'],
    faults: [
      'SCENARIO: found "nowhere.yaml", ' +
        'expected one of delivery, fleet-year, gray-rollout, launch-day, load-balancers, maintenance, module-loss, near-and-apart, network-modes, new-servers, next-season, patch-day, rollout, scaling, shared-hosts, stale-cache, volumes, or the path of a scenario file or of a run directory',
    ],
  },
  {
    name: 'replay with every argument wrong',
    words: ['replay', 'launch-day', '--size', 'tiny', '--seed', '1.5', '--profile', 'stack', '--log', 'none'],
    faults: [
      '--size: found "tiny", expected one of smoke, demo, bench',
      '--seed: found "1.5", expected a whole number from 0 to 9007199254740991',
      '--profile: found "stack", expected one of pack, spread, kube-default, kube-best-effort, kube-restricted, kube-single-numa-node',
      '--log: found "none", expected one of full, digest',
    ],
  },
  {
    name: 'schema of a kind that is none',
    words: ['schema', 'Scenarios'],
    faults: [
      'KIND: found "Scenarios", expected one of Scenario, Curve, HostTopology, GameTemplate, NetworkModel, Fleet, Run, Profiles, PlanRequest, Plan',
    ],
  },
  {
    name: 'import of a table without the columns of the site',
    words: ['import', 'steamdb', 'mine.csv'],
    files: { 'mine.csv': 'time,players\n2026-01-01,5\n' },
    faults: [
      'mine.csv: line 1: found "time", "players", expected the columns "DateTime" and "Players" of a SteamDB chart export',
    ],
  },
  {
    name: 'import of a table with words for numbers',
    words: ['import', 'csv', 'mine.csv'],
    files: { 'mine.csv': 'time,players\nyesterday,five\n2026-01-02,6\n' },
    faults: [
      'mine.csv: line 2, time: found "yesterday", expected a time such as 2026-03-05 18:10 (UTC) or unix seconds',
      'mine.csv: line 2, players: found "five", expected a whole number of players',
    ],
  },
  {
    name: 'audit of a folder that is no run',
    words: ['audit', '.'],
    files: { 'readme.txt': 'nothing\n' },
    faults: [
      '.: events.ndjson: found no such file, expected the log of a run',
      '.: decisions.ndjson: found no such file, expected the log of a run made with --log full',
      '.: manifest.json: found no such file, expected a file of a whole run',
      '.: fleet.json: found no such file, expected a file of a whole run',
    ],
  },
  {
    name: 'audit of a file',
    words: ['audit', 'readme.txt'],
    files: { 'readme.txt': 'nothing\n' },
    faults: ['readme.txt: found no directory, expected the directory of a run'],
  },
  {
    name: 'audit of nothing',
    words: ['audit', 'nowhere'],
    faults: ['nowhere: found nothing, expected the directory of a run'],
  },
  {
    name: 'replay of a scenario whose topology is a folder',
    words: ['replay', 'tiny.yaml'],
    files: { ...without(GOOD, 'hosts/small.yaml'), 'hosts/small.yaml/readme.txt': 'nothing\n' },
    faults: [
      'tiny.yaml: hosts/small.yaml: found a folder, expected a readable file',
      'tiny.yaml: spec.fleet.hostGroups[0].topology: found "small", expected the name of a topology in the library',
    ],
  },
  {
    name: 'plans create of a request with faults in frame and intents',
    words: ['plans', 'create', 'friday.json', '--data', 'state'],
    files: {
      'friday.json': broken(PLAN_REQUEST, [
        ['friday', 'Friday!'],
        ['"kind":"drain"', '"kind":"empty"'],
      ]),
    },
    faults: [
      `friday.json: metadata.name: found "Friday!", ${NAME_EXPECTED}`,
      'friday.json: spec.intents[5].kind: found "empty", expected one of bind, create, resize, release, migrate, drain',
    ],
  },
  ...WHAT_IF_COMMANDS,
  {
    name: 'serve with two policies and no port',
    words: ['serve', '--policy', 'a.ts', '--policy', 'b.ts', '--port', 'http'],
    faults: [
      '--port: found "http", expected a whole number from 0 to 65535',
      '--policy: found 2 of them, expected one',
    ],
  },
  {
    name: 'serve with a policy that types wrongly',
    words: ['serve', '--policy', 'mine.ts'],
    files: {
      'mine.ts': "const a: string = 1\nexport default { name: 'mine', extends: 'pack' }\n",
    },
    faults: ['mine.ts:1: found type number, expected type string'],
  },
  {
    name: 'plans create with every argument wrong',
    words: ['plans', 'create', '--dry-run', 'server', '--target', 'cloud', '--server', 'here', '--data', 'state'],
    faults: [
      'FILE: found nothing, expected a PlanRequest',
      '--dry-run: found "server", expected one of client',
      '--server: found "here", expected an http(s) address',
      '--data: found a data folder, expected none, beside --server',
      '--target: found "cloud", expected one of kubernetes, agents, sandbox',
    ],
  },
  {
    name: 'plans create of a file that is not there',
    words: ['plans', 'create', 'nowhere.yaml'],
    faults: ['nowhere.yaml: found no such file, expected a readable file'],
  },
  {
    name: 'plans diff of a plan with faults',
    words: ['plans', 'diff', './plan.json'],
    files: { './plan.json': broken(PLAN, [['"number":1,"kind":"release"', '"number":0,"kind":"release"']]) },
    faults: ['./plan.json: spec.steps[0].number: found 0, expected a whole number from 1 to 20000'],
  },
  {
    name: 'plans show of a plan that was changed after it was made',
    words: ['plans', 'show', 'plan.json'],
    files: { 'plan.json': PLAN },
    faults: [`plan.json: spec.digest: found ${'d'.repeat(64)}, expected ${PLAN_DIGEST}, which is that of the spec`],
  },
  {
    name: 'push of no plan, with a reason of nothing and a way to try that is none',
    words: ['push', '--dry-run=all', '--reason'],
    faults: [
      'PLAN: found nothing, expected the name of an approved plan',
      '--dry-run: found "all", expected one of client, server',
      '--reason: found nothing, expected a text',
    ],
  },
]
