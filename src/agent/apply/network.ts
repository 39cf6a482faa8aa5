import type { AllocationRequest } from '../../model/agent.ts'
import { applyBridge, bridgeName, isForwarded, outerName, releaseBridge, vlanName } from './bridge.ts'
import type { HostContext } from './host-context.ts'
import { INNER_NAME } from './inner-interface.ts'
import { type Link, linksIn, vfConfig } from './links.ts'
import { deleteName, isNamespaceOf, makeNamespace, namespaceName, namespaceState } from './namespace.ts'
import { UndoList } from './undo-list.ts'
import { applyVf, locateVf, releaseVf } from './vf.ts'

/** The network of a pod as the kernel has it; null where there is nothing. */
export interface NetworkState {
  readonly network: 'sriov' | 'bridge' | null
  readonly vf: string | null
  readonly vlan: number | null
  readonly mac: string | null
  readonly ip: string | null
  /** Every IPv4 address with its prefix length, `10.3.4.10/24`, in the order of the kernel. */
  readonly addresses: readonly string[]
  readonly isUp: boolean
  /** Of `sriov` only. */
  readonly spoofCheck: boolean | null
  /** Whether VFs of the uplink reach it; null where there are none. Of `bridge` only. */
  readonly isForwarded: boolean | null
}

const NOTHING: NetworkState = {
  network: null,
  vf: null,
  vlan: null,
  mac: null,
  ip: null,
  addresses: [],
  isUp: false,
  spoofCheck: null,
  isForwarded: null,
}

/**
 * Gives the pod its network, in the namespace its process has of its own, else in one made for it.
 *
 * before  what the pod held until now, or null; another VF, mode or bridge is taken off first
 * device  what the host calls the VF's interface, to give it back under that name; null for a bridge
 */
export async function applyNetwork(
  context: HostContext,
  undo: UndoList,
  request: AllocationRequest,
  before: AllocationRequest | null,
  device: string | null,
): Promise<void> {
  const { kernel } = context
  const name = namespaceName(request.pod)
  const pid = request.process?.pid ?? null
  const isPresent = (await namespaceState(kernel, name)) === 'present'
  const moves = isPresent && !(await isNamespaceOf(kernel, name, pid))
  // Most decisions are about Cpus and memory: one look says that there is nothing to do here.
  if (isPresent && !moves && networkDrift(request, await readNetwork(context, request)).length === 0) return
  if (moves || (before !== null && isOtherNetwork(before, request))) {
    const old = before ?? request
    const words = `network of ${request.pod} taken off`
    const back = {
      words: `network of ${request.pod} put back`,
      act: () => applyNetwork(context, new UndoList(), old, null, device),
    }
    const take = () => releaseNetwork(context, new UndoList(), old, device, moves ? 'with-namespace' : 'interface')
    await undo.step(words, take, back, true)
  }
  await makeNamespace(kernel, undo, name, pid)
  if (request.holding.network === 'sriov') await applyVf(context, undo, request, name)
  else await applyBridge(context, undo, request, name)
}

/** Rows of field, found and expected that differ. */
export function networkDrift(request: AllocationRequest, found: NetworkState): readonly DriftRow[] {
  const { holding, network } = request
  const rows: readonly DriftRow[] = [
    ['network', found.network, holding.network],
    ['vf', found.vf, holding.vf ?? null],
    ['vlan', found.vlan, network.vlan],
    ['mac', found.mac, holding.mac],
    ['ip', found.ip, holding.ip],
    ['addresses', found.addresses.join(', '), `${holding.ip}/${network.prefixLength}`],
    ['interface', found.isUp ? 'up' : 'down', 'up'],
    ['forwarding', found.isForwarded !== false, true],
    ['spoofCheck', found.spoofCheck, holding.network === 'sriov' ? true : null],
  ]
  return rows.filter(([, is, wanted]) => is !== wanted)
}

