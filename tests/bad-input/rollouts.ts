import { DELIVERED } from './deliveries.ts'
import { broken, row } from './row.ts'

/** A scenario whose rollout brings an image, without a fault. */
export const ROLLED = `${broken(DELIVERED, [
  ['  cache: {check: wait, lag: [50ms, 2s], lostPermille: 10, relist: 30s}\n', ''],
  [
    '      - {name: duel-2',
    '      - {name: duel-3, games: [duel], components: [logic], layers: [{name: next, size: 1G}]}\n      - {name: duel-2',
  ],
])}  rollouts:
    - {name: v3, game: duel, component: logic, at: 30m, change: image, mode: in-place, image: duel-3,
       waves: [{name: all}]}
`

const REGISTRY = ROLLED.slice(ROLLED.indexOf('  registry:'), ROLLED.indexOf('  rollouts:'))

export const ROLLOUT_ROWS = [
  row(
    'no image, beside a registry',
    [['image: duel-3,', '']],
    'spec.registry.images[1]: found a second image of duel, logic, pushed at the same time, expected times that differ',
    'spec.rollouts[0].image: found nothing, expected the name of an image of spec.registry, as that says what is pulled',
  ),
  row(
    'an image that is not in the registry',
    [['image: duel-3,', 'image: duel-4,']],
    'spec.registry.images[1]: found a second image of duel, logic, pushed at the same time, expected times that differ',
    'spec.rollouts[0].image: found "duel-4", expected the name of an image; did you mean duel-1?',
  ),
  row(
    'an image of other components, and a pull of a drawn length',
    [
      ['components: [logic], layers: [{name: next', 'components: [db], layers: [{name: next'],
      ['image: duel-3,', 'image: duel-3, pull: 5s,'],
    ],
    'spec.registry.images[1].components[0]: found "db", expected the name of a component of duel: logic',
    'spec.rollouts[0].pull: found a pull, and spec.registry, expected one of the two: what a registry sends takes its time',
    'spec.rollouts[0].image: found "duel-3", which duel, logic does not have, expected an image of that game and component',
  ),
  row(
    'a rollout before its image is pushed',
    [['layers: [{name: next, size: 1G}]}', 'layers: [{name: next, size: 1G}], pushed: 31m}']],
    'spec.rollouts[0].at: found a time before duel-3 is pushed, expected one at which it is there',
  ),
  row(
    'an image for a configuration',
    [['change: image', 'change: config']],
    'spec.rollouts[0].image: found "duel-3", expected none where the configuration alone changes',
  ),
  row(
    'an image, and a pull, without a registry',
    [
      [REGISTRY, ''],
      [', pull: central}', '}'],
      ['image: duel-3,', 'image: duel-3, pull: 5s,'],
    ],
    'spec.rollouts[0].pull: found a pull, and spec.delivery, expected one of the two: spec.registry says what a stage pulls',
    'spec.rollouts[0].image: found "duel-3", expected spec.registry beside it, which says what it is made of',
  ),
  row(
    'the only image of its component',
    [
      ['{name: duel-1, games: [duel], layers', '{name: duel-1, games: [duel], components: [logic], pushed: 1h, layers'],
      ['image: duel-3', 'image: duel-1'],
      ['      - {name: duel-3, games: [duel], components: [logic], layers: [{name: next, size: 1G}]}\n', ''],
      [
        '      - {name: duel-2, games: [duel], components: [logic], layers: [{name: base, size: 1G}], pushed: 90m}\n',
        '',
      ],
      ['at: 30m', 'at: 2h'],
    ],
    'spec.rollouts[0].image: found "duel-1", the only image of duel, logic, expected another beside it, to be made from first',
  ),
]
