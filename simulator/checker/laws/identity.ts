import type { ResizeLine } from '../../../src/model/decision.ts'
import { firstPool } from '../fit.ts'
import type { Words } from '../holdings.ts'
import { takesVf } from '../modes.ts'
import { numaMaskOf } from '../numa.ts'
import type { Held, HeldAddress, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'
import { isMacOf, readIp, writeIp } from '../text.ts'
import { checkVolumeIdentity, checkVolumeReached } from './volumes.ts'

type Broken = (message: string) => void

/**
 * L3 at a place or migrate: IP, MAC and VF are free, usable on the host, and the lowest free ones, as is the rule; the
 * volume is its own.
 */
export function checkIdentity(state: State, findings: Findings, pod: Pod, line: Words, held: Held): void {
  checkNames(findings, pod, line, pod.component.request.network)
  const broken = (message: string): void => findings.violate('L3', message, pod.name, line.host)
  // Which of several free ones it is, is the engine's own choice.
  const isOwn = findings.baseline === null
  if (held.vf >= 0 && isVfFree(state, pod, held, broken) && isOwn) checkVfLowest(state, pod, held, broken)
  if (areGpusFree(state, pod, held, broken) && isOwn) checkGpusLowest(state, held, broken)
  held.addresses.forEach((address, i) => {
    if (i === 0 && pod.kept !== null) checkFixed(pod, pod.kept, address, broken)
    else if (isAddressFree(state, held, address, broken)) checkLowest(state, held, address, broken)
  })
  checkVolumeIdentity(state, findings, pod, held, broken)
}

/** A fixed address goes with its pod; that it reaches the host, the filter says. */
function checkFixed(pod: Pod, kept: HeldAddress, address: HeldAddress, broken: Broken): void {
  if (kept.pool === address.pool && kept.offset === address.offset) return
  broken(`the fixed address of ${pod.name} changed from ${kept.ip} to ${address.ip}`)
}

function checkLowest(state: State, held: Held, { network, ip, pool, offset }: HeldAddress, broken: Broken): void {
  const first = firstPool(state, network, held.host)
  const lowest = state.addresses.lowestFree(first)
  if (first === pool && lowest === offset) return
  const expected = writeIp(state.addresses.at(first, lowest))
  broken(
    `${ip} is not the lowest free address of the first usable pool, ${expected} of ${state.view.pools[first].name} is`,
  )
}

/** L3 of a holding that was found: IP, MAC and VF are free and usable on the host, and the VF goes with the network. */
export function checkFoundIdentity(state: State, findings: Findings, pod: Pod, line: Words, held: Held): void {
  checkNames(findings, pod, line, line.network)
  const broken = (message: string): void => findings.violate('L3', message, pod.name, line.host)
  if (held.vf >= 0 !== takesVf(line.network)) broken(`holds VF ${held.vfText} with network ${line.network}`)
  if (held.vf >= 0) isVfFree(state, pod, held, broken)
  areGpusFree(state, pod, held, broken)
  for (const address of held.addresses) isAddressFree(state, held, address, broken)
  checkVolumeReached(state, held, broken)
}

/** Whether the address is one that the host may use and that nobody holds; says so when not. */
function isAddressFree(state: State, held: Held, address: HeldAddress, broken: Broken): boolean {
  const { network, ip, segment, pool, offset } = address
  if (pool < 0) {
    broken(`no pool of segment ${segment} has ${ip}`)
    return false
  }
  const { name, bound, networks } = state.view.pools[pool]
  if (bound[held.host] === 0) {
    broken(`${ip} is of pool ${name}, which is not bound to the host`)
    return false
  }
  if (!networks.includes(network)) {
    broken(`segment ${segment} is not for network ${network}`)
    return false
  }
  if (!state.addresses.isHeld(pool, offset)) return true
  const isHolder = ({ held: own, kept }: Pod): boolean =>
    [kept, ...(own?.addresses ?? [])].some((theirs) => theirs?.pool === pool && theirs.offset === offset)
  broken(`${ip} is held by ${[...state.pods.values()].find(isHolder)?.name}`)
  return false
}

/** L3 at a resize: as long as a pod holds anything its address stays. */
export function checkKept(
  state: State,
  findings: Findings,
  pod: Pod,
  line: ResizeLine,
  held: Held,
  before: Held,
): void {
  checkNames(findings, pod, line, before.network)
  const name = state.view.hosts[before.host].name
  const words = (all: readonly HeldAddress[]): string => all.map(({ ip, segment }) => `${ip} of ${segment}`).join(', ')
  const was = words(pod.kept === null ? before.addresses : [pod.kept, ...before.addresses])
  const is = words(held.addresses)
  if (is !== was) findings.violate('L3', `the address changed from ${was} to ${is}`, pod.name, name)
}

/** On every holding: the mode is the one asked for (or kept) and the MAC follows from the IP. */
function checkNames(findings: Findings, pod: Pod, line: Words, network: string): void {
  findings.checks.L3++
  if (line.network !== network)
    findings.violate('L3', `network ${line.network}, asked for ${network}`, pod.name, line.host)
  const { ip, mac } = line
  const follows = ip === undefined ? mac === undefined : mac !== undefined && isMacOf(mac, readIp(ip))
  if (!follows) findings.violate('L3', `mac ${mac} does not follow from ${ip}`, pod.name, line.host)
}

function isVfFree(state: State, pod: Pod, held: Held, broken: Broken): boolean {
  if (state.vfHeld[held.host][held.vf] === 0) return true
  const holder = [...state.podsOnHost[held.host]].find((each) => each.held?.vf === held.vf && each !== pod)
  broken(`VF ${held.vfText} is held by ${holder?.name}`)
  return false
}

function areGpusFree(state: State, pod: Pod, held: Held, broken: Broken): boolean {
  const taken = held.gpus.filter((gpu) => state.devices.isGpuHeld(held.host, gpu))
  for (const gpu of taken) {
    const holder = [...state.podsOnHost[held.host]].find((each) => each.held?.gpus.includes(gpu) && each !== pod)
    broken(`GPU ${state.view.hosts[held.host].gpus?.[gpu].name} is held by ${holder?.name}`)
  }
  return taken.length === 0
}

/** On each NumaNode the lowest free ones are taken. */
function checkGpusLowest(state: State, held: Held, broken: Broken): void {
  const gpus = state.view.hosts[held.host].gpus ?? []
  for (const gpu of held.gpus) {
    const { numa } = gpus[gpu]
    const lower = state.devices
      .freeGpuNumbers(held.host, 1 << numa)
      .find((free) => free < gpu && !held.gpus.includes(free))
    if (lower !== undefined)
      broken(`GPU ${gpus[gpu].name} is not the lowest free one of its NumaNode, ${gpus[lower].name} is`)
  }
}

function checkVfLowest(state: State, pod: Pod, held: Held, broken: Broken): void {
  const vfs = state.vfHeld[held.host]
  const mask = pod.component.request.numa === 'spread' ? -1 : numaMaskOf(state, held)
  const fitting = new Set(state.devices.fittingNics(pod, held.host, mask))
  const names = [...state.view.vfOf[held.host].keys()]
  const nicOf = (vf: number): number =>
    state.view.hosts[held.host].nics.findIndex(({ name }) => name === names[vf].slice(0, names[vf].lastIndexOf(':')))
  const lowest = vfs.findIndex((taken, vf) => taken === 0 && fitting.has(nicOf(vf)))
  if (lowest === held.vf) return
  broken(`VF ${held.vfText} is not the lowest free one on the pod's NumaNodes, ${names[lowest]} is`)
}
