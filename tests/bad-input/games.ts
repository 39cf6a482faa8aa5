import { GAME } from './good.ts'
import { row } from './row.ts'

const PROFILE = '      profile: spread\n'
const LOAD = 'load: {cpuBase: 1, cpuMilliPerPlayer: 0, memoryBase: 1Gi, memoryKibPerPlayer: 0, noisePermille: 0}'
const NEEDS = 'pods: {min: 1}, request: {cpus: 1, memory: 1Gi, network: bridge, numa: preferred}, profile: pack'
/** Two more components, of which the first must be near the one of `good.ts`. */
const GATE =
  `    - {name: gate, ${NEEDS}, ${LOAD}, peers: [{kind: near, component: logic, scope: game, domain: idc}]}\n` +
  `    - {name: shop, ${NEEDS}, ${LOAD}}\n`

export const GAME_ROWS = [
  row(
    'a zoned game without the size of a zone',
    [['  zonePlayers: 1000\n', '']],
    'spec.zonePlayers: found nothing, expected the players one zone of a zoned game holds',
  ),
  row(
    'two components of one name',
    [
      [
        '  components:\n',
        '  components:\n    - {name: logic, pods: {min: 1}, request: {cpus: 1, memory: 1Gi, network: bridge, numa: preferred}, profile: pack, load: {cpuBase: 1, cpuMilliPerPlayer: 0, memoryBase: 1Gi, memoryKibPerPlayer: 0, noisePermille: 0}}\n',
      ],
    ],
    'spec.components[1].name: found "logic", expected a name no other component has',
  ),
  row(
    'no pods and no players to have some for',
    [['{min: 1, playersPerPod: 500}', '{min: 0}']],
    'spec.components[0].pods.min: found 0, expected at least 1 when there is no playersPerPod',
  ),
  row(
    'a load balancer that never checks, of a drain that is none',
    [[PROFILE, `${PROFILE}      loadBalancer: {drain: soon, check: {every: 0, failures: 0}}\n`]],
    'spec.components[0].loadBalancer.drain: found "soon", expected a duration from 0 to 3650d, such as 10m or 1h30m',
    'spec.components[0].loadBalancer.check.every: found 0, expected a duration from 10ms to 3650d, such as 10m or 1h30m',
    'spec.components[0].loadBalancer.check.failures: found 0, expected a whole number from 1 to 100',
  ),
  row(
    'a load balancer of batch pods',
    [[PROFILE, `${PROFILE}      batch: true\n      loadBalancer: {drain: 5m}\n`]],
    'spec.components[0].loadBalancer: found a load balancer, of batch pods, expected none: they serve no players',
  ),
  row(
    'io of no disk',
    [['disk: 1Gi, ', '']],
    'spec.components[0].request.disk: found nothing, expected a disk size beside io',
  ),
  row(
    'io of a disk of nothing',
    [['disk: 1Gi, ', 'disk: 0, ']],
    'spec.components[0].request.disk: found 0, expected a disk size beside io',
  ),
  row(
    'a spread rule that says nothing',
    [['{scope: zone, domain: host, limit: 1}', '{scope: zone, domain: host}']],
    'spec.components[0].spread[0]: found neither limit nor weight, expected a limit (hard), a weight (soft) or both',
  ),
  row(
    'rules about a component that is not there, and about its own',
    [
      [
        PROFILE,
        `${PROFILE}      peers:\n        - {kind: near, component: gate, scope: zone, domain: rack}\n        - {kind: apart, component: logic, scope: game, domain: host}\n`,
      ],
    ],
    'spec.components[0].peers[0].component: found "gate", expected no rule, as no other component is there',
    'spec.components[0].peers[1].component: found "logic", expected another component; spread and together are about its own pods',
  ),
  row(
    'rules between components in words of their own',
    [
      [
        PROFILE,
        `${PROFILE}      peers:\n        - {kind: beside, component: gate, scope: town, domain: room, weight: 0}\n`,
      ],
    ],
    'spec.components[0].peers[0].kind: found "beside", expected one of near, apart',
    'spec.components[0].peers[0].scope: found "town", expected one of zone, game',
    'spec.components[0].peers[0].domain: found "room", expected one of host, rack, module, idc',
    'spec.components[0].peers[0].weight: found 0, expected a whole number from 1 to 100',
  ),
  row(
    'components that wait for each other, and that are to be near and apart at once',
    [
      ['  components:\n', `  components:\n${GATE}`],
      [
        PROFILE,
        `${PROFILE}      peers:\n        - {kind: near, component: gate, scope: zone, domain: rack}\n        - {kind: near, component: shop, scope: zone, domain: rack}\n        - {kind: apart, component: shop, scope: game, domain: module}\n`,
      ],
    ],
    'spec.components[0].peers[0].component: found "logic", expected one that need not itself be near gate first',
    'spec.components[2].peers[0].component: found "gate", expected one that need not itself be near logic first',
    'spec.components[2].peers[1]: found near shop, expected no rule to be apart there',
  ),
  row(
    'domains and profiles that are none',
    [
      ['domain: host', 'domain: socket'],
      ['domain: module', 'domain: room'],
      ['profile: spread', 'profile: speed'],
      ['numa: single', 'numa: strict'],
    ],
    'spec.components[0].request.numa: found "strict", expected one of single, preferred, spread',
    'spec.components[0].profile: found "speed", expected one of pack, spread',
    'spec.components[0].spread[0].domain: found "socket", expected one of host, rack, module, idc',
    'spec.components[0].together.domain: found "room", expected one of host, rack, module, idc',
  ),
  row(
    'a zone group of a stranger, one twice and a batch component',
    [
      ['  zonePlayers: 1000\n', '  zonePlayers: 1000\n  zoneGroup: [logic, cache, logic]\n'],
      ['      profile: spread', '      profile: spread\n      batch: true'],
    ],
    'spec.zoneGroup[0]: found "logic", expected a component that is not batch: batch pods give way one by one',
    'spec.zoneGroup[1]: found "cache", expected one of logic',
    'spec.zoneGroup[2]: found "logic", expected a component that is not batch: batch pods give way one by one',
    'spec.zoneGroup[2]: found "logic", expected each component once',
  ),
  row(
    'an empty zone group',
    [['  zonePlayers: 1000\n', '  zonePlayers: 1000\n  zoneGroup: []\n']],
    'spec.zoneGroup: found a list of 0, expected a list of 1 to 16',
  ),
  row(
    'neither Cpus nor a share of them, full cores of no kind',
    [['cpus: 2, memory', 'fullCores: 2, memory']],
    'spec.components[0].request.fullCores: found 2, expected true or false',
  ),
  row(
    'offline work in words',
    [['      profile: spread', '      profile: spread\n      batch: always']],
    'spec.components[0].batch: found "always", expected true or false',
  ),
  row(
    'neither Cpus nor a share of them',
    [['cpus: 2, memory', 'memory']],
    'spec.components[0].request: found neither cpus nor sharedCpu, expected cpus (exclusive), sharedCpu or both',
    'spec.components[0].request.cpus: found 0, expected from vertical.cpusMin 1 to vertical.cpusMax 4',
  ),
  row(
    'a fixed address of a network that gives none',
    [['network: sriov', 'network: nat, fixedIp: true']],
    'spec.components[0].request.fixedIp: found true, expected a network with an address, not nat',
  ),
  row(
    'a volume without a size, of a pool that is no name',
    [['network: sriov', 'volume: {size: 0, pool: Ceph One}, network: sriov']],
    'spec.components[0].request.volume.size: found 0, expected a quantity from 1Mi to 64Ti, as Kubernetes writes it',
    'spec.components[0].request.volume.pool: found "Ceph One", expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
  ),
  row(
    'no Cpu, no memory, less than no load by the player',
    [
      ['cpus: 2,', 'cpus: 0,'],
      ['memory: 2Gi', 'memory: 0'],
      ['cpuMilliPerPlayer: 2', 'cpuMilliPerPlayer: -0.5'],
    ],
    'spec.components[0].request.cpus: found 0, expected Cpus from 1 to 1024, such as 4 or 3500m',
    'spec.components[0].request.memory: found 0, expected a quantity from 1Mi to 64Ti, as Kubernetes writes it',
    'spec.components[0].load.cpuMilliPerPlayer: found -0.5, expected a number from 0 to 100000',
  ),
  row(
    'a start outside the range of sizes',
    [['cpus: 2,', 'cpus: 8,']],
    'spec.components[0].request.cpus: found 8, expected from vertical.cpusMin 1 to vertical.cpusMax 4',
  ),
  row(
    'thresholds in the wrong order',
    [
      ['growAbovePermille: 900', 'growAbovePermille: 600'],
      ['shrinkBelowPermille: 350', 'shrinkBelowPermille: 600'],
    ],
    'spec.components[0].vertical.growAbovePermille: found 600, expected above targetPermille 600',
    'spec.components[0].vertical.shrinkBelowPermille: found 600, expected below targetPermille 600',
  ),
  row(
    'a template without components',
    [[GAME.slice(GAME.indexOf('  components:')), '  components: []\n']],
    'spec.components: found a list of 0, expected a list of 1 to 16',
  ),
  row(
    'triggers of vertical scaling without what they go by, and what nothing goes by',
    [['{cpusMin: 1,', '{by: [timer, calendar, players], cpusMin: 1,']],
    'spec.components[0].vertical.timers: found nothing, expected timers, as by has timer',
    'spec.components[0].vertical.lead: found nothing, expected lead, as by has calendar',
  ),
  row(
    'timers beyond the day and the range of sizes, that nothing goes by',
    [['{cpusMin: 1,', '{lead: 1h, timers: [{at: 25h, cpus: 9}], cpusMin: 1,']],
    'spec.components[0].vertical.timers: found timers that nothing goes by, expected timer in by',
    'spec.components[0].vertical.lead: found lead that nothing goes by, expected calendar in by',
    'spec.components[0].vertical.timers[0].at: found a time beyond a day, expected a time of day below 24h',
    'spec.components[0].vertical.timers[0].cpus: found 9, expected from vertical.cpusMin 1 to vertical.cpusMax 4',
  ),
  row(
    'a tier of no pods',
    [['      profile: spread', '      horizontal: {by: [reading], podsMax: 0, cooldown: 1h}\n      profile: spread']],
    'spec.components[0].horizontal.podsMax: found 0, expected a whole number from 1 to 100000',
  ),
  row(
    'a tier that keeps state and scales out by readings of no target',
    [
      ['pods: {min: 1,', 'pods: {min: 2,'],
      ['      profile: spread', '      horizontal: {by: [reading], podsMax: 1, cooldown: 1h}\n      profile: spread'],
    ],
    'spec.components[0].horizontal: found a component with a disk, a volume or a fixedIp, expected one without: pods that keep state do not scale out',
    'spec.components[0].horizontal.podsMax: found 1, expected at least pods.min 2',
    'spec.components[0].horizontal.targetPermille: found nothing, expected targetPermille, as by has reading',
    'spec.components[0].pods.playersPerPod: found 500, expected nothing, or players in horizontal.by',
  ),
]
