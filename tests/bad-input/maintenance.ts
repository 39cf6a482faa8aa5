import { row } from './row.ts'

export const MAINTENANCE_ROWS = [
  row(
    'maintenance of what is not there, at no time, of too many hosts at once',
    [
      [
        '  hostFaults:',
        '  maintenance:\n    - {name: kernel, at: 25h, work: 10m, grace: 10m, afterGrace: wait, where: {modules: [sz-a-m07]}}\n' +
          '    - {name: kernel, at: 2h, until: 2h, work: 10m, grace: 10m, afterGrace: skip, atOnce: 2, percent: 5,\n' +
          '       where: {idcs: [sz-a], topologies: [epyc]}, discard: [logics]}\n  hostFaults:',
      ],
    ],
    'spec.maintenance[1].name: found "kernel", expected a name no other window has',
    'spec.maintenance: found maintenance, and cache, expected one of the two',
    'spec.maintenance[0].at: found a time after the end, expected a time before the scenario ends',
    'spec.maintenance[0].where.modules[0]: found "sz-a-m07", expected the name of a module; did you mean sz-a-m01?',
    'spec.maintenance[1].until: found a time that is not after `at`, expected a later one',
    'spec.maintenance[1].discard[0]: found "logics", expected the name of a component; did you mean logic?',
    'spec.maintenance[1].where.topologies[0]: found "epyc", expected the name of a topology: small',
    'spec.maintenance[1].percent: found a share, and atOnce, expected one of the two',
  ),
  row(
    'maintenance where two lists have no host in common',
    [
      [
        '  hostFaults:',
        '  maintenance:\n    - {name: kernel, at: 1h, work: 10m, grace: 10m, afterGrace: evict,\n' +
          '       where: {racks: [sz-a-m01-r02], hosts: [sz-a-m01-h0001]}}\n  hostFaults:',
      ],
      ['        modules: 1\n', '        modules: 1\n        hostsPerRack: 1\n'],
      ['  cache: {check: wait, lag: [50ms, 2s], lostPermille: 10, relist: 30s}\n', ''],
    ],
    'spec.maintenance[0].where: found no host that every list has, expected at least one host',
  ),
]
