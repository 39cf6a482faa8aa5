import { NETWORK_PARTS, SEGMENT_NETWORKS } from '../../fleet.ts'
import { API_VERSION } from '../../parse/shapes.ts'
import { flowText } from '../flow-text.ts'
import type { ImportedHost } from './hosts.ts'
import type { ImportedGame } from './workloads.ts'
import { peakPlayersOf } from './write-game.ts'

/** What of a scenario does not come from the cluster. */
export interface ScenarioChoices {
  readonly name: string
  /** Name of the curve that all games follow. */
  readonly curve: string
  /** Whether that curve moves: then pods come and go with the players. */
  readonly isMoving: boolean
  readonly playersPerPod: number
  /** A duration as scenarios write it. */
  readonly duration: string
}

/** Peak of a game's players, and whether its pods depend on them (null: they do not). */
export function playersOf(
  game: ImportedGame,
  { isMoving, playersPerPod }: ScenarioChoices,
): { readonly peak: number; readonly forPods: number | null } {
  if (isMoving) {
    const peak = peakPlayersOf(game, playersPerPod)
    return { peak, forPods: peak }
  }
  const most = game.components.reduce((largest, { pods }) => Math.max(largest, pods), 0)
  return { peak: Math.max(1, most * playersPerPod), forPods: null }
}

/** The scenario's own document. */
export function scenarioText(
  hosts: readonly ImportedHost[],
  games: readonly ImportedGame[],
  choices: ScenarioChoices,
): string {
  const pods = games.flatMap(({ components }) => components).reduce((sum, component) => sum + component.pods, 0)
  return `${[
    '# Imported: hosts are the cluster as it was, games its workloads as their pods asked. Delays, addresses and the rate of',
    '# disks are assumptions; so is that every pod uses all it asks for.',
    `apiVersion: ${API_VERSION}`,
    'kind: Scenario',
    'metadata:',
    `  name: ${flowText(choices.name)}`,
    `  title: ${JSON.stringify(`${hosts.length} hosts and ${pods} pods as imported`)}`,
    'spec:',
    `  duration: ${choices.duration}`,
    '  scalingInterval: 10m',
    '  sampleInterval: 10m',
    '  shapeStep: 10m',
    '  drawSeed: 1',
    '  delays: {bind: [20ms, 120ms], start: [8s, 45s]}',
    '  fleet:',
    '    hosts:',
    ...hosts.map((host) => `      - ${flowText(host)}`),
    ...segmentLines(hosts, games),
    games.length === 0 ? '  games: []' : '  games:',
    ...games.map((game) => `    - ${flowText(gameEntry(game, choices))}`),
  ].join('\n')}\n`
}

function gameEntry(game: ImportedGame, choices: ScenarioChoices): object {
  return {
    name: game.name,
    template: game.name,
    curves: [choices.curve],
    peakPlayers: playersOf(game, choices).peak,
    start: 0,
    where: game.modules === null ? undefined : { modules: game.modules },
  }
}

/** Bits of the part of 10.0.0.0/8 that the segments of one network get, and of the largest segment. */
const PART_BITS = 10
const LARGEST_PREFIX = 16

/** A segment a module for each network that pods have an address of: which addresses there are, nobody said. */
function segmentLines(hosts: readonly ImportedHost[], games: readonly ImportedGame[]): string[] {
  const requests = games.flatMap(({ components }) => components.map(({ request }) => request))
  const used = SEGMENT_NETWORKS.filter((network) =>
    requests.some((request) => NETWORK_PARTS[request.network].addresses.includes(network)),
  )
  if (used.length === 0) return []
  const modules = new Set(hosts.map(({ module }) => module)).size
  let prefix = LARGEST_PREFIX
  for (let room = 1 << (LARGEST_PREFIX - PART_BITS); room < modules; room *= 2) prefix++
  return [
    '    segmentGroups:',
    ...used.map((network, i) => {
      const group = { name: network, networks: [network], per: 'module', within: `10.${i * 64}.0.0/${PART_BITS}` }
      return `      - ${flowText({ ...group, prefix, vlanFrom: 100 + i * 1300 })}`
    }),
  ]
}
