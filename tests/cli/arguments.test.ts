import { describe, expect, it } from 'vitest'
import { berth } from './berth.ts'

/** Each row: words, then the exact lines on stderr. */
const BAD: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'no command',
    [],
    [
      'COMMAND: found nothing, expected one of replay, audit, explain, consolidate, fit, prove, compare, sweep, plan, import, export, schema, hosts, agents, agent, serve, session, plans, push, access',
    ],
  ],
  [
    'an option before any command',
    ['plans', '--colour'],
    [
      '--colour: found an unknown option, expected --help alone',
      'COMMAND: found nothing, expected one of create, list, show, diff, propose, withdraw, approve, apply, pause, resume, halt, rollback, close, audit',
    ],
  ],
  [
    'an unknown command',
    ['repaly'],
    [
      'COMMAND: found "repaly", expected one of replay, audit, explain, consolidate, fit, prove, compare, sweep, plan, import, export, schema, hosts, agents, agent, serve, session, plans, push, access',
    ],
  ],
  [
    'every fault at once',
    [
      'replay',
      'launch-day',
      'twice',
      '--size',
      'huge',
      '--seed',
      '-1',
      '--profile',
      'best',
      '--log',
      'some',
      '-o',
      'xml',
    ],
    [
      '--output: found "xml", expected one of table, json, yaml, name',
      'arguments: found "twice", expected nothing more',
      '--size: found "huge", expected one of smoke, demo, bench',
      '--seed: found "-1", expected a whole number from 0 to 9007199254740991',
      '--profile: found "best", expected one of pack, spread, kube-default, kube-best-effort, kube-restricted, kube-single-numa-node',
      '--log: found "some", expected one of full, digest',
    ],
  ],
  [
    'options without a value',
    ['replay', 'launch-day', '--size', '--seed'],
    [
      '--size: found nothing, expected one of smoke, demo, bench',
      '--seed: found nothing, expected a whole number from 0 to 9007199254740991',
    ],
  ],
  [
    'an unknown option beside a wrong one',
    ['replay', 'launch-day', '--speed', '3', '--size', 'huge'],
    [
      '--speed: found an unknown option, expected one of --size, --seed, --set, --split, --profile, --profiles, --policy, --check, --losses, --losses-start, --log, --until, --resume, --out, --output, --quiet',
      '--size: found "huge", expected one of smoke, demo, bench',
    ],
  ],
  [
    'an unknown scenario',
    ['replay', 'lunch-day'],
    [
      'SCENARIO: found "lunch-day", expected one of delivery, fleet-year, gray-rollout, launch-day, load-balancers, maintenance, module-loss, near-and-apart, network-modes, new-servers, next-season, patch-day, rollout, scaling, shared-hosts, stale-cache, volumes, or the path of a scenario file or of a run directory',
    ],
  ],
  [
    'a directory that cannot be made',
    ['replay', 'launch-day', '--out', '/proc/nope/run'],
    [
      '--out: found "/proc/nope/run", which cannot be made (ENOENT), expected a directory that can be created and written',
    ],
  ],
  [
    'a directory under a file',
    ['replay', 'launch-day', '--out', '/dev/null/run'],
    [
      '--out: found "/dev/null/run", which cannot be made (EEXIST), expected a directory that can be created and written',
    ],
  ],
  ['no scenario', ['replay'], ['SCENARIO: found nothing, expected a scenario or a run directory']],
  ['a port below 0', ['serve', '--port', '-1'], ['--port: found "-1", expected a whole number from 0 to 65535']],
  [
    'a port that is none',
    ['serve', '--port', '70000'],
    ['--port: found "70000", expected a whole number from 0 to 65535'],
  ],
]

describe('berth', () => {
  it.each(BAD)('answers %s with 2 and what is wrong', async (_, words, lines) => {
    const ended = await berth(words)
    expect(ended).toEqual({ code: 2, stdout: '', stderr: lines.map((line) => `${line}\n`).join('') })
  })

  it('gives faults as JSON on stdout with -o json', async () => {
    const ended = await berth(['replay', 'launch-day', '--size', 'huge', '-o', 'json'])
    expect(ended.code).toBe(2)
    const faults = [{ path: '--size', found: '"huge"', expected: 'one of smoke, demo, bench' }]
    expect(JSON.parse(ended.stdout)).toEqual({ apiVersion: 'berth.dev/v1alpha1', kind: 'Faults', source: null, faults })
  })

  it('shows help with 0, for itself and for each command', async () => {
    const top = await berth(['--help'])
    expect(top.code).toBe(0)
    for (const name of [
      'replay',
      'audit',
      'explain',
      'import',
      'schema',
      'hosts',
      'agents',
      'agent',
      'serve',
      'session',
      'plans',
      'push',
      'access',
    ]) {
      expect(top.stdout).toContain(name)
      const ended = await berth([name, '--help'])
      expect(ended.code).toBe(0)
      expect(ended.stdout).toContain(`berth ${name}`)
    }
  })
})
