import { describe, expect, it } from 'vitest'
import type { Law } from '../../../simulator/checker/report.ts'
import { type Corruption, edit, rewrite, splice, testCorruptions } from './corruption.ts'
import { auditLog, type Line, type Log } from './good-log.ts'
import { LIVE, liveLog } from './live-log.ts'

/** A corruption that edits keys of one event. */
function editEvent(law: Law, line: number, name: string, change: Line, says: RegExp): Corruption {
  return rewrite(law, line, name, ({ events }) => Object.assign(events[line - 1], change), says, 'events')
}

/** Takes an event out. */
const without =
  (line: number) =>
  ({ events }: Log): unknown =>
    events.splice(line - 1, 1)

const { ADOPT, FOREIGN_H2, FOREIGN_H3, MIGRATE, REFUSE_Z1, REFUSE_Z2, RECOVER } = LIVE

const FOUND: readonly Corruption[] = [
  editEvent('L1', ADOPT, 'an adopted Cpu that a pod holds', { cpus: '1,13' }, /Cpu 1 is held by g\/z1\/logic-1/),
  editEvent('L1', ADOPT, 'an adopted Cpu that others use', { host: 'h3', cpus: '5-6' }, /Cpu 6 is used by others/),
  editEvent('L1', ADOPT, 'an adopted Cpu that is reserved', { cpus: '0,13' }, /Cpu 0 is reserved/),
  editEvent('L1', FOREIGN_H3, 'others on a Cpu that a pod holds', { cpus: '6,9' }, /Cpu 9 is held by g\/z2\/logic-0/),
  editEvent('L1', FOREIGN_H3, 'others on a reserved Cpu', { cpus: '6,8' }, /Cpu 8 is reserved/),
  editEvent('L1', FOREIGN_H3, 'others on a Cpu that is not there', { cpus: '6,31' }, /Cpu 31 does not exist/),
  edit(
    'L1',
    RECOVER,
    'a place on Cpus of others',
    { cpus: '3,11', memoryMib: { 0: 4096 }, vf: 'ens0:1' },
    /Cpu 3, 11 is used by others/,
  ),
  editEvent('L2', ADOPT, 'adopted memory that is not free', { memoryMib: { 0: 10385 } }, /of which 10384 are free/),
  editEvent('L2', ADOPT, 'an adopted disk share that is not free', { diskMib: { data1: 49_001 } }, /with 49000 free/),
  editEvent('L2', ADOPT, 'an adopted NumaNode that is not there', { memoryMib: { 2: 1 } }, /NumaNode 2 does not exist/),
  editEvent('L2', FOREIGN_H3, 'others on memory that a pod holds', { memoryMib: { 0: 12_289 } }, /12288 are free/),
  editEvent('L3', ADOPT, 'an adopted IP that is held', ip('10.0.0.20'), /is held by g\/z1\/logic-1/),
  editEvent('L3', ADOPT, 'an adopted IP of a foreign pool', { ...ip('10.0.1.12'), segment: 'seg-b' }, /not bound/),
  editEvent('L3', ADOPT, 'an adopted VF that is held', { vf: 'ens0:0' }, /is held by g\/z1\/logic-1/),
  editEvent('L3', ADOPT, 'an adopted VF with a bridge', { network: 'bridge' }, /holds VF ens1:0 with network bridge/),
  editEvent('L3', ADOPT, 'an adopted MAC that is not of the IP', { mac: '02:00:0a:00:00:17' }, /does not follow/),
  rewrite(
    'L6',
    ADOPT + 1,
    'a pod adopted on a host that is down',
    ({ events }) => events.splice(ADOPT - 1, 0, { atUs: 7000, kind: 'host-lost', host: 'h2' }),
    /the host is down/,
    'events',
  ),
  editEvent('format', ADOPT, 'a known pod adopted', { pod: 'g/z2/logic-0', zone: 'z2' }, /wanted already/),
  editEvent('format', ADOPT, 'a pod of no component adopted', { component: 'web' }, /not declared/),
  editEvent('format', ADOPT, 'a pod adopted on no host', { host: 'h9' }, /not in the fleet/),
  editEvent('format', ADOPT, 'an adopted Cpu list out of order', { cpus: '13,5' }, /canonical/),
  editEvent('format', FOREIGN_H3, 'Cpus of others out of order', { cpus: '7,6' }, /canonical/),
  editEvent('format', FOREIGN_H3, 'others on no host', { host: 'h9' }, /not in the fleet/),
  editEvent('format', LIVE.CORDON, 'no host cordoned', { host: 'h9' }, /not in the fleet/),
  editEvent('format', LIVE.MIGRATE_ASKED, 'no pod asked to move', { pod: 'g/z2/logic-9' }, /no such pod/),
  editEvent('format', LIVE.MIGRATE_ASKED, 'an unknown cause', { cause: 'load' }, /one of drain, plan/),
]

