import type { NetworkMode } from '../../src/model/fleet.ts'
import type { NetworkFigures, NetworkTuning } from '../../src/model/network.ts'

/** A stage that packets pass: how many a second it takes, how full it is (1: all it takes), and what gets through. */
export interface Stage {
  readonly packetsPerSecond: number
  readonly load: number
}

/** Of ln 2 and ln 100 times its mean, the median and the 99th percentile of an exponential distribution. */
const LN_2 = Math.LN2
const LN_100 = 4.605170185988092

/** What a Cpu that works on packets is worth beside one of the median host with its interrupts bound. */
export function cpuWorth(figures: NetworkFigures, { irqPinning }: NetworkTuning, speed: number): number {
  return irqPinning ? speed : (speed * figures.interrupts.unpinnedPermille) / 1000
}

/** Cpus that work on packets, in Cpus that work alone: one, or `count` of them under packet steering. */
export function cpusAtWork({ steering }: NetworkFigures, { rps }: NetworkTuning, count: number): number {
  return !rps || count <= 1 ? 1 : Math.max(1, (count * steering.permille) / 1000)
}

/** Packets a second that the VF of a pod of so many Cpus carries. */
export function vfCapacity(
  figures: NetworkFigures,
  tuning: NetworkTuning,
  { mode, cpus, speed }: { readonly mode: NetworkMode; readonly cpus: number; readonly speed: number },
): number {
  const count = Math.min(cpus, figures.steering.podCpus)
  const cpu = figures.modes[mode].kppsPerCpu * 1000 * cpuWorth(figures, tuning, speed)
  return Math.min(figures.vf.kpps * 1000, cpu * cpusAtWork(figures, tuning, count))
}

/** Cpus that a host has for packets of pods without a VF, in Cpus of the median host that work alone. */
export function hostCapacity(figures: NetworkFigures, tuning: NetworkTuning, reserved: number, speed: number): number {
  const count = Math.min(Math.max(1, reserved), figures.steering.hostCpus)
  return cpusAtWork(figures, tuning, count) * cpuWorth(figures, tuning, speed)
}

/** What gets through of what comes to something so full. */
export function shareThrough(load: number): number {
  return load > 1 ? 1 / load : 1
}

/**
 * How long packets wait at a stage, in microseconds, median and 99th percentile: those of an M/M/1 queue (the quantile
 * of its time in the system at an exponential's factor, less the time of service), at most a full queue.
 */
export function waitUs({ packetsPerSecond, load }: Stage, queue: number, percentile: 50 | 99): number {
  const serviceUs = 1e6 / packetsPerSecond
  const fullUs = serviceUs * queue
  if (load >= 1) return fullUs
  const meanUs = (serviceUs * load) / (1 - load)
  return Math.min(fullUs, meanUs * (percentile === 50 ? LN_2 : LN_100))
}
