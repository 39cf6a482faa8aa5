import { sumOf } from '../../src/base/sum.ts'
import type { LossCase } from '../../src/model/fleet-plan.ts'
import type { AskedCpus } from '../record/asked-cpus.ts'
import { hostsOfLoss, isThereAt, type LossHost } from './loss-cases.ts'

/** Cpus of hosts, by IDC, then stretch of time. */
type CpusThere = ReadonlyMap<string, readonly number[]>

/** Tells at which instant each loss of a fleet takes most. */
export class LossInstants {
  readonly #hosts: readonly LossHost[]
  readonly #fromUs: readonly number[]
  readonly #cpus: CpusThere
  /** Of a loss, by its names as JSON: what it takes, and when of what is asked for. */
  readonly #known = new Map<string, { lost: CpusThere; instants: Map<readonly AskedCpus[], number> }>()

  /**
   * hosts   that the fleet has at any time
   * fromUs  where stretches of time begin; within one no host comes or goes
   */
  constructor(hosts: readonly LossHost[], fromUs: readonly number[]) {
    this.#hosts = hosts
    this.#fromUs = fromUs
    this.#cpus = cpusThere(hosts, fromUs)
  }

  /**
   * The first instant at which what is asked for is the largest share of the Cpus that the loss leaves, while some of
   * what it takes is there. Pods count that must lie in the same IDCs as what is lost; where whole IDCs are lost, all.
   *
   * asked  of a seed, in the same stretches, that of the whole fleet first
   */
  of(loss: LossCase, asked: readonly AskedCpus[]): number {
    const key = JSON.stringify(loss.names)
    const lost = () => cpusThere(hostsOfLoss(this.#hosts, loss), this.#fromUs)
    const known = this.#known.get(key) ?? { lost: lost(), instants: new Map() }
    this.#known.set(key, known)
    const atUs = known.instants.get(asked) ?? this.#worst(loss, known.lost, asked)
    known.instants.set(asked, atUs)
    return atUs
  }

  #worst({ domain }: LossCase, lost: CpusThere, asked: readonly AskedCpus[]): number {
    let worst = { share: -1, atUs: 0 }
    for (const { idcs, peaks } of domain === 'idc' ? asked.slice(0, 1) : asked) {
      for (const [stretch, { atUs, cpus }] of peaks.entries()) {
        const gone = cpusIn(lost, idcs, stretch)
        if (gone === 0) continue
        // Where nothing is left any pod is one too many: the more are asked for the worse.
        const share = cpus / Math.max(1, cpusIn(this.#cpus, idcs, stretch) - gone)
        if (share > worst.share || (share === worst.share && atUs < worst.atUs)) worst = { share, atUs }
      }
    }
    // At 0 everything comes.
    return Math.max(1, worst.atUs)
  }
}

function cpusThere(hosts: readonly LossHost[], fromUs: readonly number[]): CpusThere {
  const cpus = new Map<string, number[]>()
  for (const host of hosts) {
    const { idc, allocatable } = host
    const own = cpus.get(idc) ?? fromUs.map(() => 0)
    cpus.set(idc, own)
    for (const [stretch, atUs] of fromUs.entries()) if (isThereAt(host, atUs)) own[stretch] += allocatable.cpus
  }
  return cpus
}

function cpusIn(cpus: CpusThere, idcs: readonly string[], stretch: number): number {
  return sumOf(idcs.map((idc) => cpus.get(idc)?.[stretch] ?? 0))
}
