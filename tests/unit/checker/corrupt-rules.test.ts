import { describe } from 'vitest'
import { AT, type Corruption, edit, rewrite, splice, testCorruptions } from './corruption.ts'
import type { Line } from './good-log.ts'

const TABLE: readonly Corruption[] = [
  rewrite(
    'L4',
    AT.PLACE_LOGIC_1,
    'anti-affinity broken',
    ({ events, decisions }) => {
      events[3].memoryMib = 2000
      Object.assign(decisions[AT.PLACE_LOGIC_1 - 1], {
        host: 'h1',
        cpus: '14-15',
        memoryMib: { 1: 2000 },
        vf: 'ens1:1',
      })
    },
    /host h1 already has 1 pods of this zone, limit 1/,
  ),
  edit('L5', AT.PLACE_LOGIC_0, 'the wrong region', onH4('ens0:0'), /where lists/),
  edit('L5', AT.PLACE_LOGIC_1, 'a together rule broken', { host: 'h3' }, /stay together with are in module m1/),
  edit('L6', AT.RECOVER_Z2, 'a place on a lost host', { host: 'h2' }, /the host is down/),
  edit('L6', AT.LOST_Z2, 'a release from another host', { host: 'h1' }, /released from h1, held on h2/),
  rewrite(
    'L6',
    10,
    'a release without a holding',
    (log) => splice(log, 10, 0, { ...log.decisions[8] }),
    /holds nothing/,
  ),
  rewrite(
    'L6',
    AT.REFUSE_RECOVER - 1,
    'a missing host-lost release',
    (log) => {
      splice(log, AT.RECOVER_Z2, 1)
      splice(log, AT.LOST_Z2, 1)
      log.decisions[9].reasons = [{ filter: 'HostUp', hosts: 1 }, ...log.decisions[9].reasons.slice(1)]
    },
    /its host was lost/,
  ),
  rewrite(
    'L8',
    AT.REFUSE_Z5,
    'a refusal although a host fits',
    ({ events, decisions }) => {
      events[18].cpus = 11
      decisions[AT.REFUSE_Z5 - 1].cpus = 11
    },
    /fits on h3/,
  ),
  rewrite(
    'L8',
    AT.REFUSE_RESIZE,
    'a resize refused although it fits',
    ({ events, decisions }) => {
      events[9].cpus = 4
      decisions[AT.REFUSE_RESIZE - 1].cpus = 4
    },
    /new size fits/,
  ),
  edit(
    'L8',
    AT.REFUSE_SPREAD,
    'wrong reason counts',
    {
      reasons: [
        { filter: 'Where', hosts: 2 },
        { filter: 'SpreadLimit', hosts: 2 },
      ],
    },
    /reasons/,
  ),
  edit('L8', AT.REFUSE_Z5, 'a wrong nearest amount', { nearest: { resource: 'cpus', amount: 7, hosts: 1 } }, /nearest/),
  edit(
    'L8',
    AT.REFUSE_RESIZE,
    'a wrong nearest count',
    { nearest: { resource: 'cpus', amount: 36, hosts: 2 } },
    /nearest/,
  ),
  edit(
    'L8',
    AT.REFUSE_SPREAD,
    'a nearest change where there is none',
    { nearest: { resource: 'vf', amount: 1, hosts: 1 } },
    /expected null/,
  ),
  edit(
    'L9',
    AT.PLACE_LOGIC_0,
    'a host that is not the best',
    { host: 'h2', cpus: '1,9', memoryMib: { 0: 4096 }, vf: 'ens0:0' },
    /scores/,
  ),
  edit('L9', AT.PLACE_DB, 'a tie not won by the lowest rank', { host: 'h3' }, /on h1/),
  edit(
    'L9',
    AT.PLACE_LOGIC_1,
    'other NumaNodes than the rule gives',
    { cpus: '4,12', memoryMib: { 1: 4096 }, vf: 'ens1:0' },
    /NumaNodes 1, the rule gives 0/,
  ),
  edit('L9', AT.PLACE_LOGIC_1, 'another disk than the rule gives', { diskMib: { data0: 1000 } }, /disk data0/),
]

/** A holding on h4 that is right but for the region. */
function onH4(vf: string): Line {
  return {
    host: 'h4',
    cpus: '1,9',
    memoryMib: { 0: 4096 },
    vf,
    ip: '10.0.1.10',
    segment: 'seg-b',
    mac: '02:00:0a:00:01:0a',
  }
}

describe('a broken rule is reported with its law and line', () => {
  testCorruptions(TABLE)
})
