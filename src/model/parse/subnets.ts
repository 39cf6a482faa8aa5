import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts'

/** Addresses first … last, both included, unsigned. */
export interface AddressRange {
  readonly first: number
  readonly last: number
}

/** Addresses of a CIDR subnet whose host bits are zero, or null: `10.3.4.0/22`. */
export function parseSubnet(text: string): AddressRange | null {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text)
  if (match === null) return null
  const first = parseIpv4(match[1])
  const prefix = Number(match[2])
  if (first === null || prefix < 8 || prefix > 30) return null
  const size = subnetSize(prefix)
  return first % size === 0 ? { first, last: first + size - 1 } : null
}

/** Addresses in a subnet of this prefix length. */
export function subnetSize(prefix: number): number {
  let size = 1
  for (let i = prefix; i < 32; i++) size *= 2
  return size
}

/** `10.3.4.10-10.3.5.250`, or one address alone; null when it is neither. The ends may be in the wrong order. */
export function parseRange(text: string): AddressRange | null {
  const [from, to, ...rest] = text.split('-')
  if (rest.length > 0) return null
  const first = parseIpv4(from)
  const last = to === undefined ? first : parseIpv4(to)
  return first === null || last === null ? null : { first, last }
}

/** The inverse of parseRange, always with both ends. */
export function formatRange(range: AddressRange): string {
  return `${formatIpv4(range.first)}-${formatIpv4(range.last)}`
}

/** `10.3.4.0/22` of a range that is a subnet. */
export function formatSubnet(first: number, prefix: number): string {
  return `${formatIpv4(first)}/${prefix}`
}
