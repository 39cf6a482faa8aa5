import type { Host } from '../../../src/model/fleet.ts'
import type { NetworkFigures, NetworkTuning, Traffic } from '../../../src/model/network.ts'
import type { Expected, Pod, Sending, ToldRun } from './network-model.ts'

/** Time in which nothing changes. */
export interface StretchParts {
  readonly run: ToldRun
  readonly tuning: NetworkTuning
  readonly sending: readonly Sending[]
  readonly atUs: number
  readonly lasts: number
  readonly groups: ReadonlyMap<string, Expected>
  readonly shortUs: Map<string, number>
  readonly aboveUs: Map<string, number>
  readonly pods: ReadonlyMap<string, Pod>
}

interface Flow {
  readonly s: Sending
  readonly host: Host
  readonly traffic: Traffic
  readonly refused: number
  readonly admitted: number
  readonly vfAsked: number
  readonly vfRoom: number
  readonly lost: { vf: number; host: number; nic: number; gateway: number }
  byVf: number
  byHost: number
}

interface Full {
  readonly load: number
  readonly capacity: number
}

function total<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((sum, item) => sum + of(item), 0)
}

/** Takes all flows along their ways, one after another, and adds what comes of them. */
export class Stretch {
  readonly #to: StretchParts
  readonly #figures: NetworkFigures
  readonly #full = new Map<string, Full>()

  constructor(parts: StretchParts) {
    this.#to = parts
    this.#figures = parts.run.network.figures
  }

