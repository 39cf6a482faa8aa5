import { decimalText } from '../base/decimal-text.ts'
import type { NearestChange } from './decision.ts'
import type { LimitingResource } from './fleet-plan.ts'

/** Writes a whole number where the words are shown. */
export type Count = (value: number) => string

interface Words {
  readonly name: string
  /** Of what is measured. */
  readonly unit?: string
  /** Of what is counted, one of them. */
  readonly one?: string
}

/** What resources are called wherever people read of them. */
const WORDS: Readonly<Record<LimitingResource, Words>> = {
  cpus: { name: 'Cpus', one: 'Cpu' },
  memoryMib: { name: 'memory', unit: 'MiB' },
  diskMib: { name: 'disk', unit: 'MiB' },
  ioKibps: { name: 'disk IO', unit: 'KiB/s' },
  vf: { name: 'VFs', one: 'VF' },
  gpu: { name: 'GPUs', one: 'GPU' },
  nicMbps: { name: 'bandwidth', unit: 'Mbit/s' },
  nicKpps: { name: 'packet rate', unit: 'kpps' },
  ip: { name: 'addresses', one: 'address' },
  volumeAttach: { name: 'volume attachments', one: 'volume attachment' },
  volumeMib: { name: 'network volumes', unit: 'MiB' },
  diskMibUsed: { name: 'disk written', unit: 'MiB' },
  packetsUsed: { name: 'packets sent' },
  rules: { name: 'hosts that its rules allow' },
}

/** `network volumes` */
export function resourceWords(resource: LimitingResource): string {
  return WORDS[resource].name
}

/** An amount beside the resource's name, `12,288 MiB`; of what is counted the count alone. */
export function figureWords(resource: LimitingResource, amount: number, count: Count): string {
  const { unit } = WORDS[resource]
  return `${decimalText(amount, '-', count)}${unit === undefined ? '' : ` ${unit}`}`
}

/** An amount on its own, `12,288 MiB of memory`, `1 VF`, `3 VFs`. */
export function amountWords(resource: LimitingResource, amount: number, count: Count): string {
  const { name, unit, one = name } = WORDS[resource]
  const figure = figureWords(resource, amount, count)
  return unit === undefined ? `${figure} ${amount === 1 ? one : name}` : `${figure} of ${name}`
}

/** The change that makes a refused pod fit, `2 Cpus more on any of 12 hosts`. */
export function nearestWords({ resource, amount, hosts }: NearestChange, count: Count): string {
  return `${amountWords(resource, amount, count)} more on ${hosts === 1 ? 'one host' : `any of ${count(hosts)} hosts`}`
}
