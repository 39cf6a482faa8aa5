import { row } from './row.ts'

export const TOPOLOGY_ROWS = [
  row(
    'a Cpu on two NumaNodes',
    [['[4, 12]', '[3, 12]']],
    'spec.numaNodes[1]: found Cpu 3 again, expected each Cpu once on the host',
  ),
  row(
    'cores and threads both, and neither',
    [
      ['threads: ["0-3", "8-11"]', 'threads: ["0-3", "8-11"], cores: [[0]]'],
      [', cores: [[4, 12], [5, 13], [6, 14], [7, 15]]', ''],
    ],
    'spec.numaNodes[0]: found both cores and threads, expected one of cores, threads',
    'spec.numaNodes[1]: found neither cores nor threads, expected one of cores, threads',
  ),
  row(
    'threads that do not line up',
    [['"8-11"', '"8-10"']],
    'spec.numaNodes[0].threads[1]: found 3 Cpus, expected as many as the first list, at least 1',
  ),
  row(
    'a NIC at an unknown NumaNode',
    [['numa: 1', 'numa: 2']],
    'spec.nics[0].numa: found 2, expected the id of a NumaNode of this host',
  ),
  row(
    'a NumaNode id and a NIC name twice',
    [
      ['{id: 1,', '{id: 0,'],
      ['- {name: ens1f0, numa: 1', '- {name: ens1f0, numa: 0}\n    - {name: ens1f0, numa: 0'],
    ],
    'spec.numaNodes[1].id: found 0, expected an id no other NumaNode has',
    'spec.nics[1].name: found "ens1f0", expected a name no other NIC has',
  ),
  row(
    'memory without a number, a kind of NIC that is none',
    [
      ['memory: 16Gi', 'memory: much'],
      ['kind: ethernet', 'kind: wifi'],
    ],
    'spec.numaNodes[0].memory: found "much", expected a quantity from 1Mi to 1Pi, as Kubernetes writes it',
    'spec.nics[0].kind: found "wifi", expected one of ethernet, infiniband',
  ),
  row(
    'distances of another machine',
    [['    - [21, 10]\n', '    - [21, 10, 10]\n    - [21, 10]\n']],
    'spec.distances: found 3 rows, expected 2 rows, one a NumaNode',
    'spec.distances[1]: found 3 columns, expected 2 columns, one a NumaNode',
  ),
  row(
    'a Cpu beyond all limits',
    [['[7, 15]', '[7, 1024]']],
    'spec.numaNodes[1].cores[3][1]: found 1024, expected a whole number from 0 to 1023',
  ),
  row(
    'no NumaNode',
    [['  numaNodes:', '  numaNodes: []\n  nodes:']],
    'spec.numaNodes: found a list of 0, expected a list of 1 to 64',
    'spec.nodes: found an unknown key, expected one of source, arch, packages, numaNodes, nics, distances',
  ),
]
