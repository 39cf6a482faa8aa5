import { row } from './row.ts'

/** What does not fit together: between the places of a scenario, and with what it refers to. */
export const REFERENCE_ROWS = [
  row(
    'an unknown topology',
    [['topology: small', 'topology: smal']],
    'spec.fleet.hostGroups[0].topology: found "smal", expected the name of a topology in the library',
  ),
  row(
    'a topology of 24 NumaNodes',
    [
      ['topology: small', 'topology: wide'],
      ['        sriov: {ens1f0: 8}\n', ''],
    ],
    'spec.fleet.hostGroups[0].topology: found wide with 24 NumaNodes, expected a topology of at most 8 NumaNodes',
  ),
  row(
    'a topology with a fault of its own',
    [['topology: small', 'topology: broken']],
    'topology broken: spec.numaNodes[0].memory: found "lots", expected a quantity from 1Mi to 1Pi, as Kubernetes writes it',
  ),
  row(
    'an unknown template and curve',
    [
      ['template: duel', 'template: dual'],
      ['curves: [ramp]', 'curves: [ramp, rampe]'],
    ],
    'spec.games[0].template: found "dual", expected the name of a game template in the library',
    'spec.games[0].curves[1]: found "rampe", expected the name of a curve in the library',
  ),
  row(
    'an unknown NIC',
    [['{ens1f0: 8}', '{ens1f1: 8}']],
    'spec.fleet.hostGroups[0].sriov.ens1f1: found an unknown NIC, expected the name of a NIC of small; did you mean ens1f0?',
  ),
  row(
    'more reserved than there is',
    [
      ['coresPerNumaNode: 1', 'coresPerNumaNode: 5'],
      ['memoryPerNumaNode: 1Gi', 'memoryPerNumaNode: 17Gi'],
    ],
    'spec.fleet.hostGroups[0].reserved.coresPerNumaNode: found 5, expected at most 4, the cores of a NumaNode of small',
    'spec.fleet.hostGroups[0].reserved.memoryPerNumaNode: found 17408Mi, expected at most the 16384Mi of NumaNode 0',
    'spec.fleet.hostGroups[0].reserved.memoryPerNumaNode: found 17408Mi, expected at most the 16384Mi of NumaNode 1',
  ),
  row(
    'reserved twice over',
    [['coresPerNumaNode: 1', 'coresPerNumaNode: 1, cpus: "0-1"']],
    'spec.fleet.hostGroups[0].reserved: found both cpus and coresPerNumaNode, expected one of cpus, coresPerNumaNode',
  ),
  row(
    'reserved Cpus the host does not have',
    [['coresPerNumaNode: 1', 'cpus: "0,16-17"']],
    'spec.fleet.hostGroups[0].reserved.cpus: found 16-17, expected Cpus of topology small',
  ),
  row(
    'a reserved list out of order',
    [['coresPerNumaNode: 1', 'cpus: "4,0"']],
    'spec.fleet.hostGroups[0].reserved.cpus: found "4,0", expected a Cpu list such as 0-3,48-51, ascending, below 1024',
  ),
  row(
    'two disks of one name',
    [
      [
        '[{name: data, capacity: 100Gi, io: 100Mi}]',
        '[{name: data, capacity: 1Gi, io: 1Mi}, {name: data, capacity: 2Gi, io: 1Mi}]',
      ],
    ],
    'spec.fleet.hostGroups[0].disks[1].name: found "data", expected a name no other disk of the host has',
  ),
  row(
    'no host at all',
    [
      ['demo: 8', 'demo: 0'],
      ['    - {at: 1h, host: sz-a-m01-h0001, down: 10m}', '    []'],
      ['modules: [sz-a-m01]', 'modules: [sz-a-m01]'],
    ],
    'spec.fleet: found no host, expected at least one host',
    'spec.fleet.pools[0].boundTo.modules[0]: found "sz-a-m01", expected the name of a module (there is none)',
  ),
  row(
    'a pool of an unknown segment',
    [['segment: game', 'segment: games']],
    'spec.fleet.pools[0].segment: found "games", expected the name of a segment; did you mean game?',
  ),
  row(
    'a pool bound to a module that is not there',
    [['modules: [sz-a-m01]', 'modules: [sz-a-m01, sz-a-m02], racks: [sz-a-m01-r09], hosts: [sz-a-m01-h0009]']],
    'spec.fleet.pools[0].boundTo.hosts[0]: found "sz-a-m01-h0009", expected the name of a host; did you mean sz-a-m01-h0001?',
    'spec.fleet.pools[0].boundTo.racks[0]: found "sz-a-m01-r09", expected the name of a rack; did you mean sz-a-m01-r01?',
    'spec.fleet.pools[0].boundTo.modules[1]: found "sz-a-m02", expected the name of a module; did you mean sz-a-m01?',
  ),
  row(
    'a pool bound to nothing',
    [['boundTo: {modules: [sz-a-m01]}', 'boundTo: {}']],
    'spec.fleet.pools[0].boundTo: found nothing bound, expected at least one host, rack or module',
  ),
  row(
    'ranges outside, backwards and of no addresses',
    [['[10.3.4.10-10.3.5.250]', '[10.3.8.1-10.3.8.9, 10.3.5.9-10.3.5.1, 10.3.4.256-10.3.4.300]']],
    'spec.fleet.pools[0].ranges[0]: found "10.3.8.1-10.3.8.9", expected addresses of segment game, 10.3.4.0-10.3.7.255',
    'spec.fleet.pools[0].ranges[1]: found "10.3.5.9-10.3.5.1", expected a range whose last address is not before its first',
    'spec.fleet.pools[0].ranges[2]: found "10.3.4.256-10.3.4.300", expected a range such as 10.3.4.10-10.3.5.250',
  ),
  row(
    'ranges that overlap',
    [['[10.3.4.10-10.3.5.250]', '[10.3.4.10-10.3.4.20, 10.3.4.20-10.3.4.30]']],
    'spec.fleet.pools[0].ranges[1]: found 10.3.4.20-10.3.4.30, expected addresses apart from pool game, 10.3.4.10-10.3.4.20',
  ),
  row(
    'a subnet with host bits',
    [['10.3.4.0/22', '10.3.5.0/22']],
    'spec.fleet.segments[0].subnet: found "10.3.5.0/22", expected a subnet such as 10.3.4.0/22, from /8 to /30',
  ),
  row(
    'segments that overlap',
    [
      [
        'networks: [sriov, bridge]}',
        'networks: [sriov, bridge]}\n      - {name: half, vlan: 305, subnet: 10.3.6.0/24, networks: [bridge]}',
      ],
    ],
    'spec.fleet.segments[1].subnet: found 10.3.6.0-10.3.6.255, expected addresses apart from segment game, 10.3.4.0-10.3.7.255',
  ),
  row(
    'two segments and two pools of one name',
    [
      [
        'networks: [sriov, bridge]}',
        'networks: [sriov, bridge]}\n      - {name: game, vlan: 305, subnet: 10.3.8.0/24, networks: [bridge]}',
      ],
      [
        'boundTo: {modules: [sz-a-m01]}}',
        'boundTo: {modules: [sz-a-m01]}}\n      - {name: game, segment: game, ranges: [10.3.6.10-10.3.6.20], boundTo: {modules: [sz-a-m01]}}',
      ],
    ],
    'spec.fleet.segments[1].name: found "game", expected a name no other segment has',
    'spec.fleet.pools[1].name: found "game", expected a name no other pool has',
  ),
  row(
    'a segment group without room',
    [
      [
        '    segments:',
        '    segmentGroups:\n      - {name: wide, networks: [bridge], per: module, within: 10.9.0.0/24, prefix: 22, vlanFrom: 1}\n    segments:',
      ],
    ],
    'spec.fleet.segmentGroups[0].within: found room for 0 subnets of /22, expected room for 1, one a module',
  ),
  row(
    'an idc in two regions',
    [
      [
        '    segments:',
        '      - {name: more, topology: small, count: 1, region: north, idc: sz-a, modules: 1, firstModule: 2}\n    segments:',
      ],
    ],
    'spec.fleet.hostGroups[1].idc: found sz-a in region north, expected idc names in one region; sz-a is in south',
  ),
  row(
    'two groups and two games of one name',
    [
      [
        '    segments:',
        '      - {name: main, topology: small, count: 1, region: south, idc: sz-b, modules: 1}\n    segments:',
      ],
      ['  hostFaults:', '    - {name: duel, template: duel, curves: [wave], peakPlayers: 1, start: 0}\n  hostFaults:'],
    ],
    'spec.fleet.hostGroups[1].name: found "main", expected a name no other host group has',
    'spec.games[1].name: found "duel", expected a name no other game has',
  ),
  row(
    'a host listed under a name that a group made',
    [
      [
        '    segments:',
        '    hosts:\n      - {name: sz-a-m01-h0001, topology: small, region: south, idc: sz-a, module: sz-a-m01, rack: sz-a-m01-r09}\n    segments:',
      ],
    ],
    'spec.fleet.hosts[0].name: found "sz-a-m01-h0001", expected a name no other host has',
  ),
  row(
    'a fault on an unknown host, after the end',
    [['{at: 1h, host: sz-a-m01-h0001, down: 10m}', '{at: 25h, host: sz-a-m01-h0010, down: 10m}']],
    'spec.hostFaults[0].host: found "sz-a-m01-h0010", expected the name of a host; did you mean sz-a-m01-h0001?',
    'spec.hostFaults[0].at: found a time after the end, expected a time before the scenario ends',
  ),
  row(
    'a loss of a domain that is none, for no time',
    [
      [
        '  hostFaults:',
        '  domainFaults: [{at: 25h, domain: module, name: sz-a-m07, down: 1h}, {at: 1h, domain: host, name: x, down: 0}]\n  hostFaults:',
      ],
    ],
    'spec.domainFaults[1].domain: found "host", expected one of rack, module, idc',
    'spec.domainFaults[1].down: found 0, expected a duration from 1s to 3650d, such as 10m or 1h30m',
  ),
  row(
    'a domain that is not there is lost after the end, and two rates of one domain',
    [
      [
        '  hostFaults:',
        '  domainFaults: [{at: 25h, domain: module, name: sz-a-m07, down: 1h}]\n' +
          '  domainLossRates: [{domain: rack, perYear: 1, down: 1h}, {domain: rack, perYear: 2, down: 1h}]\n  hostFaults:',
      ],
    ],
    'spec.domainFaults[0].name: found "sz-a-m07", expected the name of a module; did you mean sz-a-m01?',
    'spec.domainFaults[0].at: found a time after the end, expected a time before the scenario ends',
    'spec.domainLossRates[1].domain: found rack again, expected each domain once',
  ),
  row(
    'a rollout of what is not there, to where nothing is, with a pull of nothing',
    [
      [
        '  hostFaults:',
        '  rollouts:\n    - {name: v2, game: duels, component: logic, at: 25h, change: config, mode: in-place, pull: 5s,\n' +
          '       canary: {pods: 1, idcs: [sz-b]}, waves: [{name: all, regions: [north]}]}\n  hostFaults:',
      ],
    ],
    'spec.rollouts: found rollouts, and cache, expected one of the two',
    'spec.rollouts[0].at: found a time after the end, expected a time before the scenario ends',
    'spec.rollouts[0].game: found "duels", expected the name of a game; did you mean duel?',
    'spec.rollouts[0].pull: found a pull, expected none where the configuration alone changes',
    'spec.rollouts[0].waves[0].regions[0]: found "north", expected the name of a region: south',
    'spec.rollouts[0].canary.idcs[0]: found "sz-b", expected the name of an idc; did you mean sz-a?',
  ),
  row(
    'a game that ends before it starts',
    [['start: 0', 'start: 2h\n      end: 1h']],
    'spec.games[0].end: found an end at or before the start of duel, expected an end after the start',
  ),
  row(
    'games where no host is',
    [['start: 0', 'start: 0\n      homeIdcs: [sz-b]\n      where: {regions: [north], modules: [sz-a-m01, sz-a-m07]}']],
    'spec.games[0].homeIdcs[0]: found "sz-b", expected the name of an idc; did you mean sz-a?',
    'spec.games[0].where.regions[0]: found "north", expected the name of a region: south',
    'spec.games[0].where.modules[1]: found "sz-a-m07", expected the name of a module; did you mean sz-a-m01?',
  ),
  row(
    'a game of millions of pods',
    [['demo: [500, 900]', 'demo: 900000000']],
    'spec.games[0].peakPlayers.demo: found 900000000 players on 1800000 pods, expected at most 500000 pods in one game',
  ),
  row(
    'readings every second for ten years',
    [
      ['demo: 1d', 'demo: 3650d'],
      ['scalingInterval: 10m', 'scalingInterval: 1s'],
    ],
    'spec.scalingInterval: found 315360000 of them in the duration, expected at most 2000000',
  ),
  row(
    'more hosts than a fleet may have',
    [
      ['demo: 8', 'demo: 30000'],
      [
        '    segments:',
        '      - {name: more, topology: small, count: 70001, region: south, idc: sz-b, modules: 1}\n    segments:',
      ],
    ],
    'spec.fleet: found 100001 hosts, expected at most 100000 hosts',
  ),
  row(
    'a host of more memory than the engine counts',
    [
      ['topology: small', 'topology: huge'],
      [', memoryPerNumaNode: 1Gi', ''],
    ],
    'spec.fleet.hostGroups[0].topology: found 2147483648 MiB in all, expected at most 2147483647 MiB on one host',
  ),
  row(
    'a pod of more memory than the engine counts',
    [
      ['template: duel', 'template: heavy\n      zonePlayers: 1000000'],
      ['demo: [500, 900]', 'demo: 1000000'],
    ],
    "spec.games[0].template: found 9765626024 MiB for a zone's logic, expected at most 2147483647 MiB",
  ),
]
