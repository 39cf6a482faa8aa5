import { describe, expect, it } from 'vitest'
import { AT, type Corruption, edit, rewrite, splice, testCorruptions } from './corruption.ts'
import { auditTexts, goodLog, type Log, textOf } from './good-log.ts'

const TABLE: readonly Corruption[] = [
  rewrite('L7', 1, 'a place without a request', ({ events }) => events.splice(4, 1), /nothing asked for/),
  rewrite('L7', AT.SHRINK, 'a resize without a request', ({ events }) => events.splice(8, 1), /nothing asked for/),
  rewrite(
    'L7',
    AT.RELEASE_DB,
    'a release without a request',
    ({ events }) => events.splice(15, 1),
    /nothing asked for/,
  ),
  rewrite(
    'L7',
    12,
    'a refusal told twice, an instant later',
    (log) => {
      splice(log, 12, 0, {
        ...log.decisions[AT.REFUSE_SPREAD - 1],
        atUs: 4000,
        reasons: log.decisions[AT.REFUSE_RECOVER - 1].reasons,
      })
    },
    /refused already/,
  ),
  edit('L7', AT.PLACE_DB, 'a cause that was not asked', { cause: 'scale-up' }, /cause scale-up, asked for as launch/),
  edit('L7', AT.LOST_Z2, 'a lost host called a scale-down', { cause: 'scale-down' }, /cause scale-down/),
  edit('L7', AT.PLACE_DB, 'another profile', { profile: 'pack' }, /profile pack/),
  edit('L7', AT.REFUSE_SPREAD, 'another size refused', { cpus: 3 }, /refuses 3 Cpus/),
  rewrite('L7', AT.GROW, 'grows before shrinks', swap(AT.SHRINK), /shrinks come before grows/),
  rewrite('L7', AT.PLACE_Z2, 'places out of order', swap(AT.REFUSE_SPREAD), /out of order/),
  rewrite(
    'L7',
    AT.RELEASE_DB,
    'a decision at an instant without events',
    (log) => {
      splice(log, AT.RELEASE_DB, 0, { ...log.decisions[AT.REFUSE_SPREAD - 1], atUs: 5500 })
    },
    /without events/,
  ),
  rewrite(
    'L11',
    AT.PLACE_LOGIC_0,
    'a double place',
    (log) => splice(log, 2, 0, { ...log.decisions[0] }),
    /placed again/,
  ),
  rewrite(
    'L12',
    AT.RECOVER_LOGIC_1 - 1,
    'a pod that still waits though it fits',
    (log) => splice(log, AT.RECOVER_LOGIC_1, 1),
    /1 pod waits though/,
  ),
  rewrite(
    'L12',
    AT.REFUSE_Z5 - 1,
    'a request without an answer',
    ({ decisions }) => decisions.pop(),
    /neither placed nor refused/,
  ),
  rewrite(
    'L12',
    AT.PLACE_Z2 - 1,
    'a resize without an answer',
    (log) => splice(log, AT.REFUSE_RESIZE, 1),
    /not answered/,
  ),
  edit('format', AT.PLACE_LOGIC_1, 'a gap in seq', { seq: 4 }, /seq is 4, expected 3/),
  edit('format', AT.PLACE_Z2, 'time falling', { atUs: 2999 }, /atUs falls/),
  edit('format', AT.PLACE_DB, 'an unknown key', { colour: 'red' }, /found key colour/),
  edit('format', AT.PLACE_DB, 'a text for a number', { seq: '1' }, /seq is "1"/),
  edit('format', AT.PLACE_DB, 'a Cpu list that is not canonical', { cpus: '1,2,3-7,9-11' }, /canonical/),
  edit('format', AT.PLACE_DB, 'an address that is none', { ip: '10.0.0.010' }, /not an IPv4/),
  edit('format', AT.PLACE_DB, 'an unknown host', { host: 'h9' }, /not in the fleet/),
  edit('format', AT.PLACE_DB, 'another zone than declared', { zone: 'z9' }, /z9/),
  edit('format', AT.PLACE_DB, 'an unknown kind', { kind: 'teleport' }, /teleport/),
  rewrite(
    'format',
    2,
    'a request of an undeclared component',
    ({ events }) => events.splice(1, 1),
    /not declared/,
    'events',
  ),
  rewrite(
    'format',
    4,
    'a pod asked for twice',
    ({ events }) => events.splice(3, 0, { ...events[2] }),
    /wanted already/,
    'events',
  ),
  rewrite(
    'format',
    13,
    'an unknown host lost',
    ({ events }) => Object.assign(events[12], { host: 'h9' }),
    /not in the fleet/,
    'events',
  ),
  rewrite(
    'format',
    8,
    'a resize of an unknown pod',
    ({ events }) => Object.assign(events[7], { pod: 'g/z7/db-0' }),
    /no such pod/,
    'events',
  ),
  rewrite(
    'format',
    0,
    'siblings listed twice in the fleet',
    ({ fleet }) => Object.assign(fleet.hosts[0].numaNodes[0].cores, { 1: [1, 8] }),
    /Cpu 8 is listed twice/,
    'fleet',
  ),
  rewrite(
    'format',
    0,
    'allocatable that is not the sum',
    ({ fleet }) => Object.assign(fleet.hosts[2].allocatable, { memoryMib: 5 }),
    /allocatable\.memoryMib is 5/,
    'fleet',
  ),
  rewrite(
    'format',
    0,
    'hosts out of order',
    ({ fleet }) => (fleet.hosts as unknown[]).reverse(),
    /do not ascend/,
    'fleet',
  ),
  rewrite(
    'format',
    0,
    'pools that share addresses',
    ({ fleet }) => Object.assign(fleet.pools[1], { segment: 'seg-a', ranges: ['10.0.0.12-10.0.0.15'] }),
    /share addresses/,
    'fleet',
  ),
  rewrite(
    'format',
    0,
    'a pool outside its subnet',
    ({ fleet }) => Object.assign(fleet.pools[1], { ranges: ['10.0.2.50-10.0.2.60'] }),
    /leaves the subnet/,
    'fleet',
  ),
  rewrite(
    'L12',
    AT.RELEASE_DB - 1,
    'a release without an answer',
    ({ events, decisions }) => {
      events.splice(16)
      decisions.splice(AT.RELEASE_DB - 1)
    },
    /release was asked for and not answered/,
  ),
  rewrite(
    'format',
    0,
    'a host name that occurs twice',
    ({ fleet }) => Object.assign(fleet.hosts[2], { name: 'h1' }),
    /host name occurs twice/,
    'fleet',
  ),
]

