import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROFILES } from '../bad-input/profiles.ts'
import { berth, splitWords } from './berth.ts'
import { removeFolder, scratchFolder } from './run-copy.ts'
import { planOf, writeTwoSites } from './two-sites.ts'

let scratch: string
let scenario: string
let profiles: readonly string[]
beforeAll(() => {
  scratch = scratchFolder()
  scenario = writeTwoSites(scratch)
  writeFileSync(join(scratch, 'profiles.yaml'), PROFILES)
  profiles = ['--profiles', join(scratch, 'profiles.yaml'), '--profile', 'airy']
})
afterAll(() => removeFolder(scratch))

interface Bound {
  readonly name: string
  readonly found: number
  readonly isKept: boolean
}

/** The goal's bounds in a run that a command line makes. */
async function boundsOf(command: string, out: string): Promise<readonly Bound[]> {
  const [, ...words] = splitWords(command)
  const ended = await berth([...words, '--out', join(scratch, out), '-o', 'json'])
  expect([command, ended.stderr, ended.code]).toEqual([command, '', 0])
  return JSON.parse(ended.stdout).summary.goal
}

const ARRIVALS = 'fleet.hostGroups.cheap.arrivals=[{at: 3h, count: 1}]'
const DEPARTURES = ['fleet.hostGroups.dear.count=4', 'fleet.hostGroups.dear.departures=[{at: 2h, count: 1}]']

describe('command lines that a plan gives', () => {
  it.each([
    {
      what: 'modules',
      sets: [ARRIVALS, ...DEPARTURES, 'domainFaults=[{at: 200m, down: 1m, domain: module, name: i1-m01}]'],
      anew: [
        'dear.departures=[{at: 7200s, count: 1}, {',
        'domainFaults=[{at: 12000s, down: 60s, domain: module, name: i1-m01}, {',
      ],
    },
    {
      what: 'hosts',
      sets: [
        ARRIVALS,
        'fleet.hostGroups.dear.count=1',
        'goal.lossesToSurvive.domain=host',
        'hostFaults=[{at: 3h, down: 1m, host: i1-m01-h0001}]',
      ],
      anew: ['cheap.arrivals=[{at: 10800s, count: 1}, {', 'hostFaults=[{at: 10800s, down: 60s, host: i1-m01-h0001}, {'],
    },
    {
      what: 'nothing found',
      sets: [ARRIVALS, 'goal.readyWaitP99=1ms'],
      anew: ['cheap.arrivals=[{at: 10800s, count: 1}, {'],
    },
  ])(
    'make its runs again, with settings of what it sets too and profiles of a file: $what',
    async ({ what, sets, anew }) => {
      const words = [...sets.flatMap((set) => ['--set', set]), ...profiles]
      const { witnesses, misses, late, verdict } = await planOf(scenario, join(scratch, what), words)
      expect(verdict).toBe(what === 'nothing found' ? 'infeasible' : 'found')
      const missed = [...misses, ...(late?.misses ?? [])]
      const commands = [...witnesses, ...missed].map(({ command }) => command)
      for (const { group, seed, command, missed: bounds } of witnesses) {
        const found = await boundsOf(command, `${what}-${group}-${seed}`)
        expect(found.filter(({ isKept }) => !isKept)).toHaveLength(bounds.length)
      }
      for (const [i, { bound, found, command }] of missed.entries()) {
        const bounds = await boundsOf(command, `${what}-${i}`)
        expect(bounds.find(({ name }) => name === bound)?.found).toBe(found)
      }
      // What the command line has set is set anew.
      expect(anew.filter((text) => !commands.some((command) => command.includes(text)))).toEqual([])
    },
  )
})
