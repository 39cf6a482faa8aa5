import type { AllocationRequest } from '../../model/agent.ts'
import { KernelError } from '../kernel/kernel.ts'
import type { HostContext } from './host-context.ts'
import { configureInner } from './inner-interface.ts'
import { ip, linksIn, type VfConfig, vfConfig } from './links.ts'
import { namespaceState } from './namespace.ts'
import type { UndoList } from './undo-list.ts'

const POLL_MS = 50
const NO_MAC = '00:00:00:00:00:00'

/** A VirtualFunction on its PF. */
export interface VfPlace {
  readonly nic: string
  readonly index: number
  /** Bus address. */
  readonly pci: string
}

/** Where a VF named `NIC:INDEX` is, or null when it is not switched on. */
export async function locateVf(context: HostContext, vf: string): Promise<VfPlace | null> {
  const at = vf.lastIndexOf(':')
  const [nic, index] = [vf.slice(0, at), Number(vf.slice(at + 1))]
  const link = await context.kernel.link(`/sys/class/net/${nic}/device/virtfn${index}`)
  return link === null ? null : { nic, index, pci: link.slice(link.lastIndexOf('/') + 1) }
}

/** Name of the VF's interface while it is in the host's namespace, else null. */
export async function hostDevice(context: HostContext, place: VfPlace): Promise<string | null> {
  const names = await context.kernel.list(`/sys/class/net/${place.nic}/device/virtfn${place.index}/net`)
  return names?.[0] ?? null
}

/**
 * Holds the VF to MAC and VLAN on its PF, where a guest cannot change them, with spoof check; binds it again when it
 * must learn the MAC; moves it into the namespace as eth0 with its address, and up.
 */
export async function applyVf(
  context: HostContext,
  undo: UndoList,
  request: AllocationRequest,
  namespace: string,
): Promise<void> {
  const { kernel } = context
  const place = await locateVf(context, request.holding.vf ?? '')
  if (place === null) throw new KernelError(`find VF ${request.holding.vf}`, 'it is not switched on')
  await switchOnPf(context, undo, place.nic)
  const inside = (await linksIn(kernel, namespace)).find((link) => link.parentDevice === place.pci)
  const isKnown = inside?.mac === request.holding.mac
  await holdOnPf(context, undo, place, request, !isKnown)
  if (!isKnown && (await macOf(context, place)) !== request.holding.mac) {
    await undo.step(`bind ${place.pci} again`, () => rebind(context, place), null)
  }
  if (inside === undefined || !isKnown) {
    const device = await hostDevice(context, place)
    if (device !== null) {
      await undo.step(
        `${device} into ${namespace}`,
        () => ip(kernel, null, ['link', 'set', 'dev', device, 'netns', namespace]),
        {
          words: `${device} back to the host`,
          act: () => ip(kernel, namespace, ['link', 'set', 'dev', device, 'netns', String(process.pid)]),
        },
      )
    }
  }
  await configureInner(kernel, undo, namespace, request, (link) => link.parentDevice === place.pci)
}

/** A PF that is down serves no VF. */
async function switchOnPf(context: HostContext, undo: UndoList, nic: string): Promise<void> {
  const set = (word: 'up' | 'down') => () => ip(context.kernel, null, ['link', 'set', 'dev', nic, word])
  const pf = (await linksIn(context.kernel, null)).find((link) => link.name === nic)
  if (pf?.isUp === true) return
  await undo.step(`${nic} up`, set('up'), { words: `${nic} down`, act: set('down') })
}

/** mayRebind: the VF will be bound again to learn its MAC, so an undo has to as well. */
async function holdOnPf(
  context: HostContext,
  undo: UndoList,
  place: VfPlace,
  request: AllocationRequest,
  mayRebind: boolean,
): Promise<void> {
  const now = await vfConfig(context.kernel, place.nic, place.index)
  if (now === null) throw new KernelError(`read VF ${place.index} of ${place.nic}`, 'its PF tells of no such VF')
  const wanted: VfConfig = { mac: request.holding.mac, vlan: request.network.vlan, spoofCheck: true }
  if (now.mac === wanted.mac && now.vlan === wanted.vlan && now.spoofCheck) return
  const words = `VF ${place.index} of ${place.nic}: mac ${wanted.mac} vlan ${wanted.vlan}`
  const back = {
    words: `VF ${place.index} of ${place.nic} back to mac ${now.mac} vlan ${now.vlan}`,
    act: async () => {
      await setOnPf(context, place, now)
      if (!mayRebind) return
      const mac = await macOf(context, place)
      if (mac === null || mac === wanted.mac) await rebind(context, place)
    },
  }
  await undo.step(words, () => setOnPf(context, place, wanted), back, true)
}

