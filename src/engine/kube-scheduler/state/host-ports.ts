import type { HostPort } from '../../../model/kube/pod.ts'

// Source: kubernetes v1.37.2, HostPortInfo of k8s.io/kube-scheduler/framework/types.go.

const EVERY_IP = '0.0.0.0'

/**
 * Ports taken on one node, by address. A port taken twice (by pods that a node had before) is a single entry, free as
 * soon as one of them goes, as upstream has it.
 */
export class HostPorts {
  readonly #portsByIp = new Map<string, Set<string>>()

  add({ ip, protocol, port }: HostPort): void {
    const ports = this.#portsByIp.get(ip) ?? new Set()
    this.#portsByIp.set(ip, ports.add(`${protocol}/${port}`))
  }

  remove({ ip, protocol, port }: HostPort): void {
    const ports = this.#portsByIp.get(ip)
    if (ports === undefined) return
    ports.delete(`${protocol}/${port}`)
    if (ports.size === 0) this.#portsByIp.delete(ip)
  }

  /** Whether the port is taken on its address; every address clashes with each. */
  isTaken({ ip, protocol, port }: HostPort): boolean {
    const key = `${protocol}/${port}`
    if (ip === EVERY_IP) {
      for (const ports of this.#portsByIp.values()) if (ports.has(key)) return true
      return false
    }
    return this.#has(EVERY_IP, key) || this.#has(ip, key)
  }

  #has(ip: string, key: string): boolean {
    return this.#portsByIp.get(ip)?.has(key) === true
  }
}
