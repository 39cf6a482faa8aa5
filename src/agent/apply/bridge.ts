import { createHash } from 'node:crypto'
import type { AllocationRequest } from '../../model/agent.ts'
import type { HostContext } from './host-context.ts'
import { configureInner, INNER_NAME } from './inner-interface.ts'
import { ip, linksIn, parseJsonList } from './links.ts'
import type { UndoList } from './undo-list.ts'

/** Name of the bridge of a VLAN. */
export function bridgeName(vlan: number): string {
  return `berth${vlan}`
}

/** Name of the VLAN's interface on the uplink. */
export function vlanName(vlan: number): string {
  return `berthv${vlan}`
}

/** Name of the host's end of a pod's veth pair; interface names have 15 characters at most. */
export function outerName(pod: string): string {
  return `bp${createHash('sha256').update(pod).digest('hex').slice(0, 12)}`
}

/**
 * Joins the pod to the bridge of its VLAN: a bridge, the VLAN's interface on the uplink, and a veth pair with one end
 * in the namespace. Bridge and VLAN interface are shared by the pods of the VLAN on this host.
 */
export async function applyBridge(
  context: HostContext,
  undo: UndoList,
  request: AllocationRequest,
  namespace: string,
): Promise<void> {
  const { kernel, settings } = context
  const { vlan } = request.network
  const [bridge, outer] = [bridgeName(vlan), outerName(request.pod)]
  await ensureLink(context, undo, bridge, ['type', 'bridge'])
  if (settings.uplink !== null) {
    await ensureUp(context, undo, settings.uplink)
    const words = ['link', settings.uplink, 'type', 'vlan', 'id', String(vlan)]
    await ensureLink(context, undo, vlanName(vlan), words)
    await ensureMaster(context, undo, vlanName(vlan), bridge)
    await ensureUp(context, undo, vlanName(vlan))
  }
  await ensureUp(context, undo, bridge)
  const { mac } = request.holding
  const pair = ['type', 'veth', 'peer', 'name', INNER_NAME, 'address', mac, 'netns', namespace]
  await ensureLink(context, undo, outer, pair)
  await ensureMaster(context, undo, outer, bridge)
  await ensureUp(context, undo, outer)
  await forwardFromVfs(context, undo, mac)
  const index = (await linksIn(kernel, null)).find((link) => link.name === outer)?.index
  await configureInner(kernel, undo, namespace, request, (link) => link.kind === 'veth' && link.linkIndex === index)
}

/**
 * The switch inside an SR-IOV card sends what its VFs write to a MAC it does not know out on the wire, never up to the
 * PF; so the PF has to name the MACs of the pods behind its bridges, or pods of the two modes do not see each other.
 */
async function forwardFromVfs(context: HostContext, undo: UndoList, mac: string): Promise<void> {
  if ((await isForwarded(context, mac)) !== false) return
  const change = (verb: 'add' | 'del') => () => fdb(context, verb, mac)
  await undo.step(`${context.settings.uplink} forwards ${mac}`, change('add'), {
    words: `${context.settings.uplink} no longer forwards ${mac}`,
    act: change('del'),
  })
}

/** Whether the uplink's switch knows the MAC; null when it has no VFs, so that there is nothing to tell it. */
export async function isForwarded(context: HostContext, mac: string): Promise<boolean | null> {
  const { kernel, settings } = context
  if (settings.uplink === null) return null
  const vfs = Number((await kernel.read(`/sys/class/net/${settings.uplink}/device/sriov_numvfs`)) ?? 0)
  if (vfs === 0) return null
  const entries = parseJsonList(await kernel.run('bridge', ['-j', 'fdb', 'show', 'dev', settings.uplink]))
  return entries.some((entry) => (entry as { readonly mac?: string }).mac?.toLowerCase() === mac)
}

function fdb(context: HostContext, verb: 'add' | 'del', mac: string): Promise<string> {
  return context.kernel.run('bridge', ['fdb', verb, mac, 'dev', context.settings.uplink ?? ''])
}

/** Takes the veth pair away, and bridge and VLAN interface when no other pod is on them. */
export async function releaseBridge(
  context: HostContext,
  undo: UndoList,
  pod: string,
  vlan: number,
  mac: string,
): Promise<void> {
  const links = await linksIn(context.kernel, null)
  const outer = outerName(pod)
  const has = (name: string): boolean => links.some((link) => link.name === name)
  const remove = (name: string) =>
    undo.step(`${name} deleted`, () => ip(context.kernel, null, ['link', 'delete', 'dev', name]), null)
  if (has(outer)) await remove(outer)
  if ((await isForwarded(context, mac)) === true) {
    await undo.step(`${context.settings.uplink} no longer forwards ${mac}`, () => fdb(context, 'del', mac), null)
  }
  const others = links.filter((link) => link.master === bridgeName(vlan) && link.name !== outer)
  if (others.some((link) => link.name !== vlanName(vlan))) return
  if (has(vlanName(vlan))) await remove(vlanName(vlan))
  if (has(bridgeName(vlan))) await remove(bridgeName(vlan))
}

async function ensureLink(context: HostContext, undo: UndoList, name: string, words: readonly string[]): Promise<void> {
  const { kernel } = context
  if ((await linksIn(kernel, null)).some((link) => link.name === name)) return
  // `link NIC` of a VLAN interface stands before its name.
  const [head, tail] = words[0] === 'link' ? [words.slice(0, 2), words.slice(2)] : [[], words]
  const add = ['link', 'add', ...head, 'name', name, ...tail]
  await undo.step(`ip ${add.join(' ')}`, () => ip(kernel, null, add), {
    words: `${name} deleted`,
    act: () => ip(kernel, null, ['link', 'delete', 'dev', name]),
  })
}

async function ensureMaster(context: HostContext, undo: UndoList, name: string, master: string): Promise<void> {
  const { kernel } = context
  const link = (await linksIn(kernel, null)).find((candidate) => candidate.name === name)
  if (link?.master === master) return
  const back = link?.master ?? null
  await undo.step(`${name} onto ${master}`, () => ip(kernel, null, ['link', 'set', 'dev', name, 'master', master]), {
    words: back === null ? `${name} off ${master}` : `${name} back onto ${back}`,
    act: () => ip(kernel, null, ['link', 'set', 'dev', name, ...(back === null ? ['nomaster'] : ['master', back])]),
  })
}

async function ensureUp(context: HostContext, undo: UndoList, name: string): Promise<void> {
  const { kernel } = context
  const link = (await linksIn(kernel, null)).find((candidate) => candidate.name === name)
  if (link?.isUp === true) return
  const set = (word: 'up' | 'down') => () => ip(kernel, null, ['link', 'set', 'dev', name, word])
  await undo.step(`${name} up`, set('up'), { words: `${name} down`, act: set('down') })
}
