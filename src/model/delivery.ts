import type { DurationRange } from './scenario.ts'

/** Stages of a pod's way from being wanted to being known as ready, in their order. */
export const DELIVERY_STAGES = [
  'queue',
  'decide',
  'bind',
  'pull',
  'unpack',
  'create',
  'network',
  'start',
  'ready',
] as const
export type DeliveryStage = (typeof DELIVERY_STAGES)[number]

/**
 * Where hosts get layers from: the central registry; the mirror of their region, or the central one where that has
 * none; or each other within a region, fed by that mirror.
 */
export const PULL_SOURCES = ['central', 'mirrors', 'peers'] as const
export type PullSource = (typeof PULL_SOURCES)[number]

/**
 * How one learns of what happened elsewhere: told after a while, or asked again and again.
 *
 * lagUs      a host hears of a pod bound to it, and the platform of a pod that answers, after this
 * everyUs    a host asks for its pods, and the platform asks the hosts for theirs, at this interval
 * perHostUs  the platform asks one host after another, each takes this; a round that takes longer delays the next
 */
export type StatusModel =
  | { readonly kind: 'watch'; readonly lagUs: DurationRange }
  | { readonly kind: 'poll'; readonly everyUs: number; readonly perHostUs: number }

/** How pods are delivered from an instant on, until the next period. The run counts each by the one it is placed in. */
export interface DeliveryPeriod {
  readonly name: string
  readonly fromUs: number
  /** The scheduler decides about one pod after another, each takes this. */
  readonly decideUs: DurationRange
  readonly bindUs: DurationRange
  readonly createUs: DurationRange
  readonly networkUs: DurationRange
  readonly startUs: DurationRange
  readonly status: StatusModel
  readonly pull: PullSource
}

/** A layer of images; of one name there is one. bytes: what is moved and what it takes on a disk. */
export interface ImageLayer {
  readonly name: string
  readonly bytes: number
}

export interface Image {
  readonly name: string
  /** By name, as indices into the registry's layers. */
  readonly layers: readonly number[]
  /** When it is pushed to the central registry; 0: it was there before, and so on every mirror. */
  readonly pushedUs: number
  /** Every host has it when the scenario begins. */
  readonly isPreloaded: boolean
}

/** What a region has of the registry. Rates in bytes a second. */
export interface RegistryRegion {
  readonly region: string
  /** From the central registry into the region; null: as much as that sends. */
  readonly link: number | null
  /** What the region's mirror sends to all its hosts; null: it has none. */
  readonly mirror: number | null
}

/** Where images come from and how fast. Rates in bytes a second. */
export interface RegistryModel {
  /** What the central registry sends to all. */
  readonly uplink: number
  /** By region; one for every region of the fleet. */
  readonly regions: readonly RegistryRegion[]
  /** Of every host: what it receives, what it sends to others, how fast it unpacks, and bytes it keeps of layers. */
  readonly host: {
    readonly down: number
    readonly up: number
    readonly unpack: number
    readonly disk: number
  }
  /** By name. */
  readonly layers: readonly ImageLayer[]
  readonly images: readonly Image[]
  /**
   * Which images the pods of a component have, as indices into images, by the time they are pushed: a pod is made from
   * the newest. By game, then component; a component without an entry pulls nothing.
   */
  readonly use: readonly { readonly game: string; readonly component: string; readonly images: readonly number[] }[]
}

/** One line of `registry.ndjson`: what was moved from where to where, for whom, and what a host threw away. */
export interface RegistryRecord {
  /** When it was over. */
  readonly atUs: number
  /**
   * push   an image came to the central registry
   * copy   a layer came to a mirror
   * pull   a layer came to a host
   * break  the host was lost on the way; bytes: what had come
   * evict  a host made room
   */
  readonly kind: 'push' | 'copy' | 'pull' | 'break' | 'evict'
  readonly image?: string
  readonly layer?: string
  /** `central`, `mirror`, or `peers` for what hosts of a region gave each other and their mirror fed them. */
  readonly source?: 'central' | 'mirror' | 'peers'
  readonly region?: string
  readonly host?: string
  /** The pod that asked first. */
  readonly pod?: string
  readonly bytes: number
  readonly tookUs?: number
}
