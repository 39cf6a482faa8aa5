import type { CommandRow } from './command-row.ts'

const EXPECTED = 'expected a data folder, which "berth serve" makes'

/** Commands that look at or act on what is in a data folder; none of them is anybody's first. */
const COMMANDS: readonly (readonly string[])[] = [
  ['plans', 'list'],
  ['plans', 'show', 'evening'],
  ['plans', 'approve', 'evening'],
  ['plans', 'audit'],
  ['plans', 'audit', '--verify'],
  ['push', 'evening'],
  ['hosts'],
  ['agents', 'invite', 'h1'],
  ['agents', 'list'],
  ['access', 'list'],
  ['access', 'revoke', 'ann'],
]

/** A data folder that is none. That nothing is made in its place is held for all commands. */
export const DATA_FOLDERS: readonly CommandRow[] = [
  ...COMMANDS.map((words) => ({
    name: `${words.join(' ')} with a data folder that is not there`,
    words: [...words, '--data', 'tpyo'],
    faults: [`--data: found "tpyo", which is not there, ${EXPECTED}`],
  })),
  {
    name: 'plans list with a folder of something else',
    words: ['plans', 'list', '--data', 'photos'],
    files: { 'photos/cat.txt': 'a cat\n' },
    faults: [`--data: found "photos", a folder without berth.db, ${EXPECTED}`],
  },
  {
    name: 'access add with a folder of something else that others can read',
    words: ['access', 'add', 'ann', '--role', 'author', '--data', 'photos'],
    files: { 'photos/cat.txt': 'a cat\n' },
    faults: [
      '--data: found "photos", a folder without berth.db that others can read, expected a new, an empty or a data folder, or one for its owner alone (chmod 700)',
    ],
  },
  {
    name: 'access list with a file for a folder',
    words: ['access', 'list', '--data', 'cat.txt'],
    files: { 'cat.txt': 'a cat\n' },
    faults: [`--data: found "cat.txt", a file, ${EXPECTED}`],
  },
]
