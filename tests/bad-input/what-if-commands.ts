import { type CommandRow, GOOD } from './command-row.ts'

/** Commands that look at a recorded run as it stood. */
export const WHAT_IF_COMMANDS: readonly CommandRow[] = [
  {
    name: 'consolidate with every argument wrong',
    words: ['consolidate', '--at', '-1', '--price', 'dear', '--host', 'h1'],
    faults: [
      '--host: found an unknown option, expected one of --at, --price, --output, --quiet',
      'DIR: found nothing, expected the directory of a run',
      '--at: found "-1", expected seconds since the start of the run, with at most six decimals',
      '--price: found "dear", expected a whole number from 0 to 1000',
    ],
  },
  {
    name: 'consolidate of a folder that is no run',
    words: ['consolidate', 'hosts'],
    files: GOOD,
    faults: [
      'hosts: events.ndjson: found no such file, expected the log of a run',
      'hosts: manifest.json: found no such file, expected a file of a whole run',
      'hosts: fleet.json: found no such file, expected a file of a whole run',
    ],
  },
  {
    name: 'fit with every argument wrong',
    words: ['fit', '--at', 'noon', '--game', '--cpus', '4', '--disk', '1Gi'],
    faults: [
      '--disk: found an unknown option, expected one of --at, --game, --zone, --cpus, --memory, --vf, --mix, --size, --seed, --set, --output, --quiet',
      'SCENARIO: found nothing, expected a scenario or the directory of a run',
      '--at: found "noon", expected seconds since the start of the run, with at most six decimals',
      '--game: found an option, expected none of those of a run',
      '--memory: found nothing, expected memory such as 8Gi, or --mix',
    ],
  },
  {
    name: 'fit of a scenario with a mix that is none',
    words: ['fit', 'launch-day', '--mix', 'mix.yaml', '--cpus', '4'],
    files: { 'mix.yaml': 'shapes: [{name: small, cpus: 0, memory: 1Gi}, {name: small, memory: 2Gi, weight: 0}]\n' },
    faults: [
      '--cpus: found an option, expected none beside --mix',
      'mix.yaml: shapes[0].cpus: found 0, expected Cpus from 1 to 1024, such as 4 or 3500m',
      'mix.yaml: shapes[1].cpus: found nothing, expected Cpus from 1 to 1024, such as 4 or 3500m',
      'mix.yaml: shapes[1].weight: found 0, expected a whole number from 1 to 1000000',
    ],
  },
  {
    name: 'fit of a folder that is no run',
    words: ['fit', 'hosts'],
    files: GOOD,
    faults: [
      'hosts: events.ndjson: found no such file, expected the log of a run',
      'hosts: manifest.json: found no such file, expected a file of a whole run',
      'hosts: fleet.json: found no such file, expected a file of a whole run',
    ],
  },
]
