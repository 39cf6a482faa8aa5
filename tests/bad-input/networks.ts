import { NETWORK, SCENARIO } from './good.ts'
import { row } from './row.ts'

/** A scenario with a network, without a fault. */
export const WIRED = `${SCENARIO.replace('template: duel', 'template: packets')}  network:
    model: wires
    gatewaysPerIdc: 2
    gateways: [{idc: sz-a, count: 4}]
    tuning: [{from: 0, rps: false}, {from: 1h, irqPinning: false}]
    figures:
      vf: {kpps: 900, source: measured here}
`

export const WIRED_ROWS = [
  row(
    'a model that is not there',
    [['model: wires', 'model: wire']],
    'spec.network.model: found "wire", expected the name of a network model in the library',
  ),
  row(
    'an IDC nobody has, one twice, tuning that begins late, twice at one time and after the end',
    [
      ['[{idc: sz-a, count: 4}]', '[{idc: sz-b, count: 4}, {idc: sz-a, count: 4}, {idc: sz-a, count: 5}]'],
      ['[{from: 0, rps: false}, {from: 1h, irqPinning: false}]', '[{from: 1h}, {from: 1h}, {from: 9d}]'],
    ],
    'spec.network.gateways[0].idc: found "sz-b", expected the name of an idc; did you mean sz-a?',
    'spec.network.gateways[2].idc: found sz-a again, expected each IDC once',
    'spec.network.tuning: found no period from 0, expected a period with from: 0',
    'spec.network.tuning[1].from: found the time of another period, expected a time of its own',
    'spec.network.tuning[2].from: found a time after the end, expected a time before the scenario ends',
  ),
  row(
    'figures that are none, one without a source, a flag that is none',
    [
      ['vf: {kpps: 900, source: measured here}', 'vf: {kpps: 0}\n      nic: {mbps: -1, kpps: 5, source: here}'],
      ['rps: false', 'rps: sometimes'],
    ],
    'spec.network.figures.vf.kpps: found 0, expected a whole number from 1 to 2147483647',
    'spec.network.figures.vf.source: found nothing, expected a text of 1 to 1000 characters',
    'spec.network.figures.nic.mbps: found -1, expected a whole number from 1 to 2147483647',
    'spec.network.tuning[0].rps: found "sometimes", expected true or false',
  ),
  row(
    'quantiles in the wrong order, traffic twice',
    [
      [
        'vf: {kpps: 900, source: measured here}',
        `modes: {nat: {kppsPerCpu: 9, addedUsP50: 9, addedUsP99: 8, source: here}}
      traffic:
        - {name: b, packetsPerPlayer: 1, bytesPerPacket: 60, lossPermilleMax: 1, addedUsMax: 1, source: here}
        - {name: b, packetsPerPlayer: 2, bytesPerPacket: 60, lossPermilleMax: 1, addedUsMax: 1, source: here}`,
      ],
    ],
    'spec.network.figures.modes.nat.addedUsP99: found 8, expected at least addedUsP50, 9',
    'spec.network.figures.traffic[1].name: found "b", expected a name no other traffic has',
  ),
  row(
    'traffic that the model does not have',
    [['template: packets', 'template: unheard']],
    'spec.games[0].template: found logic with traffic songs, expected the name of a traffic: shots',
    'spec.network: found no game with traffic, expected a game whose template says load.traffic of a component',
  ),
  row(
    'a game without traffic, and a network mode without an address for pods that keep theirs',
    [['template: packets', 'template: kept\n      network: nat']],
    'spec.games[0].network: found nat, expected a network with an address, which logic keeps',
    'spec.network: found no game with traffic, expected a game whose template says load.traffic of a component',
  ),
]

export const NETWORK_ROWS = [
  row('an empty model', [[NETWORK, '']], ': found nothing, expected a map with apiVersion, kind, metadata, spec'),
  row(
    'modes and sections left out, a figure without a source, a slip of the pen',
    [
      ['  queue: {packets: 1000, source: made up}\n', ''],
      ['vf: {kpps: 1000, source: made up}', 'vf: {kpps: 1000}'],
      ['hostCpus: 8', 'hostCpu: 8'],
      ['    nat: {kppsPerCpu', '    natt: {kppsPerCpu'],
    ],
    'spec.modes.nat: found nothing, expected a map with kppsPerCpu, addedUsP50, addedUsP99, source',
    'spec.modes.natt: found an unknown key, expected nat (did you mean that?)',
    'spec.vf.source: found nothing, expected a text of 1 to 1000 characters',
    'spec.steering.hostCpus: found nothing, expected a whole number from 1 to 64',
    'spec.steering.hostCpu: found an unknown key, expected hostCpus (did you mean that?)',
    'spec.queue: found nothing, expected a map with packets, source',
  ),
  row(
    'quantiles in the wrong order',
    [['addedUsP50: 100, addedUsP99: 1000', 'addedUsP50: 100, addedUsP99: 99']],
    'spec.gateway.addedUsP99: found 99, expected at least addedUsP50, 100',
  ),
]