/** Swaps a decision with the next one. */
function swap(line: number): (log: Log) => void {
  return (log) => splice(log, line, 2, log.decisions[line], log.decisions[line - 1])
}

describe('lines that do not follow are reported with their law and line', () => {
  testCorruptions(TABLE)
})

describe('faults of the text', () => {
  const corruptText = (change: (text: string) => string) => {
    const { fleet, events, decisions } = goodLog()
    return auditTexts(fleet, textOf(events), change(textOf(decisions))).violations[0]
  }
  it.each([
    ['a truncated last line', (text: string) => text.slice(0, -20), 17, /not JSON/],
    ['a last line without a newline', (text: string) => text.slice(0, -1), 17, /newline/],
    ['text after the end', (text: string) => text.replace('}\n', '}}\n'), 1, /not JSON/],
    ['a leading zero', (text: string) => text.replace('"seq":3,', '"seq":03,'), 3, /not JSON/],
    ['an empty line', (text: string) => text.replace('\n', '\n\n'), 2, /not JSON/],
    ['spaces', (text: string) => text.replace('"seq":3,', '"seq": 3,'), 3, /canonical/],
    ['a key twice', (text: string) => text.replace('"seq":3,', '"seq":3,"seq":3,'), 3, /canonical/],
    [
      'keys in another order',
      (text: string) => text.replace('"seq":3,"atUs":0', '"atUs":0,"seq":3'),
      3,
      /found key atUs/,
    ],
    ['a letter beyond ASCII', (text: string) => text.replace('"host":"h2"', '"host":"h\u00fc"'), 3, /ASCII/],
  ] as const)('%s', (_, change, line, says) => {
    const violation = corruptText(change)
    expect(violation).toMatchObject({ law: 'format', file: 'decisions', line })
    expect(violation.message).toMatch(says)
  })
})
