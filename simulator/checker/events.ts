import type { Event } from '../../src/model/event.ts'
import type { ProfileSpec } from '../../src/model/profile.ts'
import type { PodSize } from '../../src/model/size.ts'
import type { Watchers } from './decisions.ts'
import { readForeign, readHolding } from './holdings.ts'
import { checkForeignAmounts, checkFoundAmounts } from './laws/amounts.ts'
import { checkCpus, checkForeignCpus } from './laws/cpus.ts'
import type { Groups } from './laws/groups.ts'
import { checkFoundIdentity } from './laws/identity.ts'
import { checkHostUp } from './laws/place-rules.ts'
import type { Progress } from './laws/progress.ts'
import type { Round } from './laws/round.ts'
import { emptyHeld, type Held, type Pod } from './pods.ts'
import { declare } from './profiles.ts'
import type { Findings } from './report.ts'
import type { State } from './state.ts'
import { taintsAgainst } from './taints.ts'

/** Takes in one event: who is wanted at what size, who is to go or move, what was found, which hosts take pods. */
export class Observer {
  readonly #state: State
  readonly #findings: Findings
  readonly #round: Round
  readonly #groups: Groups
  readonly #progress: Progress
  readonly #profiles: ReadonlyMap<string, ProfileSpec>
  /** The holding or the use on the line in hand; copied when booked. */
  readonly #found: Held

  constructor(
    state: State,
    findings: Findings,
    { round, progress, groups }: Pick<Watchers, 'round' | 'progress' | 'groups'>,
    profiles: ReadonlyMap<string, ProfileSpec>,
  ) {
    this.#profiles = profiles
    this.#state = state
    this.#findings = findings
    this.#round = round
    this.#groups = groups
    this.#progress = progress
    this.#found = emptyHeld(state.view.words)
  }

  observe(event: Event): void {
    if (event.kind === 'component') this.#component(event)
    else if (event.kind === 'request') this.#request(event)
    else if (event.kind === 'host-lost') this.#host(event.host, false)
    else if (event.kind === 'host-recovered') this.#host(event.host, true)
    else if (event.kind === 'cordon' || event.kind === 'uncordon') this.#cordon(event.host, event.kind === 'cordon')
    else if (event.kind === 'foreign') this.#foreign(event)
    else if (event.kind === 'taint') this.#taint(event)
    else if (event.kind === 'adopt') this.#adopt(event)
    else {
      const pod = this.#state.pods.get(event.pod)
      if (pod === undefined) this.#findings.violate('format', 'no such pod is wanted', event.pod)
      else if (event.kind === 'resize') this.#resize(pod, event)
      else if (event.kind === 'release') this.#release(pod, event.cause)
      else if (event.kind === 'migrate') this.#migrate(pod, event.cause)
      else if (event.kind === 'forget') this.#forget(pod)
    }
  }

  #component(event: Event & { kind: 'component' }): void {
    const { game, component, request } = event
    const known = this.#state.components.has(`${game}/${component}`)
    if (known) this.#findings.violate('format', `component ${game}/${component} is declared twice`)
    else if (!declare(this.#state, this.#asJudged(event), this.#profiles)) {
      this.#findings.violate('format', `the run has no profile ${request.profile}`)
    }
  }

  /** No pod of stock Kubernetes keeps its address. */
  #asJudged(event: Event & { kind: 'component' }): Event & { kind: 'component' } {
    if (this.#findings.baseline === null) return event
    const { fixedIp: _fixedIp, ...request } = event.request
    return { ...event, request }
  }

