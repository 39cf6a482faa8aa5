import { row } from './row.ts'

const TABLE = `when,at,until
now,1h,2h
`
const FAULTY = `at,domain,name,until,ticket
2026-03-05 18:10,rack,sz-a-m01-r09,2026-03-05 19:00,T1
soon,hall,,2026-03-05 17:00
2026-03-05 18:10,host,sz-a-m01-h0001,2026-03-05 18:10
2026-03-05 18:10,host,sz-a-m01-h0001,2h
`
const LIST = JSON.stringify([{ at: '1h', domain: 'host', name: 'sz-a-m01-h0002', until: ['2h'] }, 'an outage'])

/** Logs of losses by the names of their files. */
export const LOSS_LOGS: ReadonlyMap<string, string> = new Map([
  ['no-columns.csv', TABLE],
  ['empty.csv', '\n'],
  ['faulty.csv', FAULTY],
  ['list.json', LIST],
  ['half.json', '[{at: 1h'],
  ['dated.csv', 'at,domain,name,until\n2026-03-05 18:10,module,sz-a-m01,\n2026-03-09 18:10,idc,sz-a,\n'],
])

const HERE = '  hostFaults:'
const logged = (log: string): readonly [string, string] => [HERE, `  lossLog: ${log}\n${HERE}`]
const TIME = 'a time such as 2026-03-05 18:10 (UTC), unix seconds, or 18h30m from the start'

/** Losses of a log, and losses listed as such. */
export const LOSS_ROWS = [
  row(
    'listed losses of nothing in the fleet, after the end, and for no time',
    [
      [
        HERE,
        `  losses: [{at: 25h, domain: rack, name: sz-a-m01-r99, down: 1h}, {at: 1h, domain: idc, name: sz, down: 5m}]\n${HERE}`,
      ],
    ],
    'spec.losses[0].name: found "sz-a-m01-r99", expected the name of a rack; did you mean sz-a-m01-r01?',
    'spec.losses[0].at: found a time after the end, expected a time before the scenario ends',
    'spec.losses[1].name: found "sz", expected the name of an idc: sz-a',
  ),
  row(
    'a wave of more than all, in no time',
    [[HERE, `  recovery: {reconnect: {promptPermille: 1001, prompt: 0, over: 1m}}\n${HERE}`]],
    'spec.recovery.reconnect.promptPermille: found 1001, expected a whole number from 0 to 1000',
    'spec.recovery.reconnect.prompt: found 0, expected a duration from 1s to 3650d, such as 10m or 1h30m',
    'spec.recovery.reconnect.over: found an unknown key, expected one of promptPermille, prompt, rest',
  ),
  row(
    'a listed loss of an unknown domain for no time',
    [[HERE, `  losses: [{at: 1h, domain: hall, name: x, down: 0}]\n${HERE}`]],
    'spec.losses[0].domain: found "hall", expected one of host, rack, module, idc',
    'spec.losses[0].down: found 0, expected a duration from 1s to 3650d, such as 10m or 1h30m',
  ),
  row(
    'a log in a folder elsewhere, and a start that is no date',
    [logged('{file: ../x.csv, start: noon}')],
    'spec.lossLog.file: found "../x.csv", expected the name of a file, without folders',
    'spec.lossLog.start: found "noon", expected a date and time such as 2026-03-05 18:10 (UTC)',
  ),
  row(
    'a log that is not there',
    [logged('{file: gone.csv}')],
    'spec.lossLog.file: found "gone.csv", expected the name of a file in losses/ beside the scenario',
  ),
  row(
    'a log without columns',
    [logged('{file: no-columns.csv}')],
    'no-columns.csv: line 1: found "when", "at", "until", expected a column domain',
    'no-columns.csv: line 1: found "when", "at", "until", expected a column name',
  ),
  row('an empty log', [logged('{file: empty.csv}')], 'empty.csv: found no line, expected a header and rows'),
  row(
    'a log with a slip in each line',
    [logged('{file: faulty.csv, start: 2026-03-05}')],
    `faulty.csv: line 3, at: found "soon", expected ${TIME}`,
    'faulty.csv: line 3, domain: found "hall", expected one of host, rack, module, idc',
    'faulty.csv: line 3, name: found nothing, expected the name of what was lost',
    'faulty.csv: line 4, until: found "2026-03-05 18:10", expected a time after "2026-03-05 18:10", written as that one',
    'faulty.csv: line 5, until: found "2h", expected a time after "2026-03-05 18:10", written as that one',
  ),
  row(
    'a list with an item that is none, and a time that is a list',
    [logged('{file: list.json}')],
    'list.json: [0].until: found ["2h"], expected a text',
    'list.json: [1]: found "an outage", expected a map with at, domain, name, until',
  ),
  row(
    'a list that is cut off',
    [logged('{file: half.json}')],
    'half.json: line 1, column 9: found Flow map in block collection must be sufficiently indented and end with a }, expected consistent indentation and closed brackets',
    'half.json: line 1, column 9: found Flow sequence must end with a ], expected YAML or JSON',
  ),
  row(
    'a log of dates without the date of the start',
    [logged('{file: dated.csv}')],
    'spec.lossLog.start: found nothing, expected the date and time at which the scenario begins, as dated.csv has dates',
  ),
  row(
    'a log of other days',
    [logged('{file: dated.csv, start: 2025-03-05 18:10}')],
    'dated.csv: found outages from 2026-03-05 18:10 UTC to 2026-03-09 18:10 UTC, expected an outage between the start of the scenario and its end',
  ),
]