  pass(): void {
    const { run, sending } = this.#to
    const idcs = Object.entries(run.network.gateways)
    const admitted = new Map(idcs.map(([idc, count]) => [idc, this.#sessions(idc, count)]))
    const flows = sending.map((s) => this.#flow(s, admitted))
    for (const [h, host] of run.fleet.hosts.entries()) {
      const own = flows.filter(({ s }) => s.holding.host === h)
      this.#short(`vf ${host.name}`, total(own, ({ lost }) => lost.vf) > 0)
      this.#kernel(host, h, own)
      for (const n of host.nics.keys()) this.#nic(host, n, own)
    }
    for (const [idc, count] of idcs) this.#gateway(idc, count, flows)
    for (const flow of flows) this.#add(flow)
  }

  #short(name: string, is: boolean): void {
    const { shortUs, lasts } = this.#to
    if (is) shortUs.set(name, (shortUs.get(name) ?? 0) + lasts)
  }

  /** Of an IDC's players behind gateways the share that is let in. */
  #sessions(idc: string, count: number): number {
    const { sending, run } = this.#to
    const own = sending.filter((s) => isBehind(s) && run.fleet.hosts[s.holding.host].idc === idc)
    const asked = total(own, ({ players }) => players)
    const room = count * this.#figures.gateway.sessions
    this.#short(`sessions ${idc}`, asked > room && total(own, ({ offered }) => offered) > 0)
    return asked > room ? room / asked : 1
  }

  #worth(host: number): number {
    const { run, tuning } = this.#to
    return run.speeds[host] * (tuning.irqPinning ? 1 : this.#figures.interrupts.unpinnedPermille / 1000)
  }

  #atWork(cpus: number): number {
    if (!this.#to.tuning.rps || cpus < 2) return 1
    return Math.max(1, cpus * this.#figures.steering.permille * 0.001)
  }

  #flow(s: Sending, letIn: ReadonlyMap<string, number>): Flow {
    const { modes, steering, vf, dual } = this.#figures
    const host = this.#to.run.fleet.hosts[s.holding.host]
    const refused = isBehind(s) ? 1 - (letIn.get(host.idc) ?? 1) : 0
    const inside = s.pod.mode === 'dual' ? dual.insidePermille / 1000 : s.pod.mode === 'sriov' ? 0 : 1
    const admitted = s.offered * (1 - refused)
    const cpus = Math.min(Math.max(1, s.holding.cpus.length), steering.podCpus)
    const perCpu = modes[s.pod.mode].kppsPerCpu * 1000 * this.#worth(s.holding.host)
    const vfRoom = Math.min(vf.kpps * 1000, perCpu * this.#atWork(cpus))
    const vfAsked = admitted * (1 - inside)
    const byVf = Math.min(vfAsked, vfRoom)
    const lost = { vf: vfAsked - byVf, host: 0, nic: 0, gateway: 0 }
    const traffic = this.#to.run.traffic.get(s.pod.group) as Traffic
    return { s, host, traffic, refused, admitted, vfAsked, vfRoom, lost, byVf, byHost: admitted * inside }
  }

  #kernel(host: Host, h: number, own: readonly Flow[]): void {
    const { modes, steering } = this.#figures
    const reserved = host.reservedCpus === '' ? 0 : total(host.reservedCpus.split(','), sizeOf)
    const cpus = this.#atWork(Math.min(Math.max(1, reserved), steering.hostCpus)) * this.#worth(h)
    const asked = total(own, ({ s, byHost }) => byHost / (modes[s.pod.mode].kppsPerCpu * 1000))
    this.#full.set(host.name, { load: asked / cpus, capacity: cpus })
    this.#short(`host ${host.name}`, asked > cpus)
    for (const flow of own) {
      const through = asked > cpus ? (flow.byHost * cpus) / asked : flow.byHost
      flow.lost.host = flow.byHost - through
      flow.byHost = through
    }
  }

  #nic(host: Host, n: number, own: readonly Flow[]): void {
    const { lasts, aboveUs, pods, run } = this.#to
    const nic = host.nics[n]
    const name = `${host.name}/${nic.name}`
    const capacity = (nic.kpps ?? this.#figures.nic.kpps) * 1000
    const onVf = own.filter((flow) => flow.s.holding.vf >= 0 && vfNicOf(flow) === n)
    const onBridge = own.filter((flow) => bridgeNicOf(flow) === n)
    const packets = total(onVf, ({ byVf }) => byVf) + total(onBridge, ({ byHost }) => byHost)
    const bytes =
      total(onVf, ({ byVf, traffic }) => byVf * traffic.bytesPerPacket) +
      total(onBridge, ({ byHost, traffic }) => byHost * traffic.bytesPerPacket)
    const load = Math.max(packets / capacity, (8 * bytes) / ((nic.mbps ?? this.#figures.nic.mbps) * 1e6))
    this.#full.set(name, { load, capacity })
    this.#short(`nic ${name}`, load > 1)
    const share = load > 1 ? 1 / load : 1
    const holdings = [...pods.values()].flatMap(({ holding }) => (holding === null ? [] : [holding]))
    const here = holdings.filter((holding) => run.fleet.hosts[holding.host] === host && holding.nic === n)
    const isAbove =
      packets * share > total(here, ({ nicKpps }) => nicKpps) * 1000 ||
      8 * bytes * share > total(here, ({ nicMbps }) => nicMbps) * 1e6
    if (isAbove) aboveUs.set(name, (aboveUs.get(name) ?? 0) + lasts)
    for (const flow of onVf) {
      flow.lost.nic += flow.byVf * (1 - share)
      flow.byVf *= share
    }
    for (const flow of onBridge) {
      flow.lost.nic += flow.byHost * (1 - share)
      flow.byHost *= share
    }
  }

  #gateway(idc: string, count: number, flows: readonly Flow[]): void {
    const { kpps, mbps } = this.#figures.gateway
    const own = flows.filter(({ s, host }) => isBehind(s) && host.idc === idc)
    const packets = total(own, ({ byHost }) => byHost)
    const bytes = total(own, ({ byHost, traffic }) => byHost * traffic.bytesPerPacket)
    const capacity = count * kpps * 1000
    const load = Math.max(packets / capacity, (8 * bytes) / (count * mbps * 1e6))
    this.#full.set(`gateway ${idc}`, { load, capacity })
    this.#short(`gateway ${idc}`, load > 1)
    for (const flow of own) {
      const through = load > 1 ? flow.byHost / load : flow.byHost
      flow.lost.gateway = flow.byHost - through
      flow.byHost = through
    }
  }

  /** factor: ln 2 for the median, ln 100 for the 99th percentile. */
  #waits(flow: Flow, factor: number): number {
    const { modes, queue } = this.#figures
    const { s, host, vfRoom, vfAsked } = flow
    const wait = ({ capacity, load }: Full): number => {
      const full = (queue.packets / capacity) * 1e6
      return load >= 1 ? full : Math.min(full, ((factor / capacity) * 1e6 * load) / (1 - load))
    }
    const at = (name: string): Full => this.#full.get(name) as Full
    const kernel = at(host.name)
    const perCpu = modes[s.pod.mode].kppsPerCpu * 1000
    const hasVf = s.holding.vf >= 0
    const first = hasVf
      ? { capacity: vfRoom, load: vfAsked / vfRoom }
      : { capacity: kernel.capacity * perCpu, load: kernel.load }
    const nic = host.nics[hasVf ? vfNicOf(flow) : bridgeNicOf(flow)].name
    return wait(first) + wait(at(`${host.name}/${nic}`)) + (isBehind(s) ? wait(at(`gateway ${host.idc}`)) : 0)
  }

  #add(flow: Flow): void {
    const { tuning, lasts, groups } = this.#to
    const { modes, gateway, interrupts } = this.#figures
    const { s, traffic, refused, admitted, lost } = flow
    const group = groups.get(s.pod.group) as Expected
    const mode = modes[s.pod.mode]
    const door = isBehind(s) ? gateway : { addedUsP50: 0, addedUsP99: 0 }
    const p50 = mode.addedUsP50 + door.addedUsP50 + this.#waits(flow, Math.log(2))
    const unpinned = tuning.irqPinning ? 0 : interrupts.unpinnedAddedUsP99
    const p99 = mode.addedUsP99 + unpinned + door.addedUsP99 + this.#waits(flow, Math.log(100))
    const carried = flow.byVf + flow.byHost
    const lostPermille = admitted > 0 ? 1000 * (1 - carried / admitted) : 0
    const seconds = lasts / 1e6
    group.offered += s.offered * seconds
    group.refused += s.offered * refused * seconds
    for (const stage of ['vf', 'host', 'nic', 'gateway'] as const) group.lost[stage] += lost[stage] * seconds
    group.carried += carried * seconds
    group.bytes += carried * traffic.bytesPerPacket * seconds
    group.playerUs += s.players * lasts
    group.refusedUs += s.players * refused * lasts
    if (lostPermille > traffic.lossPermilleMax + 1e-9 || p99 > traffic.addedUsMax)
      group.degradedUs += s.players * (1 - refused) * lasts
    if (carried > 0) {
      group.p50.push([p50, carried * seconds])
      group.p99.push([p99, carried * seconds])
    }
    this.#write(s, group)
  }

  #write({ pod, holding, growth }: Sending, group: Expected): void {
    const { atUs, lasts } = this.#to
    const disk = holding.volumeMib > 0 ? holding.volumeMib : holding.diskMib
    if (disk === 0 || pod.isFull) return
    const left = disk - pod.usedMib
    pod.usedMib += growth * lasts
    if (pod.usedMib < disk) return
    pod.isFull = true
    group.full++
    const fullUs = atUs + left / growth
    group.firstFullUs = Math.min(group.firstFullUs ?? fullUs, fullUs)
  }
}

function isBehind({ pod }: Sending): boolean {
  return pod.mode === 'overlay' || pod.mode === 'nat'
}

function vfNicOf({ s, host }: Flow): number {
  let first = 0
  return host.nics.findIndex(({ vfs }) => {
    first += vfs
    return s.holding.vf < first
  })
}

/** The NIC of a share that a pod without a VF holds, else the uplink. */
function bridgeNicOf({ s, host }: Flow): number {
  if (s.holding.vf < 0 && s.holding.nic >= 0) return s.holding.nic
  const order = host.nics.map(({ kpps = 0, vfs }, n) => ({ kpps, vfs, n }))
  return order.sort((a, b) => b.kpps - a.kpps || b.vfs - a.vfs || a.n - b.n)[0].n
}

/** Cpus in a part of a cpuset list, `2` or `0-3`. */
function sizeOf(range: string): number {
  const [from, upTo = from] = range.split('-').map(Number)
  return upTo - from + 1
}
