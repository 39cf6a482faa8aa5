import type { Host } from '../../src/model/fleet.ts'
import { takesVf } from './modes.ts'
import type { Ask, Held } from './pods.ts'

/** GPUs of one host, and what each of its NICs can still carry, as the log tells it. */
interface HostDevices {
  /** By GPU: whether a pod holds it. */
  readonly gpuHeld: boolean[]
  readonly nics: { freeMbps: number; freeKpps: number; freeVfs: number }[]
}

/** The devices that some pods ask for beside a VF. */
export class Devices {
  readonly #hosts: readonly Host[]
  readonly #devices: readonly HostDevices[]

  constructor(hosts: readonly Host[]) {
    this.#hosts = hosts
    this.#devices = hosts.map((host) => ({
      gpuHeld: (host.gpus ?? []).map(() => false),
      nics: host.nics.map(({ mbps = 0, kpps = 0, vfs }) => ({ freeMbps: mbps, freeKpps: kpps, freeVfs: vfs })),
    }))
  }

  isGpuHeld(host: number, gpu: number): boolean {
    return this.#devices[host].gpuHeld[gpu]
  }

  /** Free GPUs at the NumaNodes of a mask, -1 for all. */
  freeGpus(host: number, mask: number): number {
    return this.freeGpuNumbers(host, mask).length
  }

  freeGpuNumbers(host: number, mask: number): number[] {
    const gpus = this.#hosts[host].gpus ?? []
    const isFree = (gpu: number): boolean => !this.#devices[host].gpuHeld[gpu] && ((mask >> gpus[gpu].numa) & 1) === 1
    return gpus.map((_, gpu) => gpu).filter(isFree)
  }

  /** Free shares and VFs of a NIC. */
  nic(host: number, nic: number): { readonly freeMbps: number; readonly freeKpps: number; readonly freeVfs: number } {
    return this.#devices[host].nics[nic]
  }

  /** NICs of the host, at the NumaNodes of a mask (-1: all), that the pod could be on as things are. */
  fittingNics(ask: Ask, host: number, mask: number): number[] {
    const { network, nicMbps = 0, nicKpps = 0 } = ask.component.request
    return this.#hosts[host].nics.flatMap(({ numa }, nic) => {
      const { freeMbps, freeKpps, freeVfs } = this.#devices[host].nics[nic]
      const fits = freeMbps >= nicMbps && freeKpps >= nicKpps && (!takesVf(network) || freeVfs > 0)
      return fits && ((mask >> numa) & 1) === 1 ? [nic] : []
    })
  }

  /** Whether GPUs and NIC of the NumaNodes of a mask (-1: all) suffice; a NIC without VF may lie anywhere. */
  suffice(ask: Ask, host: number, mask: number): boolean {
    const { network, gpus = 0 } = ask.component.request
    if (gpus > 0 && this.freeGpus(host, mask) < gpus) return false
    return !sharesNic(ask) || !takesVf(network) || this.fittingNics(ask, host, mask).length > 0
  }

  /** Frees (sign 1) or takes (-1) what a holding has of them. */
  move({ host, gpus, nic, nicMbps, nicKpps, vfNic }: Held, sign: 1 | -1): void {
    const { gpuHeld, nics } = this.#devices[host]
    for (const gpu of gpus) gpuHeld[gpu] = sign === -1
    if (nic >= 0) nics[nic].freeMbps += sign * nicMbps
    if (nic >= 0) nics[nic].freeKpps += sign * nicKpps
    if (vfNic >= 0) nics[vfNic].freeVfs += sign
  }
}

/** Whether the pod asks for a share of a NIC. */
export function sharesNic({ component }: Ask): boolean {
  const { nicMbps = 0, nicKpps = 0 } = component.request
  return nicMbps > 0 || nicKpps > 0
}
