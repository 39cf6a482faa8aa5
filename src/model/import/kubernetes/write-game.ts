import { API_VERSION } from '../../parse/shapes.ts'
import type { PodRequest } from '../../request.ts'
import { flowText } from '../flow-text.ts'
import type { ImportedGame, Workload } from './workloads.ts'

/** The `GameTemplate` of a game. peakPlayers: at which each component has its pods; null: it always has them. */
export function gameText(game: ImportedGame, title: string, peakPlayers: number | null): string {
  const lines = [
    `apiVersion: ${API_VERSION}`,
    'kind: GameTemplate',
    'metadata:',
    `  name: ${flowText(game.name)}`,
    `  title: ${JSON.stringify(title)}`,
    'spec:',
    '  mode: global',
    '  components:',
  ]
  for (const component of game.components) lines.push(...componentLines(component, peakPlayers))
  return `${lines.join('\n')}\n`
}

/** Least players at whose peak every workload of a game gets exactly its pods: above the square of the largest. */
export function peakPlayersOf({ components }: ImportedGame, playersPerPod: number): number {
  const most = components.reduce((largest, { pods }) => Math.max(largest, pods), 0)
  return Math.max(most * playersPerPod, most * most + 1)
}

function componentLines({ name, request, pods }: Workload, peakPlayers: number | null): string[] {
  const { tolerations, spread, together, peers, batch, profile } = request
  const milli = request.cpus * 1000 + (request.cpuMilli ?? 0)
  const size =
    peakPlayers === null ? { min: pods } : { min: 1, playersPerPod: Math.max(1, Math.ceil(peakPlayers / pods)) }
  return [
    `    - name: ${flowText(name)}`,
    `      pods: ${flowText(size)}`,
    `      request: ${flowText(requestWords(request))}`,
    `      profile: ${profile}`,
    ...(tolerations === undefined ? [] : [`      tolerations: ${flowText(tolerations)}`]),
    ...(spread.length === 0 ? [] : [`      spread: ${flowText(spread)}`]),
    ...(together === undefined ? [] : [`      together: ${flowText(together)}`]),
    ...(peers === undefined ? [] : [`      peers: ${flowText(peers)}`]),
    ...(batch === undefined ? [] : [`      batch: ${batch}`]),
    // Nothing says what the pods use: all they ask for.
    `      load: ${flowText({
      cpuBase: `${milli}m`,
      cpuMilliPerPlayer: 0,
      memoryBase: `${request.memoryMib}Mi`,
      memoryKibPerPlayer: 0,
      noisePermille: 0,
    })}`,
  ]
}

function requestWords(request: PodRequest): object {
  const { cpus, cpuMilli, fullCores, memoryMib, diskMib, ioKibps, volumeMib, volumePool } = request
  const { network, fixedIp, numa, gpus, nicMbps, nicKpps } = request
  const nic = { mbps: nicMbps || undefined, kpps: nicKpps || undefined }
  return {
    cpus: cpus === 0 ? undefined : cpus,
    sharedCpu: cpuMilli === undefined || cpuMilli === 0 ? undefined : `${cpuMilli}m`,
    fullCores,
    memory: `${memoryMib}Mi`,
    disk: diskMib === 0 ? undefined : `${diskMib}Mi`,
    io: ioKibps === 0 ? undefined : `${ioKibps}Ki`,
    volume: (volumeMib ?? 0) === 0 ? undefined : { size: `${volumeMib}Mi`, pool: volumePool },
    network,
    fixedIp,
    numa,
    gpus: gpus || undefined,
    nic: nic.mbps === undefined && nic.kpps === undefined ? undefined : nic,
  }
}
