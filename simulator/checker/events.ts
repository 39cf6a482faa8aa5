import type { Event } from '../../src/model/event.ts'
import type { Progress } from './laws/progress.ts'
import type { Round } from './laws/round.ts'
import type { Pod } from './pods.ts'
import type { Findings } from './report.ts'
import type { State } from './state.ts'

/** Takes in one event: who is wanted at what size, who is to go, which hosts are up. Names must be known. */
export class Observer {
  readonly #state: State
  readonly #findings: Findings
  readonly #round: Round
  readonly #progress: Progress

  constructor(state: State, findings: Findings, round: Round, progress: Progress) {
    this.#state = state
    this.#findings = findings
    this.#round = round
    this.#progress = progress
  }

  observe(event: Event): void {
    switch (event.kind) {
      case 'component': {
        const known = this.#state.components.has(`${event.game}/${event.component}`)
        if (known)
          return this.#findings.violate('format', `component ${event.game}/${event.component} is declared twice`)
        return this.#state.declare(event.game, event.component, event.request)
      }
      case 'request':
        return this.#request(event)
      case 'host-lost':
      case 'host-recovered':
        return this.#host(event.host, event.kind === 'host-recovered')
      case 'resize': {
        const pod = this.#known(event.pod)
        return pod === null ? undefined : this.#resize(pod, event)
      }
      case 'release': {
        const pod = this.#known(event.pod)
        return pod === null ? undefined : this.#release(pod, event.cause)
      }
      case 'ready':
        this.#known(event.pod)
    }
  }

  #known(name: string): Pod | null {
    const pod = this.#state.pods.get(name)
    if (pod === undefined) this.#findings.violate('format', 'no such pod is wanted', name)
    return pod ?? null
  }

  #request(event: Event & { kind: 'request' }): void {
    const { pod: name, game, zone } = event
    const component = this.#state.components.get(`${game}/${event.component}`)
    if (component === undefined)
      return this.#findings.violate('format', `component ${game}/${event.component} is not declared`, name)
    const stem = `${game}/${zone}/${event.component}-`
    if (!name.startsWith(stem) || !/^\d+$/.test(name.slice(stem.length)))
      this.#findings.violate('format', `the name is not ${stem}N`, name)
    if (this.#state.pods.has(name)) return this.#findings.violate('format', 'the pod is wanted already', name)
    const pod = this.#state.want(name, component, zone, event.atUs, event.cpus, event.memoryMib, event.cause)
    this.#progress.wait(pod)
    this.#round.ask(pod)
  }

  #resize(pod: Pod, event: Event & { kind: 'resize' }): void {
    const { cpus, memoryMib, cause } = event
    if (pod.held === null) return resizeWaiting(this.#progress, pod, cpus, memoryMib)
    pod.resize = { cpus, memoryMib, cause }
    this.#round.ask(pod)
  }

  #release(pod: Pod, cause: string): void {
    if (pod.held !== null) {
      pod.releaseCause = cause
      return this.#round.ask(pod)
    }
    this.#progress.leave(pod)
    this.#state.forget(pod)
  }

  #host(name: string, up: boolean): void {
    const host = this.#state.view.hostOf.get(name)
    if (host === undefined) return this.#findings.violate('format', `host ${name} is not in the fleet`, undefined, name)
    if ((this.#state.up[host] === 1) === up)
      this.#findings.violate('format', `host ${name} is ${up ? 'up' : 'down'} already`, undefined, name)
    this.#state.setUp(host, up)
    if (up) return this.#progress.freed(host)
    for (const pod of this.#state.podsOnHost[host]) {
      pod.lost = true
      this.#round.ask(pod)
    }
  }
}

/** A pod that holds nothing is simply asked for at the new size; it may be refused once more at that size. */
export function resizeWaiting(progress: Progress, pod: Pod, cpus: number, memoryMib: number): void {
  progress.leave(pod)
  pod.cpus = cpus
  pod.memoryMib = memoryMib
  progress.wait(pod)
}
