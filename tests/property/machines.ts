import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTopology } from '../../src/model/parse/topology.ts'
import { type Machine, tightMachine } from '../../src/prove/machines.ts'

const FOLDER = join(import.meta.dirname, '../../scenarios/hosts')

/** The bundled topologies that the engine has columns for, as machines that a few pods use up. */
export const machines: readonly Machine[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => {
    const topology = parseTopology(readFileSync(join(FOLDER, name), 'utf8'))
    return topology.ok ? [tightMachine(topology.value)] : []
  })
