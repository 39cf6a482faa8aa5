import { EventQueue, Phase } from '../../../../simulator/event-queue.ts'
import { Registry } from '../../../../simulator/registry/registry.ts'
import type { PullSource, RegistryModel, RegistryRecord } from '../../../../src/model/delivery.ts'
import type { Fleet } from '../../../../src/model/fleet.ts'
import { fleet } from '../make.ts'

export interface Arrived {
  readonly atUs: number
  readonly slot: number
  readonly unpackedUs: number
}

/** Hosts of region `a`, the centre's, and behind them hosts of region `b`. */
export function twoRegions(inA: number, inB: number): Fleet {
  const made = fleet(inA + inB)
  return { ...made, hosts: made.hosts.map((host, h) => ({ ...host, region: h < inA ? 'a' : 'b' })) }
}

/** Images `i0`, `i1`, … of the layers named, each of 1 MB; 1 MB/s everywhere, the centre far faster, unless told. */
export function model(images: readonly (readonly string[])[], wishes: Partial<RegistryModel> = {}): RegistryModel {
  const names = [...new Set(images.flat())].sort()
  return {
    uplink: 1e9,
    regions: [
      { region: 'a', link: null, mirror: null },
      { region: 'b', link: null, mirror: null },
    ],
    host: { down: 1e6, up: 1e6, unpack: 1e9, disk: 1e9 },
    layers: names.map((name) => ({ name, bytes: 1e6 })),
    images: images.map((layers, i) => {
      const numbers = layers.map((name) => names.indexOf(name))
      return { name: `i${i}`, layers: numbers, pushedUs: 0, isPreloaded: false }
    }),
    use: [],
    ...wishes,
  }
}

/** Pulls of image (by default 0) by host at an instant (by default 0), played until nothing is under way. */
export function play(
  registryModel: RegistryModel,
  hosts: Fleet,
  pulls: readonly {
    readonly host: number
    readonly atUs?: number
    readonly image?: number
    readonly pull?: PullSource
  }[],
  also: (registry: Registry, atUs: number) => void = () => {},
) {
  const queue = new EventQueue()
  const records: RegistryRecord[] = []
  const arrived: Arrived[] = []
  const registry = new Registry({
    model: registryModel,
    fleet: hosts,
    queue,
    onPulled: (atUs, slot, _generation, unpackedUs) => void arrived.push({ atUs, slot, unpackedUs }),
    onRecord: (record) => void records.push(record),
  })
  pulls.forEach(({ atUs = 0 }, slot) => {
    queue.push(atUs, Phase.podBound, slot, 0)
  })
  while (queue.size > 0) {
    const { nextTimeUs: atUs, nextPhase: phase, nextSubject: subject, nextStamp: stamp } = queue
    queue.pop()
    if (phase === Phase.podBound) {
      const { host, image = 0, pull = 'central' } = pulls[subject]
      registry.want(atUs, { slot: subject, generation: 1 + subject, pod: `p${subject}`, host, image, pull })
    } else if (phase === Phase.layerArrives) registry.arrive(atUs, stamp)
    else if (phase === Phase.imagePushed) registry.push(atUs, subject)
    else if (phase === Phase.rates) registry.setRates(atUs)
    else also(registry, atUs)
    if (phase === Phase.podBound) also(registry, atUs)
  }
  const sent = registry.bytesFrom(1e15)
  return { arrived, records, registry, sent: { ...sent }, sentAll: sent.central + sent.mirrors + sent.peers }
}
