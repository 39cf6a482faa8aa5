import { type Row, row } from './row.ts'

/** A pod found on a live fleet with all that a holding can have. */
export const ADOPT =
  '{"atUs":7000,"kind":"adopt","pod":"duel/z1/logic-0","game":"duel","zone":"z1","component":"logic","host":"h1",' +
  '"cpus":"4-5,12","memoryMib":{"0":2048},"diskMib":{"nvme0n1":1000},"ioKibps":50,"network":"sriov","vf":"ens1f0:3",' +
  '"ip":"10.3.4.17","segment":"sz-a-v304","mac":"02:00:0a:03:04:11"}'
export const FOREIGN = '{"atUs":7000,"kind":"foreign","host":"h1","cpus":"6-7","memoryMib":{"0":512}}'
export const REQUEST =
  '{"atUs":7000,"kind":"request","pod":"duel/z1/logic-0","game":"duel","zone":"z1","component":"logic",' +
  '"group":"duel/z1","cpus":2,"memoryMib":512,"cause":"zone-open"}'
export const MIGRATE = '{"atUs":7000,"kind":"migrate","pod":"duel/z1/logic-0","cause":"drain"}'

const CPU_LIST = 'expected a Cpu list such as 0-3,48-51, ascending, ranges joined, below 1024'
const AMOUNT = 'expected a whole number from 1 to 2147483647'

export const ADOPT_ROWS: readonly Row[] = [
  row('a found Cpu list out of order', [['4-5,12', '12,4-5']], `cpus: found "12,4-5", ${CPU_LIST}`),
  row('a found Cpu list with ranges apart', [['4-5,12', '4,5,12']], `cpus: found "4,5,12", ${CPU_LIST}`),
  row('a found Cpu beyond all', [['4-5,12', '4,1024']], `cpus: found "4,1024", ${CPU_LIST}`),
  row('no Cpu found', [['"4-5,12"', '""']], 'cpus: found "", expected at least one Cpu, or no cpus at all'),
  row('no memory found', [['"0":2048', '']], 'memoryMib: found an empty map, expected MiB on at least one NumaNode'),
  row(
    'found memory of a ninth NumaNode, and none on the first',
    [['"0":2048', '"8":1,"0":0']],
    `memoryMib.0: found 0, ${AMOUNT}`,
    'memoryMib.8: found 1, expected MiB under NumaNode ids from 0 to 7',
  ),
  row('two disks found', [['"nvme0n1":1000', '"a":1,"b":2']], 'diskMib: found a map of a, b, expected one disk'),
  row(
    'a found volume without its size',
    [['"mac":"02:00:0a:03:04:11"', '"mac":"02:00:0a:03:04:11","volume":"ceph"']],
    'volumeMib: found nothing, expected the size of the volume',
  ),
  row(
    'a found volume without its pool',
    [['"mac":"02:00:0a:03:04:11"', '"mac":"02:00:0a:03:04:11","volumeMib":5']],
    'volume: found nothing, expected the pool of volumeMib',
  ),
  row(
    'a found IO share without its disk',
    [['"diskMib":{"nvme0n1":1000},', '']],
    'diskMib: found nothing, expected the disk of ioKibps',
  ),
  row('a found IO share of nothing', [['"ioKibps":50', '"ioKibps":0']], `ioKibps: found 0, ${AMOUNT}`),
  row(
    'an sriov pod found without a VF',
    [['"vf":"ens1f0:3",', '']],
    'vf: found nothing, expected a VF, as the network is sriov',
  ),
  row(
    'a bridge pod found with a VF',
    [['"sriov"', '"bridge"']],
    'vf: found "ens1f0:3", expected none, as the network is bridge',
  ),
  row('a found VF without its number', [['ens1f0:3', 'ens1f0']], 'vf: found "ens1f0", expected a VF such as ens1f0:17'),
  row(
    'a found network that is none',
    [['"sriov"', '"host"']],
    'network: found "host", expected one of sriov, bridge, overlay, dual, nat',
  ),
  row(
    'a found address that is none',
    [['10.3.4.17', '10.3.4.017']],
    'ip: found "10.3.4.017", expected an IPv4 address',
  ),
  row(
    'a found MAC that is not of the IP',
    [['04:11', '04:12']],
    'mac: found "02:00:0a:03:04:12", expected 02:00:0a:03:04:11, as the IP is 10.3.4.17',
  ),
  row(
    'a found MAC of others',
    [['02:00:0a', '52:54:0a']],
    'mac: found "52:54:0a:03:04:11", expected a MAC that begins with 02:00',
  ),
  row(
    'everything about a found pod wrong',
    [
      ['"atUs":7000', '"atUs":-1'],
      ['duel/z1/logic-0', 'logic'],
      ['"host":"h1"', '"host":"H1"'],
      ['4-5,12', 'all'],
      ['sz-a-v304', ''],
    ],
    'atUs: found -1, expected a whole number from 0 to 9007199254740991',
    'pod: found "logic", expected a name such as game/zone/component-0',
    'host: found "H1", expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
    `cpus: found "all", ${CPU_LIST}`,
    'segment: found "", expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
  ),
]

export const FOREIGN_ROWS: readonly Row[] = [
  row('Cpus of others as a list', [['"6-7"', '[6,7]']], `cpus: found [6, 7], ${CPU_LIST}`),
  row('no word on the memory of others', [[',"memoryMib":{"0":512}', '']], expectNuma('nothing')),
  row('the memory of others in sum', [['{"0":512}', '512']], expectNuma('512')),
  row('half a MiB of others', [['512', '0.5']], `memoryMib.0: found 0.5, ${AMOUNT}`),
  row(
    'what others use, and what they do not',
    [['"cpus"', '"free":"1","cpus"']],
    'free: found an unknown key, expected one of atUs, kind, host, cpus, memoryMib',
  ),
]

export const MIGRATE_ROWS: readonly Row[] = [
  row('a move without a cause', [[',"cause":"drain"', '']], 'cause: found nothing, expected one of drain, plan, taint'),
  row('a move because of load', [['drain', 'load']], 'cause: found "load", expected one of drain, plan, taint'),
  row(
    'a move that says where to',
    [['"cause"', '"host":"h2","cause"']],
    'host: found an unknown key, expected one of atUs, kind, pod, cause',
  ),
  row(
    'a kind that is near one',
    [['"migrate"', '"move"']],
    'kind: found "move", expected one of component, request, resize, release, migrate, ready, confirm, adopt, forget, ' +
      'host-lost, host-recovered, cordon, uncordon, taint, foreign',
  ),
]

export const REQUEST_ROWS: readonly Row[] = [
  row(
    'a group without its owner',
    [['"duel/z1",', '"z1",']],
    'group: found "z1", expected a name such as game/zone or namespace/name',
  ),
  row(
    'groups as a list',
    [['"duel/z1",', '["duel/z1"],']],
    'group: found ["duel/z1"], expected a name such as game/zone or namespace/name',
  ),
]

function expectNuma(found: string): string {
  return `memoryMib: found ${found}, expected a map from NumaNode ids to MiB`
}