function setOnPf(context: HostContext, place: VfPlace, config: VfConfig): Promise<string> {
  const { mac, vlan, spoofCheck } = config
  const words = ['mac', mac, 'vlan', String(vlan), 'spoofchk', spoofCheck ? 'on' : 'off']
  return ip(context.kernel, null, ['link', 'set', 'dev', place.nic, 'vf', String(place.index), ...words])
}

async function macOf(context: HostContext, place: VfPlace): Promise<string | null> {
  const device = await hostDevice(context, place)
  return device === null ? null : context.kernel.read(`/sys/class/net/${device}/address`)
}

/** Takes the driver off the VF and lets the kernel find it again; ends when its interface is there. */
async function rebind(context: HostContext, place: VfPlace): Promise<void> {
  const { kernel, settings } = context
  const device = `/sys/bus/pci/devices/${place.pci}`
  if ((await kernel.link(`${device}/driver`)) !== null) await kernel.write(`${device}/driver/unbind`, place.pci)
  await kernel.write('/sys/bus/pci/drivers_probe', place.pci)
  const until = kernel.nowMs() + settings.rebindMs
  while ((await hostDevice(context, place)) === null) {
    if (kernel.nowMs() >= until) {
      throw new KernelError(`bind ${place.pci}`, `no interface after ${settings.rebindMs} ms`)
    }
    await kernel.sleep(POLL_MS)
  }
}

/**
 * Brings the VF back to the host under its old name, takes MAC and VLAN off and binds it again so that it forgets them.
 * Looks before each step, so it goes on after a crash. mac: of the pod that had it; name: what the host called it, null
 * when that is not known.
 */
export async function releaseVf(
  context: HostContext,
  undo: UndoList,
  { vf, mac }: { readonly vf: string; readonly mac: string },
  namespace: string,
  name: string | null,
): Promise<void> {
  const { kernel } = context
  const place = await locateVf(context, vf)
  if (place === null) return
  if ((await namespaceState(kernel, namespace)) === 'present') {
    const inside = (await linksIn(kernel, namespace)).find((link) => link.parentDevice === place.pci)
    if (inside !== undefined) await bringHome(context, undo, place, namespace, inside.name, name)
  }
  const config = await vfConfig(kernel, place.nic, place.index)
  if (config !== null && (config.mac !== NO_MAC || config.vlan !== 0)) {
    const words = `VF ${vf}: MAC and VLAN taken off`
    await undo.step(words, () => setOnPf(context, place, { mac: NO_MAC, vlan: 0, spoofCheck: true }), null)
    await undo.step(`VF ${vf}: bound again`, () => rebind(context, place), null)
    return
  }
  // Killed before it was bound again: it has no interface, or one that still knows the pod's MAC.
  const known = await macOf(context, place)
  if (known === null || known === mac) {
    await undo.step(`VF ${vf}: bound again`, () => rebind(context, place), null)
  }
}

async function bringHome(
  context: HostContext,
  undo: UndoList,
  place: VfPlace,
  namespace: string,
  inner: string,
  name: string | null,
): Promise<void> {
  const { kernel } = context
  const taken = new Set((await linksIn(kernel, null)).map((link) => link.name))
  const fallback = `${place.nic.slice(0, 10)}v${place.index}`
  const outer = name !== null && !taken.has(name) ? name : fallback
  const set = (...words: string[]) => ip(kernel, namespace, ['link', 'set', 'dev', ...words])
  const isUp = (await linksIn(kernel, namespace)).some((link) => link.name === inner && link.isUp)
  if (isUp) await undo.step(`${inner} of ${namespace} down`, () => set(inner, 'down'), null)
  if (inner !== outer) await undo.step(`${inner} called ${outer}`, () => set(inner, 'name', outer), null)
  const home = () => set(outer, 'netns', String(process.pid))
  await undo.step(`${outer} back to the host`, home, null)
}