  #request(event: Event & { kind: 'request' }): void {
    const pod = this.#want(event, sizeIn(event), event.cause)
    if (pod === null) return
    if (event.group !== undefined) this.#groups.join(pod, event.group)
    this.#progress.wait(pod)
    this.#round.ask(pod)
  }

  /** A pod known from now on, or null when it cannot be. */
  #want(event: Event & { kind: 'request' | 'adopt' }, size: PodSize, cause: string): Pod | null {
    const { pod: name, game, zone } = event
    const component = this.#state.components.get(`${game}/${event.component}`)
    if (component === undefined) {
      this.#findings.violate('format', `component ${game}/${event.component} is not declared`, name)
      return null
    }
    if (!/^[-.a-z0-9]+(\/[-.a-z0-9]+)+$/.test(name)) this.#findings.violate('format', 'the name is no path', name)
    if (this.#state.pods.has(name)) {
      this.#findings.violate('format', 'the pod is wanted already', name)
      return null
    }
    return this.#state.want(name, component, zone, event.atUs, size, cause)
  }

  /** What is found must collide with nothing; whether it is a good place is asked of nobody. */
  #adopt(event: Event & { kind: 'adopt' }): void {
    const [state, findings, held] = [this.#state, this.#findings, this.#found]
    const pod = this.#want(event, { cpus: 0, cpuMilli: 0, memoryMib: 0 }, 'recover')
    if (pod === null) return
    if (!readHolding(state, findings, pod, event, held)) {
      state.forget(pod)
      return
    }
    pod.cpus = held.cpuCount
    pod.cpuMilli = held.cpuMilli
    pod.memoryMib = held.memoryMib
    checkHostUp(state, findings, pod, held)
    checkCpus(state, findings, pod, held, null)
    checkFoundAmounts(state, findings, pod, held)
    checkFoundIdentity(state, findings, pod, event, held)
    this.#progress.moved(pod)
    state.take(pod, held)
  }

  #foreign(event: Event & { kind: 'foreign' }): void {
    const [state, findings, wish] = [this.#state, this.#findings, this.#found]
    const host = this.#hostNamed(event.host)
    if (host === null || !readForeign(state, findings, event, wish)) return
    checkForeignCpus(state, findings, host, wish.cpus)
    checkForeignAmounts(state, findings, host, wish)
    state.setForeign(host, wish)
    this.#progress.freed(host)
  }

  #cordon(name: string, cordoned: boolean): void {
    const host = this.#hostNamed(name)
    if (host === null) return
    this.#state.setCordoned(host, cordoned)
    this.#progress.freed(host)
  }

  #taint({ host: name, taints }: Event & { kind: 'taint' }): void {
    const host = this.#hostNamed(name)
    if (host === null) return
    this.#state.setTaints(host, taints)
    this.#progress.freed(host)
    for (const pod of this.#state.podsOnHost[host]) {
      const isDriven = taintsAgainst(this.#state, pod.component.request, host, 'driving') > 0
      if (isDriven && pod.migrate === null && !pod.forgotten) this.#migrate(pod, 'taint')
    }
  }

  #migrate(pod: Pod, cause: string): void {
    if (pod.held === null || pod.releaseCause !== null) return
    pod.migrate = cause
    this.#round.ask(pod)
  }

  /** What it holds is free from here on; that it ends is for the release line to say. */
  #forget(pod: Pod): void {
    if (pod.held === null || pod.forgotten) return
    pod.forgotten = true
    this.#progress.releasing(pod)
    this.#state.move(pod.held, 1)
    this.#round.ask(pod)
  }

  #resize(pod: Pod, event: Event & { kind: 'resize' }): void {
    if (pod.held === null) {
      resizeWaiting(this.#progress, pod, sizeIn(event))
      return
    }
    pod.resize = { ...sizeIn(event), cause: event.cause }
    this.#round.ask(pod)
  }

  #release(pod: Pod, cause: string): void {
    if (pod.held !== null) {
      pod.releaseCause = cause
      pod.migrate = null
      this.#round.ask(pod)
      return
    }
    this.#progress.leave(pod)
    this.#progress.ending(pod)
    this.#groups.part(pod)
    this.#state.forget(pod)
  }

  #host(name: string, up: boolean): void {
    const host = this.#hostNamed(name)
    if (host === null) return
    if ((this.#state.up[host] === 1) === up)
      this.#findings.violate('format', `host ${name} is ${up ? 'up' : 'down'} already`, undefined, name)
    this.#state.setUp(host, up)
    if (up) {
      this.#progress.freed(host)
      return
    }
    for (const pod of this.#state.podsOnHost[host]) {
      if (!pod.forgotten) pod.lost = true
      this.#round.ask(pod)
    }
  }

  #hostNamed(name: string): number | null {
    const host = this.#state.view.hostOf.get(name)
    if (host !== undefined) return host
    this.#findings.violate('format', `host ${name} is not in the fleet`, undefined, name)
    return null
  }
}

function sizeIn({ cpus, cpuMilli = 0, memoryMib }: Event & { kind: 'request' | 'resize' }): PodSize {
  return { cpus, cpuMilli, memoryMib }
}

/** A pod that holds nothing is simply asked for at the new size; a refusal it was told stands. */
export function resizeWaiting(progress: Progress, pod: Pod, size: PodSize): void {
  progress.leave(pod)
  pod.cpus = size.cpus
  pod.cpuMilli = size.cpuMilli
  pod.memoryMib = size.memoryMib
  progress.wait(pod)
}
