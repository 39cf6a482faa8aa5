import type { Component, VerticalScaling } from '../../../src/model/scenario.ts'

/** What a trigger of vertical scaling may look at, of one ready pod. */
export interface SizeWish {
  readonly nowUs: number
  readonly component: Component
  readonly scaling: VerticalScaling
  readonly held: number
  /** The load it shows. */
  readonly loadMilli: number
  /** Players of the pod who would play. */
  readonly expected: number
  /** Highest calendar factor of the time ahead by that of now, at least 1. */
  readonly ahead: number
  /** Its cool-down is over. */
  readonly mayShrink: boolean
}

/**
 * Cpus for a load: more when it is above growAbovePermille of what is held, fewer when it is below shrinkBelowPermille
 * and the pod may shrink, else the same; never against the direction of the load.
 */
export function cpusFor(
  { scaling, held, mayShrink }: Pick<SizeWish, 'scaling' | 'held' | 'mayShrink'>,
  loadMilli: number,
): number {
  if (loadMilli > held * scaling.growAbovePermille) return Math.max(held, sizeFor(scaling, loadMilli))
  if (mayShrink && loadMilli < held * scaling.shrinkBelowPermille) return Math.min(held, sizeFor(scaling, loadMilli))
  return held
}

/** Cpus for a load: ceil(load / target) and a buffer, the larger of Cpus and a share; within [cpusMin, cpusMax]. */
export function sizeFor({ targetPermille, cpusMin, cpusMax, buffer }: VerticalScaling, loadMilli: number): number {
  const needed = Math.ceil(loadMilli / targetPermille)
  const wanted = buffer === undefined ? needed : withBuffer(needed, buffer.cpus, buffer.permille)
  return Math.min(cpusMax, Math.max(cpusMin, wanted))
}

/** needed, and on top of it the larger of an absolute number and a share of it, rounded up. */
export function withBuffer(needed: number, absolute: number, permille: number): number {
  return needed + Math.max(absolute, Math.ceil((needed * permille) / 1000))
}
