import { SCENARIO } from './good.ts'
import { row } from './row.ts'

/** A scenario with stages of delivery and a registry, without a fault. */
export const DELIVERED = `${SCENARIO}  delivery:
    - {name: polled, from: 0, decide: 2s, poll: {every: 2s, perHost: 5ms}, pull: central}
    - {name: told, from: 1h, create: [10ms, 20ms], network: 5ms, watch: {lag: [1ms, 9ms]}}
  registry:
    pull: mirrors
    central: {region: south, uplink: 1250M}
    regions: [{region: south, mirror: 625M}]
    host: {down: 300M, up: 300M, unpack: 200M, disk: 20Gi}
    images:
      - {name: duel-1, games: [duel], layers: [{name: base, size: 1G}, {name: duel-1, size: 500M}]}
      - {name: duel-2, games: [duel], components: [logic], layers: [{name: base, size: 1G}], pushed: 90m}
`

export const DELIVERY_ROWS = [
  row(
    'no period at the start, two at one time, one after the end, one that polls and watches',
    [
      ['name: polled, from: 0', 'name: polled, from: 1h'],
      ['watch: {lag: [1ms, 9ms]}}', 'watch: {lag: 1ms}, poll: {every: 1s}}\n    - {name: told, from: 9d}'],
    ],
    'spec.delivery[2].name: found "told", expected a name no other period has',
    'spec.delivery: found no period from 0, expected a period with from: 0',
    'spec.delivery[1].from: found the time of another period, expected a time of its own',
    'spec.delivery[1]: found both watch and poll, expected one of the two',
    'spec.delivery[2].from: found a time after the end, expected a time before the scenario ends',
  ),
  row(
    'a period without a way to pull, and ranges that are none',
    [
      ['pull: central}', 'pull: nearby}'],
      ['[10ms, 20ms]', '[20ms, 10ms]'],
      ['every: 2s', 'every: 0'],
    ],
    'spec.delivery[0].poll.every: found 0, expected a duration from 1ms to 3650d, such as 10m or 1h30m',
    'spec.delivery[0].pull: found "nearby", expected one of central, mirrors, peers',
    'spec.delivery[1].create: found ["20ms", "10ms"], expected [low, high] with low not above high',
  ),
  row(
    'a period that pulls where there is no registry',
    [[DELIVERED.slice(DELIVERED.indexOf('  registry:')), '']],
    'spec.delivery[0].pull: found "central", expected spec.registry beside it, to pull from',
  ),
  row(
    'regions that are not there, twice, and a link to where one is',
    [
      ['central: {region: south', 'central: {region: sooth'],
      ['[{region: south, mirror: 625M}]', '[{region: south, mirror: 1}, {region: south, link: 5M}]'],
    ],
    'spec.registry.regions[0].mirror: found 1, expected a quantity from 1Ki to 1Ti, as Kubernetes writes it',
  ),
  row(
    'regions that are not there, or twice',
    [
      ['central: {region: south', 'central: {region: sooth'],
      ['[{region: south, mirror: 625M}]', '[{region: south}, {region: south, link: 5M}, {region: west}]'],
    ],
    'spec.registry.central.region: found "sooth", expected the name of a region; did you mean south?',
    'spec.registry.regions[1].region: found "south", expected a region that no other entry names',
    'spec.registry.regions[2].region: found "west", expected the name of a region: south',
  ),
  row(
    'a link into the region of the centre, a disk too small for an image',
    [
      ['{region: south, mirror: 625M}', '{region: south, link: 5M}'],
      ['disk: 20Gi', 'disk: 1G'],
    ],
    'spec.registry.regions[0].link: found a link into south, where the central registry is, expected a link into another region',
    'spec.registry.host.disk: found 1000000000 bytes, expected at least 1500000000, the largest image',
  ),
  row(
    'images of games and components that are not there, layers that contradict each other',
    [
      ['duel-1, games: [duel]', 'duel-1, games: [dual]'],
      [
        'components: [logic], layers: [{name: base, size: 1G}]',
        'components: [logik], layers: [{name: base, size: 2G}]',
      ],
    ],
    'spec.registry.images[1].layers[0].size: found 2000000000 bytes, expected 1000000000 bytes, as the layer base has in another image',
    'spec.registry.images[0].games[0]: found "dual", expected the name of a game; did you mean duel?',
    'spec.registry.images[1].components[0]: found "logik", expected the name of a component of duel; did you mean logic?',
  ),
  row(
    'two images at one time, a layer twice, one pushed after the end',
    [
      ['size: 500M}]}', 'size: 500M}, {name: base, size: 1G}]}'],
      [
        'pushed: 90m}',
        'pushed: 9d, preload: true}\n      - {name: duel-1, games: [duel], layers: [{name: other, size: 1G}]}',
      ],
    ],
    'spec.registry.images[0].layers[2].name: found "base", expected a name no other layer of the image has',
    'spec.registry.images[2].name: found "duel-1", expected a name no other image has',
    'spec.registry.images[1].pushed: found a time after the end, expected a time before the scenario ends',
    'spec.registry.images[1].preload: found true, beside pushed, expected an image that was there before',
    'spec.registry.images[2]: found a second image of duel, logic, pushed at the same time, expected times that differ',
  ),
  row(
    'no image when the game starts',
    [['size: 500M}]}', 'size: 500M}], pushed: 1h}']],
    'spec.registry.images: found no image of duel, logic, when duel starts, expected one pushed by then',
  ),
]
