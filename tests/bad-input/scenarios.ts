import { SCENARIO } from './good.ts'
import { row } from './row.ts'

/** What is wrong in the scenario itself. Parsed at size demo. */
export const SCENARIO_ROWS = [
  row('an empty scenario', [[SCENARIO, '']], ': found nothing, expected a map with apiVersion, kind, metadata, spec'),
  row(
    'a scenario that is a list',
    [[SCENARIO, '- 1\n- 2\n']],
    ': found [1, 2], expected a map with apiVersion, kind, metadata, spec',
  ),
  row(
    'another kind and version',
    [
      ['v1alpha1', 'v2'],
      ['kind: Scenario', 'kind: Scenarios'],
    ],
    'apiVersion: found "berth.dev/v2", expected berth.dev/v1alpha1',
    'kind: found "Scenarios", expected Scenario',
  ),
  row(
    'keys with a slip of the pen',
    [
      ['scalingInterval: 10m', 'scalingIntervall: 10m'],
      ['    hostGroups:', '    hostGroup:'],
    ],
    'spec.scalingInterval: found nothing, expected a duration from 1s to 3650d, such as 10m or 1h30m',
    'spec.fleet.hostGroup: found an unknown key, expected hostGroups (did you mean that?)',
    'spec.scalingIntervall: found an unknown key, expected scalingInterval (did you mean that?)',
  ),
  row(
    'a key nobody knows',
    [['  drawSeed: 7', '  drawSeed: 7\n  colour: blue']],
    'spec.colour: found an unknown key, expected one of duration, scalingInterval, sampleInterval, shapeStep, drawSeed, delays, fleet, profiles, goal, games, calendar, hostSpeed, hostFaults, domainFaults, losses, lossLog, hostLossRate, domainLossRates, recovery, rollouts, maintenance, cache, delivery, registry, network',
  ),
  row(
    'the same key twice',
    [['  drawSeed: 7', '  drawSeed: 7\n  drawSeed: 8']],
    'line 11, column 3: found drawSeed again, expected each key once',
  ),
  row(
    'a bracket left open',
    [['[20ms, 100ms]', '[20ms, 100ms']],
    'line 11, column 42: found Flow sequence in block collection must be sufficiently indented and end with a ], expected consistent indentation and closed brackets',
    'line 12, column 3: found Flow map in block collection must be sufficiently indented and end with a }, expected consistent indentation and closed brackets',
  ),
  row(
    'tabs as indentation',
    [['  drawSeed: 7', '\tdrawSeed: 7']],
    'line 10, column 1: found Tabs are not allowed as indentation, expected spaces',
    'line 10, column 12: found Nested mappings are not allowed in compact mappings, expected YAML or JSON',
    'line 10, column 12: found Implicit keys need to be on a single line, expected YAML or JSON',
    'line 12, column 1: found All mapping items must start at the same column, expected consistent indentation and closed brackets',
    'line 27, column 1: found All mapping items must start at the same column, expected consistent indentation and closed brackets',
    'line 33, column 1: found All mapping items must start at the same column, expected consistent indentation and closed brackets',
    'line 35, column 1: found All mapping items must start at the same column, expected consistent indentation and closed brackets',
    'line 36, column 1: found All mapping items must start at the same column, expected consistent indentation and closed brackets',
  ),
  row(
    'two documents in one file',
    [['kind: Scenario', 'kind: Scenario\n---\nkind: Scenario']],
    'line 3, column 1: found a second document, expected one document',
  ),
  row(
    'an alias without an anchor',
    [['region: south', 'region: *somewhere']],
    ': found an alias that leads nowhere, or too many of them, expected an anchor for each alias',
  ),
  row(
    'durations that are none',
    [
      ['scalingInterval: 10m', 'scalingInterval: 10 minutes'],
      ['sampleInterval: 10m', 'sampleInterval: 600'],
      ['shapeStep: 1h', 'shapeStep: 10s'],
    ],
    'spec.scalingInterval: found "10 minutes", expected a duration from 1s to 3650d, such as 10m or 1h30m',
    'spec.sampleInterval: found 600, expected a duration from 1s to 3650d, such as 10m or 1h30m',
    'spec.shapeStep: found "10s", expected a duration from 1m to 3650d, such as 10m or 1h30m',
  ),
  row(
    'a fault in one size only',
    [['demo: 1d', 'demo: -1d']],
    'spec.duration.demo: found "-1d", expected a duration from 1m to 3650d, such as 10m or 1h30m',
  ),
  row(
    'a size left out',
    [['count: {smoke: 2, demo: 8, bench: 40}', 'count: {smoke: 2, demo: 8}']],
    'spec.fleet.hostGroups[0].count: found smoke, demo, expected each of smoke, demo, bench',
  ),
  row(
    'names that are none',
    [
      ['name: tiny', 'name: Tiny Scenario'],
      ['idc: sz-a', 'idc: süd-1'],
      ['name: duel\n      template', 'name: -duel\n      template'],
    ],
    'metadata.name: found "Tiny Scenario", expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
    'spec.fleet.hostGroups[0].idc: found "süd-1", expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
    'spec.games[0].name: found "-duel", expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
  ),
  row(
    'a name of 64 characters',
    [['name: tiny', 'name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']],
    'metadata.name: found "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
  ),
  row(
    'numbers out of range',
    [
      ['drawSeed: 7', 'drawSeed: -1'],
      ['modules: 1', 'modules: 0'],
      ['vlan: 304', 'vlan: 4095'],
      ['bench: 40', 'bench: 100001'],
    ],
    'spec.drawSeed: found -1, expected a whole number from 0 to 9007199254740991',
    'spec.fleet.hostGroups[0].modules: found 0, expected a whole number from 1 to 99',
    'spec.fleet.segments[0].vlan: found 4095, expected a whole number from 1 to 4094',
    'spec.fleet.hostGroups[0].count.bench: found 100001, expected a whole number from 0 to 100000',
  ),
  row(
    'numbers that are none',
    [
      ['drawSeed: 7', 'drawSeed: 7.5'],
      ['perHostYear: 0.5', 'perHostYear: .nan'],
      ['vlan: 304', 'vlan: "304"'],
    ],
    'spec.drawSeed: found 7.5, expected a whole number from 0 to 9007199254740991',
    'spec.fleet.segments[0].vlan: found "304", expected a whole number from 1 to 4094',
    'spec.hostLossRate.perHostYear: found NaN, expected a number from 0 to 1000',
  ),
  row(
    'ranges from high to low',
    [
      ['demo: [500, 900]', 'demo: [900, 500]'],
      ['down: [10m, 1h]', 'down: [1h, 10m]'],
      ['start: 10s', 'start: [1s, 2s, 3s]'],
    ],
    'spec.delays.start: found ["1s", "2s", "3s"], expected a duration from 0 to 3650d, such as 10m or 1h30m, or [low, high] of such',
    'spec.hostLossRate.down: found ["1h", "10m"], expected [low, high] with low not above high',
    'spec.games[0].peakPlayers.demo: found [900, 500], expected [low, high] with low not above high',
  ),
  row(
    'a cache that is none',
    [
      ['check: wait', 'check: perhaps'],
      ['lag: [50ms, 2s]', 'lag: [2s, 50ms]'],
      ['lostPermille: 10', 'lostPermille: 1001'],
      ['relist: 30s', 'relist: 1ms'],
    ],
    'spec.cache.check: found "perhaps", expected one of assume, wait, off',
    'spec.cache.lag: found ["2s", "50ms"], expected [low, high] with low not above high',
    'spec.cache.lostPermille: found 1001, expected a whole number from 0 to 1000',
    'spec.cache.relist: found "1ms", expected a duration from 1s to 3650d, such as 10m or 1h30m',
  ),
  row(
    'quantities that are none',
    [
      ['capacity: 100Gi', 'capacity: 100 GB'],
      ['io: 100Mi', 'io: fast'],
      ['memoryPerNumaNode: 1Gi', 'memoryPerNumaNode: -1Gi'],
    ],
    'spec.fleet.hostGroups[0].disks[0].capacity: found "100 GB", expected a quantity from 1Mi to 1Pi, as Kubernetes writes it',
    'spec.fleet.hostGroups[0].disks[0].io: found "fast", expected a quantity from 0 to 1Ti, as Kubernetes writes it',
    'spec.fleet.hostGroups[0].reserved.memoryPerNumaNode: found "-1Gi", expected a quantity from 0 to 64Ti, as Kubernetes writes it',
  ),
  row(
    'network modes that are none',
    [['networks: [sriov, bridge]', 'networks: [sriov, nat, host]']],
    'spec.fleet.segments[0].networks[1]: found "nat", expected one of sriov, bridge, overlay',
    'spec.fleet.segments[0].networks[2]: found "host", expected one of sriov, bridge, overlay',
  ),
  row(
    'nothing where there must be something',
    [
      ['  fleet:', '  flotte:'],
      ['      template: duel\n', ''],
    ],
    'spec.fleet: found nothing, expected a map with hostGroups, hosts, segmentGroups, segments, pools, volumePools',
    'spec.games[0].template: found nothing, expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
    'spec.flotte: found an unknown key, expected one of duration, scalingInterval, sampleInterval, shapeStep, drawSeed, delays, fleet, profiles, goal, games, calendar, hostSpeed, hostFaults, domainFaults, losses, lossLog, hostLossRate, domainLossRates, recovery, rollouts, maintenance, cache, delivery, registry, network',
  ),
  row(
    'more VFs than a PF can have',
    [['{ens1f0: 8}', '{ens1f0: 1025}']],
    'spec.fleet.hostGroups[0].sriov.ens1f0: found 1025, expected a whole number from 0 to 1024',
  ),
  row(
    'a null',
    [['region: south', 'region: null']],
    'spec.fleet.hostGroups[0].region: found null, expected a name of at most 63 characters: a-z, 0-9 and hyphens inside',
  ),
  row(
    'lists in lists in lists',
    [['drawSeed: 7', `drawSeed: ${'['.repeat(40)}${']'.repeat(40)}`]],
    ': found lists or maps nested too deeply, expected at most 32 levels',
  ),
  row(
    'brackets as deep as the file is long',
    [['drawSeed: 7', `drawSeed: ${'['.repeat(20_000)}${']'.repeat(20_000)}`]],
    ': found lists or maps nested too deeply, expected at most 32 levels',
  ),
  row(
    'an alias bomb',
    [
      [
        '  drawSeed: 7',
        ['a: &a [1, 1, 1, 1]', 'b: &b [*a, *a, *a, *a]', 'c: &c [*b, *b, *b, *b]', 'd: [*c, *c, *c, *c]']
          .map((line) => `  ${line}\n`)
          .join(''),
      ],
    ],
    ': found an alias that leads nowhere, or too many of them, expected an anchor for each alias',
  ),
  row(
    'a goal that bounds nothing',
    [['  drawSeed: 7', '  drawSeed: 7\n  goal: {seedsPercent: 90}']],
    'spec.goal: found no bound, expected at least one of refusedPermille, degradedPermille, readyWaitP99',
  ),
  row(
    'a goal beyond what there is',
    [['  drawSeed: 7', '  drawSeed: 7\n  goal: {refusedPermille: 1001, readyWaitP99: soon, seedsPercent: 0}']],
    'spec.goal.refusedPermille: found 1001, expected a number from 0 to 1000',
    'spec.goal.readyWaitP99: found "soon", expected a duration from 0 to 3650d, such as 10m or 1h30m',
    'spec.goal.seedsPercent: found 0, expected a whole number from 1 to 100',
  ),
  row(
    'speeds of hosts that are no quantiles',
    [['  drawSeed: 7', '  drawSeed: 7\n  hostSpeed: [[0.1, 0], [0.5, 1], [0.5, 0.9]]']],
    'spec.hostSpeed[0][0]: found 0.1, expected 0, the lowest speed there may be',
    'spec.hostSpeed[2][0]: found 0.5, expected 1, the highest speed there may be',
    'spec.hostSpeed[2][0]: found 0.5, expected more than 0.5',
    'spec.hostSpeed[2][1]: found 0.9, expected at least 1',
    'spec.hostSpeed[0][1]: found 0, expected a speed above 0',
  ),
  row(
    'a forecast that says nothing',
    [['      curves: [ramp]', '      curves: [ramp]\n      forecast: {}']],
    'spec.games[0].forecast: found an empty map, expected curves, a peak, or both',
  ),
  row(
    'a forecast of unknown curves whose quantiles go up and down',
    [
      [
        '      curves: [ramp]',
        '      curves: [ramp]\n      forecast: {curves: [wavy], peak: [[0.1, 1], [0.1, 0.5], [0.9, 2]]}',
      ],
    ],
    'spec.games[0].forecast.curves[0]: found "wavy", expected the name of a curve in the library',
    'spec.games[0].forecast.peak[0][0]: found 0.1, expected 0, the lowest peak there may be',
    'spec.games[0].forecast.peak[2][0]: found 0.9, expected 1, the highest peak there may be',
    'spec.games[0].forecast.peak[1][0]: found 0.1, expected more than 0.1',
    'spec.games[0].forecast.peak[1][1]: found 0.5, expected at least 1',
  ),
  row(
    'a calendar of factors and shares beyond what there is',
    [
      [
        '  drawSeed: 7',
        [
          '  drawSeed: 7',
          '  calendar:',
          '    events:',
          '      - {name: e, at: 1h, lasts: 2h, factor: -1}',
          '    patches: [{name: p, at: 1h, restart: 1m, reconnect: {earlyPermille: 1001}}]',
        ].join('\n'),
      ],
    ],
    'spec.calendar.events[0].factor: found -1, expected a number from 0 to 100',
    'spec.calendar.patches[0].reconnect.earlyPermille: found 1001, expected a whole number from 0 to 1000',
  ),
  row(
    'a calendar of unknown games whose entries come again before they are over',
    [
      [
        '  drawSeed: 7',
        [
          '  drawSeed: 7',
          '  calendar:',
          '    events:',
          '      - {name: e, games: [chess], at: 1h, every: 1h, lasts: 2h, factor: 2, ramp: 90m}',
          '      - {name: e, at: 1h, lasts: 2h, factor: 2}',
          '    seasons: [{name: s, at: 1h, every: 1d, factor: 2, decline: 2d}]',
          '    patches: [{name: p, at: 1h, every: 2h, restart: 1m}]',
        ].join('\n'),
      ],
    ],
    'spec.calendar.events[0].games[0]: found "chess", expected the name of a game: duel',
    'spec.calendar.events[1].name: found "e", expected a name no other of them has',
    'spec.calendar.events[0].every: found a time too short, expected at least lasts',
    'spec.calendar.events[0].ramp: found a ramp too long, expected at most half of lasts',
    'spec.calendar.seasons[0].every: found a time too short, expected at least decline',
    'spec.calendar.patches[0].every: found a time too short, expected at least notice, over, closed and the longer of prompt and rest together',
  ),
]
