import { describe, expect, it } from 'vitest'
import { US_PER_HOUR, US_PER_MINUTE } from '../../../src/base/units.ts'
import { parseScenarioFile, resolveScenario } from '../../../src/model/parse/scenario.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { LIBRARY, SCENARIO } from '../../bad-input/good.ts'
import { accepted } from './bundled.ts'

/** The good scenario of a day with a log, and what its own list says left out. */
function withLog(text: string, spec: string): Pick<Scenario, 'hostFaults' | 'domainFaults'> {
  const written = SCENARIO.replace(/ {2}hostFaults:\n(?: {4}.*\n)+/, `  ${spec}\n`)
  const file = accepted(parseScenarioFile(written))
  const { hostFaults, domainFaults } = accepted(resolveScenario(file, 'demo', { ...LIBRARY, lossLog: () => text }))
  return { hostFaults, ...(domainFaults === undefined ? {} : { domainFaults }) }
}

const DATED = `ticket;name;until;domain;at
T-1;sz-a-m01-h0001;2026-03-05T10:00+08:00;host;2026-03-05 01:30
T-2;sz-a-m01;;Module;1772672400
`
const OFFSETS = 'at,domain,name,until\n1h30m,host,sz-a-m01-h0001,2h\n1h,module,sz-a-m01,\n'
const LOSSES = {
  hostFaults: [{ atUs: 1.5 * US_PER_HOUR, host: 'sz-a-m01-h0001', downUs: 30 * US_PER_MINUTE }],
  domainFaults: [{ atUs: US_PER_HOUR, domain: 'module', name: 'sz-a-m01', downUs: 23 * US_PER_HOUR }],
}

describe('a log of outages', () => {
  it('is a table of dates or of times from the start, or a list, and says the same', () => {
    expect(withLog(DATED, 'lossLog: {file: x.csv, start: 2026-03-05}')).toEqual(LOSSES)
    expect(withLog(OFFSETS, 'lossLog: {file: x.csv}')).toEqual(LOSSES)
    const list = [
      { at: '1h30m', domain: 'host', name: 'sz-a-m01-h0001', until: '2h', cause: ['fan', 'dust'] },
      { at: '1h', domain: 'module', name: 'sz-a-m01' },
    ]
    expect(withLog(JSON.stringify(list, null, 2), 'lossLog: {file: x.json}')).toEqual(LOSSES)
  })

  it('is the same as its losses listed, in whichever order', () => {
    const listed = (losses: string): string => `losses: [${losses}]`
    const [host, module] = [
      '{at: 90m, domain: host, name: sz-a-m01-h0001, down: 30m}',
      '{at: 1h, domain: module, name: sz-a-m01, down: 23h}',
    ]
    expect(withLog('', listed(`${host}, ${module}`))).toEqual(LOSSES)
    expect(withLog('', listed(`${module}, ${host}`))).toEqual(LOSSES)
  })

  it('is cut to the run: what began before is lost at 0, what lies beside it is left out', () => {
    const log = `at,domain,name,until
2026-03-04 23:00,host,sz-a-m01-h0001,2026-03-05 02:00
2026-03-04 23:00,host,sz-a-m01-h0002,2026-03-05 00:00
2026-03-05 23:00,idc,sz-a,2026-03-07
2026-03-06 00:00,idc,sz-a,2026-03-07
`
    expect(withLog(log, 'lossLog: {file: x.csv, start: 2026-03-05}')).toEqual({
      hostFaults: [{ atUs: 0, host: 'sz-a-m01-h0001', downUs: 2 * US_PER_HOUR }],
      domainFaults: [{ atUs: 23 * US_PER_HOUR, domain: 'idc', name: 'sz-a', downUs: US_PER_HOUR }],
    })
  })
})
