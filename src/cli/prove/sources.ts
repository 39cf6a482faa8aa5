import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '../../base/assert.ts'
import { parseTopology } from '../../model/parse/topology.ts'
import { type Machine, tightMachine } from '../../prove/machines.ts'
import { packageRoot } from '../package-root.ts'
import { type FoundCase, parseCase } from './case-file.ts'

/** The bundled topologies as machines that a few pods use up, by name. */
export function bundledMachines(): readonly Machine[] {
  const folder = join(packageRoot(), 'scenarios', 'hosts')
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  return files.sort().map((name) => {
    const topology = parseTopology(readFileSync(join(folder, name), 'utf8'))
    assert(topology.ok, `the bundled topology ${name} is whole`)
    return tightMachine(topology.value)
  })
}

/** Cases that broke a law once, one a line of `scenarios/past-cases.ndjson`; tried before anything is drawn. */
export function pastCases(): readonly FoundCase[] {
  const text = readFileSync(join(packageRoot(), 'scenarios', 'past-cases.ndjson'), 'utf8')
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line, i) => {
    const found = parseCase(line)
    assert(found.ok, `line ${i + 1} of past-cases.ndjson is a case`)
    return found.value
  })
}
