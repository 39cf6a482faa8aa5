import { randomStream } from '../../src/base/random.ts'
import type { Component, LoadModel } from '../../src/model/scenario.ts'

/** Memory is asked for in whole steps of this, so that a few players more do not resize a pod. */
export const MEMORY_STEP_MIB = 256

/** Waits after the 1st, 2nd, … refused resize in a row are 2, 4, 8 and then always 16 readings. */
const BACK_OFF_DOUBLINGS_MAX = 4

/** A pod's noise factor in thousandths, from the stream of its own name. */
export function drawNoisePermille(seed: number, pod: string, load: LoadModel): number {
  if (load.noisePermille === 0) return 1000
  return randomStream(seed, `load/${pod}`).between(1000 - load.noisePermille, 1000 + load.noisePermille)
}

/** Cpu load of a pod with that many players before its noise, in milli-Cpus. */
export function cpuMilliOf(load: LoadModel, players: number): number {
  return load.cpuMilliBase + players * load.cpuMilliPerPlayer
}

/** What logins add to the load of each of `count` pods that share them, before its noise, in milli-Cpus. */
export function loginMilliOf({ cpuMsPerLogin = 0 }: LoadModel, loginsPerSecond: number, count: number): number {
  const milli = cpuMsPerLogin * loginsPerSecond
  return milli === 0 || count === 0 ? 0 : milli / count
}

/** Load of a pod with that many players and logins, before its noise, in Cpus. */
export function cpusOf(load: LoadModel, players: number, loginMilli: number): number {
  return (cpuMilliOf(load, players) + loginMilli) / 1000
}

/**
 * Memory a pod with that many players should hold: the model's, rounded up to MEMORY_STEP_MIB, never below the
 * starting size.
 */
export function memoryMibOf(component: Component, players: number): number {
  const { memoryMibBase, memoryKibPerPlayer } = component.load
  const neededMib = memoryMibBase + (players * memoryKibPerPlayer) / 1024
  return Math.max(component.request.memoryMib, Math.ceil(neededMib / MEMORY_STEP_MIB) * MEMORY_STEP_MIB)
}

/** How long a pod leaves off asking after so many refused resizes in a row (≥ 1). */
export function backOffUs(refusals: number, scalingIntervalUs: number): number {
  return scalingIntervalUs * (1 << Math.min(refusals, BACK_OFF_DOUBLINGS_MAX))
}

/**
 * Cpus asked for after so many refused resizes in a row: half the growth for each, at least one Cpu more. A host that
 * lacks room for the whole wish often has some, and a pod helped in part serves more players than one that insists.
 */
export function afterRefusals(held: number, wanted: number, refusals: number): number {
  if (refusals === 0 || wanted <= held) return wanted
  return held + Math.max(1, Math.floor((wanted - held) / (1 << Math.min(refusals, BACK_OFF_DOUBLINGS_MAX))))
}
