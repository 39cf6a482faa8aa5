import { describe, expect, it } from 'vitest'
import { createEngine } from '../../../src/engine/engine.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Event } from '../../../src/model/event.ts'
import { fleetOf, PLAIN, smtHost } from '../engine/small-fleet.ts'
import { type Corruption, rewrite, splice, testCorruptions } from './corruption.ts'
import { auditLog, type Line, type Log } from './good-log.ts'

const FLEET = fleetOf([smtHost('h1'), smtHost('h2')])

function request(atUs: number, name: string, cpus: number, group?: string): Event {
  const who = { pod: `g/z/${name}`, game: 'g', zone: 'z', component: 'c' }
  return {
    atUs,
    kind: 'request',
    ...who,
    ...(group === undefined ? {} : { group }),
    cpus,
    memoryMib: 64,
    cause: 'launch',
  }
}

const COMPONENT: Event = {
  atUs: 0,
  kind: 'component',
  game: 'g',
  component: 'c',
  request: { ...PLAIN, network: 'nat', numa: 'preferred' },
}

const INSTANTS: readonly (readonly Event[])[] = [
  [COMPONENT, ...[10, 10, 9].map((cpus, i) => request(0, `a-${i}`, cpus, 'g/a'))],
  [{ atUs: 1, kind: 'release', pod: 'g/z/a-0', cause: 'gone' }, request(1, 'b', 1)],
]

const AT = { REFUSED: 1, FIRST: 2, SECOND: 3, OTHER: 4 } as const

/** Two hosts of 16 Cpus: three pods of 10, 10 and 9 Cpus do not fit together; with one given up the others do. */
function goodLog(): Log {
  const engine = createEngine(FLEET)
  const write = createDecisionWriter(FLEET)
  const decisions = INSTANTS.flatMap((events) => {
    for (const event of events) engine.observe(event)
    return engine.decide(events[0].atUs).map((decision): Line => JSON.parse(write(decision)))
  })
  return { fleet: structuredClone(FLEET), events: structuredClone(INSTANTS.flat()) as Line[], decisions }
}

const TABLE: readonly Corruption[] = [
  rewrite(
    'L7',
    3,
    'a place missing',
    (log) => splice(log, AT.SECOND, 1),
    /g\/a is placed in part: g\/z\/a-2 has no place/,
  ),
  rewrite(
    'L7',
    2,
    'the last place missing, at the end of an instant',
    (log) => splice(log, AT.SECOND, 2),
    /placed in part/,
  ),
  rewrite(
    'L7',
    AT.SECOND,
    'another pod between',
    (log) => splice(log, AT.SECOND, 2, log.decisions[AT.OTHER - 1], log.decisions[AT.SECOND - 1]),
    /placed in part/,
  ),
  rewrite(
    'L7',
    AT.FIRST,
    'places not by name',
    (log) => splice(log, AT.FIRST, 2, log.decisions[AT.SECOND - 1], log.decisions[AT.FIRST - 1]),
    /begins with g\/z\/a-2, not g\/z\/a-1/,
  ),
  rewrite('L7', AT.FIRST, 'a place that names no group', deleteKey(AT.FIRST, 'group'), /placed in group none/),
  rewrite(
    'L7',
    AT.OTHER,
    'a place in a group that was not asked for',
    ({ decisions }) => insertGroup(decisions[AT.OTHER - 1], 'host'),
    /asked for in none/,
  ),
  rewrite('L7', AT.REFUSED, 'a refusal that names no group', deleteKey(AT.REFUSED, 'group'), /refused in group none/),
  rewrite(
    'L7',
    AT.REFUSED,
    'a refusal without those before',
    deleteKey(AT.REFUSED, 'beside'),
    /before it come g\/z\/a-0/,
  ),
  rewrite(
    'L9',
    AT.REFUSED,
    'one before on another host',
    ({ decisions: [refused] }) => {
      refused.beside[0].host = 'h2'
    },
    /scores/,
  ),
  rewrite(
    'L1',
    AT.REFUSED,
    'one before on the Cpus of another',
    ({ decisions: [refused] }) => {
      refused.beside[1].host = 'h1'
    },
    /Cpu/,
  ),
  rewrite(
    'L8',
    AT.REFUSED,
    'a shortage that is not the one beside the others',
    ({ decisions: [refused] }) => {
      refused.nearest.amount = 2
    },
    /nearest/,
  ),
  rewrite(
    'L12',
    AT.REFUSED,
    'no place at all',
    (log) => {
      splice(log, AT.FIRST, 3)
      log.events.pop()
    },
    /waits though each of its pods fits/,
  ),
  rewrite(
    'format',
    6,
    'a pod that joins later',
    ({ events }) => insertGroup(events[5], 'cpus'),
    /waits since 0/,
    'events',
  ),
]

function deleteKey(line: number, key: string) {
  return ({ decisions }: Log): void => {
    delete decisions[line - 1][key]
  }
}

/** Puts a group before the key that it stands before in the format. */
function insertGroup(line: Line, before: string): void {
  const entries = Object.entries(line)
  entries.splice(Object.keys(line).indexOf(before), 0, ['group', 'g/a'])
  for (const key of Object.keys(line)) delete line[key]
  Object.assign(line, Object.fromEntries(entries))
}

describe('groups', () => {
  it('are audited', () => {
    const log = goodLog()
    expect(log.decisions.map(({ kind, pod }) => `${kind} ${pod}`)).toEqual([
      'refuse g/z/a-2',
      'place g/z/a-1',
      'place g/z/a-2',
      'place g/z/b',
    ])
    const report = auditLog(log)
    expect(report.violations).toEqual([])
    expect(report).toMatchObject({ holdingsAtEnd: 3, pendingAtEnd: 0 })
  })

  testCorruptions(TABLE, goodLog)
})
