import { type Kernel, KernelError } from '../kernel/kernel.ts'

/** A network interface as `ip -d -j addr` tells it. */
export interface Link {
  readonly name: string
  readonly index: number
  /** Interface it sits on or is paired with, by index; null for none. */
  readonly linkIndex: number | null
  readonly mac: string
  readonly isUp: boolean
  /** `veth`, `bridge`, `vlan` …; null for hardware. */
  readonly kind: string | null
  /** Bus address of the hardware, `0000:41:10.0`. */
  readonly parentDevice: string | null
  readonly master: string | null
  readonly vlan: number | null
  readonly addresses: readonly { readonly ip: string; readonly prefixLength: number }[]
}

/** What the PF holds a VF to. */
export interface VfConfig {
  readonly mac: string
  /** 0: none. */
  readonly vlan: number
  readonly spoofCheck: boolean
}

interface LinkJson {
  readonly ifname?: string
  readonly ifindex?: number
  readonly link_index?: number
  readonly address?: string
  readonly flags?: readonly string[]
  readonly master?: string
  readonly parentdev?: string
  // The names are those of iproute2.
  readonly linkinfo?: { readonly info_kind?: string; readonly [key: string]: unknown }
  readonly addr_info?: readonly { readonly family?: string; readonly local?: string; readonly prefixlen?: number }[]
  readonly vfinfo_list?: readonly VfJson[]
}

interface VfJson {
  readonly vf?: number
  readonly mac?: string
  readonly address?: string
  readonly vlan?: number
  readonly vlan_list?: readonly { readonly vlan?: number }[]
  readonly spoofchk?: boolean
}

/** Runs `ip` in a named network namespace, or in the host's (null). */
export function ip(kernel: Kernel, namespace: string | null, words: readonly string[]): Promise<string> {
  return kernel.run('ip', namespace === null ? words : ['-n', namespace, ...words])
}

/** Interfaces of a namespace with their IPv4 addresses. */
export async function linksIn(kernel: Kernel, namespace: string | null): Promise<readonly Link[]> {
  const entries = parseJson(await ip(kernel, namespace, ['-d', '-j', 'addr', 'show']))
  return entries.filter((entry) => entry.ifname !== undefined).map(linkOf)
}

function linkOf(entry: LinkJson): Link {
  const vlan = (entry.linkinfo?.info_data as { readonly id?: unknown } | undefined)?.id
  return {
    name: entry.ifname ?? '',
    index: entry.ifindex ?? 0,
    linkIndex: entry.link_index ?? null,
    mac: (entry.address ?? '').toLowerCase(),
    isUp: entry.flags?.includes('UP') === true,
    kind: entry.linkinfo?.info_kind ?? null,
    parentDevice: entry.parentdev ?? null,
    master: entry.master ?? null,
    vlan: entry.linkinfo?.info_kind === 'vlan' && typeof vlan === 'number' ? vlan : null,
    addresses: (entry.addr_info ?? [])
      .filter((address) => address.family === 'inet')
      .map((address) => ({ ip: address.local ?? '', prefixLength: address.prefixlen ?? 0 })),
  }
}

/** What a PF holds its VF of that number to, or null when it tells of no such VF. */
export async function vfConfig(kernel: Kernel, nic: string, index: number): Promise<VfConfig | null> {
  const [pf] = parseJson(await ip(kernel, null, ['-d', '-j', 'link', 'show', 'dev', nic]))
  const vf = pf?.vfinfo_list?.find((entry) => entry.vf === index)
  if (vf === undefined) return null
  // Newer versions of iproute2 call a VF's MAC `address` and list its VLANs.
  const vlan = vf.vlan ?? vf.vlan_list?.[0]?.vlan ?? 0
  return { mac: (vf.address ?? vf.mac ?? '').toLowerCase(), vlan, spoofCheck: vf.spoofchk === true }
}

function parseJson(text: string): readonly LinkJson[] {
  return parseJsonList(text) as readonly LinkJson[]
}

/** Entries of an answer of `ip -j` or `bridge -j`; none of an empty one. */
export function parseJsonList(text: string): readonly unknown[] {
  if (text.trim() === '') return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch {
    throw new KernelError('ip -j', 'an answer that is no JSON')
  }
}
