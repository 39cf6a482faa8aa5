import fc from 'fast-check'
import type { Fleet } from '../model/fleet.ts'
import type { PodRequest } from '../model/request.ts'
import { type Command, type CommandKind, commandsOf, componentListsOf, USUAL_WEIGHTS } from './arbitraries.ts'
import { crowdsOf, ROOMY, TIGHT } from './crowds.ts'
import { DIMENSION_NAMES, requestWithout } from './dimensions.ts'
import { fleetsOf } from './fleets.ts'
import { type Machine, SMALL_MACHINES } from './machines.ts'

/** What a run is made of: a fleet, what its components ask for, and what happens. */
export interface World {
  readonly fleet: Fleet
  readonly components: readonly PodRequest[]
  readonly commands: readonly Command[]
  readonly luck: number
}

export interface WorldOptions {
  /** Real hardware beside the small machines. */
  readonly machines: readonly Machine[]
  /** Most commands of a run. */
  readonly commandsMax: number
  /** One profile for every component, or null for each its own. */
  readonly profile: string | null
}

/** More hosts than a block of the score board and more addresses than a word of a pool hold. */
const WIDE = { hostsMin: 65, hostsMax: 80, addressesMax: 40 }

/** Commands of kinds without which nothing happens. */
const NEEDED: readonly CommandKind[] = ['ask', 'tick']

/** Of so many worlds one is a crowd. */
const CROWD_EVERY = 5

/** Most commands of a crowd after those that make it. */
const CROWD_COMMANDS_MAX = 30

/** At most so many dimensions are in a crowd: what keeps pods off hosts leaves fewer of them to compete. */
const CROWD_DIMENSIONS_MAX = 6

/**
 * Worlds in swarms: each draws which commands and dimensions are in it, and how often, for what is always there hides
 * what happens without it. After Groce et al., Swarm Testing, ISSTA 2012.
 */
export function worldsOf(options: WorldOptions): fc.Arbitrary<World> {
  return fc.oneof(
    { weight: CROWD_EVERY - 1, arbitrary: mixedWorldsOf(options) },
    { weight: 1, arbitrary: crowdedWorldsOf(options) },
  )
}

/** Worlds in which anything may be. */
function mixedWorldsOf({ machines, commandsMax, profile }: WorldOptions): fc.Arbitrary<World> {
  const swarm = fc.record({
    weights,
    off: fc.subarray([...DIMENSION_NAMES]),
    isWide: fc.nat(39).map((draw) => draw === 39),
    isReal: fc.nat(machines.length === 0 ? 0 : 3).map((draw) => draw === 3),
  })
  return swarm.chain(({ weights, off, isReal, isWide }) =>
    fc.record({
      fleet: isWide ? fleetsOf(SMALL_MACHINES, WIDE) : fleetsOf(isReal ? machines : SMALL_MACHINES),
      components: componentListsOf(requestWithout(off, profile)),
      commands: commandsOf(weights, commandsMax),
      luck,
    }),
  )
}

/** Worlds whose hosts are full of batch pods before anything else happens. */
export function crowdedWorldsOf({ commandsMax, profile }: WorldOptions): fc.Arbitrary<World> {
  const names = DIMENSION_NAMES.filter((name) => !/^(single|preferred)$/.test(name))
  const swarm = fc.record({
    weights,
    on: fc.subarray(names, { maxLength: CROWD_DIMENSIONS_MAX }),
    isJoined: fc.boolean(),
    numa: fc.constantFrom([], ['single'], ['single'], ['preferred']),
  })
  return swarm.chain(({ weights, on, isJoined, numa }) => {
    const off = [...numa, ...names.filter((name) => !on.includes(name))]
    return fc
      .record({
        fleet: fleetsOf(SMALL_MACHINES, isJoined ? TIGHT : ROOMY),
        crowd: crowdsOf(requestWithout(off, profile), isJoined),
        commands: commandsOf(weights, CROWD_COMMANDS_MAX),
        luck,
      })
      .map(({ fleet, crowd: { components, waves }, commands, luck }) => {
        return { fleet, components, commands: [...waves, ...commands].slice(0, commandsMax), luck }
      })
  })
}

const luck = fc.nat(0x7fff_ffff)

const weights = fc.record(
  Object.fromEntries((Object.keys(USUAL_WEIGHTS) as CommandKind[]).map((kind) => [kind, weightOf(kind)])),
)

function weightOf(kind: CommandKind): fc.Arbitrary<number> {
  const usual = USUAL_WEIGHTS[kind]
  return NEEDED.includes(kind) ? fc.constantFrom(usual, usual, 2 * usual) : fc.constantFrom(0, usual, usual, 3 * usual)
}
