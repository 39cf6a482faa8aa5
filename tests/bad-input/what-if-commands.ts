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
    words: ['fit', '--at', 'noon', '--game', '--cpus', '4'],
    faults: [
      '--cpus: found an unknown option, expected one of --at, --game, --zone, --output, --quiet',
      'DIR: found nothing, expected the directory of a run',
      '--at: found "noon", expected seconds since the start of the run, with at most six decimals',
      '--game: found nothing, expected the name of a game',
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