const MOVED: readonly Corruption[] = [
  edit('L2', MIGRATE, 'a migrate with less memory', { memoryMib: { 0: 4000 } }, /holds 4000 MiB of memory/),
  edit('L3', MIGRATE, 'a migrate to an IP that is not the lowest', ip('10.0.0.21'), /10\.0\.0\.12 of pool-a/),
  edit('L3', MIGRATE, 'a migrate to a VF that is held', { vf: 'ens0:0' }, /VF ens0:0 is held/),
  rewrite(
    'L5',
    REFUSE_Z1,
    'a migrate away from those to stay with',
    (log) => {
      const at = { host: 'h3', cpus: '2-3,10-11', memoryMib: { 0: 6000 }, vf: 'ens0:1', ...ip('10.0.0.20') }
      const { pod, game, zone, component } = log.decisions[REFUSE_Z1 - 1]
      const moved = { ...log.decisions[MIGRATE - 1], pod, game, zone, component, from: 'h2', ...at }
      splice(log, REFUSE_Z1, 1, { ...moved, atUs: 8000, cause: 'drain' })
    },
    /stay together with are in module m1/,
  ),
  rewrite('L6', MIGRATE, 'a migrate onto a cordoned host', without(25), /the host is cordoned/),
  edit('L6', MIGRATE, 'a migrate from another host', { from: 'h1' }, /moved from h1, held on h3/),
  edit('L6', LIVE.BIND_FAILED, 'a forgotten pod released elsewhere', { host: 'h3' }, /released from h3, held on h2/),
  rewrite(
    'L6',
    MIGRATE,
    'a forgotten pod that keeps its holding',
    (log) => splice(log, LIVE.BIND_FAILED, 2),
    /did not come about, but no release/,
  ),
  rewrite('L7', MIGRATE, 'a migrate that nothing asked for', without(LIVE.MIGRATE_ASKED), /nothing asked for/),
  rewrite(
    'L7',
    LIVE.BIND_FAILED,
    'a forgotten pod that nobody forgot',
    ({ events }) => events.splice(FOREIGN_H2 - 2, 2, { atUs: 10_000, kind: 'ready', pod: 'g/z2/logic-0' }),
    /nothing asked for/,
  ),
  rewrite('L7', REFUSE_Z1, 'a refused migrate that nothing asked for', without(24), /nothing asked for/),
  edit('L7', MIGRATE, 'a migrate for another cause', { cause: 'drain' }, /cause drain, asked for as plan/),
  edit('L7', MIGRATE, 'a migrate that stays', { host: 'h3', cpus: '1,9', vf: 'ens0:0' }, /stays on h3/),
  edit(
    'L7',
    LIVE.BIND_FAILED,
    'a forgotten pod called gone',
    { cause: 'gone' },
    /cause gone, asked for as bind-failed/,
  ),
  edit('L7', REFUSE_Z1, 'another size refused to move', { cpus: 2 }, /refuses 2 Cpus/),
  rewrite(
    'L7',
    REFUSE_Z2,
    'migrates out of order',
    (log) => splice(log, REFUSE_Z1, 2, log.decisions[REFUSE_Z1], log.decisions[REFUSE_Z1 - 1]),
    /migrates are out of order/,
  ),
  rewrite('L8', REFUSE_Z2, 'a migrate refused although a host fits', without(LIVE.CORDON), /fits on h2/),
  edit(
    'L8',
    REFUSE_Z2,
    'a refused migrate that counts its own host',
    { reasons: ['HostUp', 'Where', 'Cpus'].map((filter, i) => ({ filter, hosts: i === 2 ? 2 : 1 })) },
    /reasons/,
  ),
  edit('L8', REFUSE_Z2, 'a wrong nearest change', { nearest: { resource: 'cpus', amount: 1, hosts: 1 } }, /nearest/),
  edit(
    'L9',
    MIGRATE,
    'other NumaNodes than the rule gives',
    { cpus: '4,12', memoryMib: { 1: 4096 }, vf: 'ens1:1' },
    /NumaNodes 1, the rule gives 0/,
  ),
  rewrite(
    'L9',
    LIVE.DRAIN + 1,
    'a migrate past a better host',
    (log) => {
      log.events.splice(-1, 0, { atUs: 12_000, kind: 'release', pod: 'g/z4/db-0', cause: 'game-end' })
      splice(log, LIVE.DRAIN, 0, {
        ...log.decisions[13],
        pod: 'g/z4/db-0',
        zone: 'z4',
        atUs: 12_000,
        cause: 'game-end',
      })
      Object.assign(log.decisions[LIVE.DRAIN], ip('10.0.0.10'))
    },
    /on h1/,
  ),
  rewrite('L12', REFUSE_Z1, 'a migrate without an answer', (log) => splice(log, REFUSE_Z2, 1), /not answered/),
  edit('L13', MIGRATE, 'a migrate over two NumaNodes under single', { cpus: '3-4' }, /policy single/),
  rewrite(
    'format',
    MIGRATE,
    'a migrate that does not say from where',
    ({ decisions }) => delete decisions[MIGRATE - 1].from,
    /expected from/,
  ),
]

function ip(text: string): Line {
  const octets = text.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'))
  return { ip: text, mac: `02:00:${octets.join(':')}` }
}

describe('a log of a live fleet', () => {
  it('audits clean', () => {
    const report = auditLog(liveLog())
    expect(report.violations).toEqual([])
    expect([report.holdingsAtEnd, report.pendingAtEnd]).toEqual([5, 1])
  })

  it('counts the use of others at its end', () => {
    const log = liveLog()
    log.events.push({ atUs: 13_000, kind: 'foreign', host: 'h2', cpus: '3', memoryMib: { 1: 5 } })
    expect(auditLog(log).violations).toEqual([])
  })
})

describe('what was found is reported when it collides', () => {
  testCorruptions(FOUND, liveLog)
})

describe('a broken migrate or forget is reported with its law and line', () => {
  testCorruptions(MOVED, liveLog)
})