/** A field with what was found and what was expected. */
export type DriftRow = readonly [field: string, found: unknown, expected: unknown]

/** Whether one must be taken off before the other; a VF's MAC, address and VLAN change in place. */
function isOtherNetwork(before: AllocationRequest, after: AllocationRequest): boolean {
  if (before.holding.network !== after.holding.network) return true
  if (after.holding.network === 'sriov') return before.holding.vf !== after.holding.vf
  // A bridge pod's MAC is known to the uplink as well.
  return before.network.vlan !== after.network.vlan || before.holding.mac !== after.holding.mac
}

/** Takes the interface off, and the namespace's name too unless only the interface is to change. */
export async function releaseNetwork(
  context: HostContext,
  undo: UndoList,
  request: AllocationRequest,
  device: string | null,
  extent: 'interface' | 'with-namespace',
): Promise<void> {
  const { kernel } = context
  const name = namespaceName(request.pod)
  const { vf, mac } = request.holding
  if (vf !== undefined) await releaseVf(context, undo, { vf, mac }, name, device)
  else await releaseBridge(context, undo, request.pod, request.network.vlan, request.holding.mac)
  if (extent === 'interface' || (await namespaceState(kernel, name)) === 'absent') return
  await undo.step(`namespace ${name} deleted`, () => deleteName(kernel, name), null)
}

/** Reads the pod's network back. */
export async function readNetwork(context: HostContext, request: AllocationRequest): Promise<NetworkState> {
  const { kernel } = context
  const name = namespaceName(request.pod)
  if ((await namespaceState(kernel, name)) !== 'present') return NOTHING
  const inner = (await linksIn(kernel, name)).find((link) => link.name === INNER_NAME)
  if (inner === undefined) return NOTHING
  // The address asked for when it is among several, since then the others are what is odd.
  const address = inner.addresses.find((entry) => entry.ip === request.holding.ip) ?? inner.addresses[0]
  const common = {
    ...NOTHING,
    mac: inner.mac,
    ip: address?.ip ?? null,
    addresses: inner.addresses.map((entry) => `${entry.ip}/${entry.prefixLength}`),
    isUp: inner.isUp,
  }
  return inner.kind === 'veth' ? readBridge(context, request, inner, common) : readVf(context, request, inner, common)
}

async function readVf(
  context: HostContext,
  request: AllocationRequest,
  inner: Link,
  common: NetworkState,
): Promise<NetworkState> {
  const place = await locateVf(context, request.holding.vf ?? ':')
  if (place === null || inner.parentDevice !== place.pci) return { ...common, network: 'sriov' }
  const config = await vfConfig(context.kernel, place.nic, place.index)
  // A MAC that differs on either side is the one worth telling.
  const mac = common.mac === request.holding.mac ? (config?.mac ?? null) : common.mac
  const vf = `${place.nic}:${place.index}`
  const spoofCheck = config?.spoofCheck ?? null
  return { ...common, network: 'sriov', vf, vlan: config?.vlan ?? null, mac, spoofCheck }
}

async function readBridge(
  context: HostContext,
  request: AllocationRequest,
  inner: Link,
  common: NetworkState,
): Promise<NetworkState> {
  const links = await linksIn(context.kernel, null)
  const outer = links.find((link) => link.name === outerName(request.pod) && link.index === inner.linkIndex)
  const master = outer?.isUp === true ? outer.master : null
  const { vlan } = request.network
  if (master === null) return { ...common, network: 'bridge' }
  // Without an uplink a bridge has no VLAN interface; its name alone says which VLAN it stands for.
  const tagged = links.find((link) => link.master === master && link.kind === 'vlan' && link.name === vlanName(vlan))
  const named = context.settings.uplink === null && master === bridgeName(vlan) ? vlan : null
  const forwarded = await isForwarded(context, request.holding.mac)
  return { ...common, network: 'bridge', vlan: tagged?.vlan ?? named, isForwarded: forwarded }
}
