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
    if (event.kind === 'component') this.#component(event)
    else if (event.kind === 'request') this.#request(event)
    else if (event.kind === 'host-lost') this.#host(event.host, false)
    else if (event.kind === 'host-recovered') this.#host(event.host, true)
    else {
      const pod = this.#state.pods.get(event.pod)
      if (pod === undefined) this.#findings.violate('format', 'no such pod is wanted', event.pod)
      else if (event.kind === 'resize') this.#resize(pod, event)
      else if (event.kind === 'release') this.#release(pod, event.cause)
    }
  }

  #component({ game, component, request }: Event & { kind: 'component' }): void {
    const known = this.#state.components.has(`${game}/${component}`)
    if (known) this.#findings.violate('format', `component ${game}/${component} is declared twice`)
    else this.#state.declare(game, component, request)
  }

  #request(event: Event & { kind: 'request' }): void {
    const { pod: name, game, zone } = event
    const component = this.#state.components.get(`${game}/${event.component}`)
    if (component === undefined) {
      this.#findings.violate('format', `component ${game}/${event.component} is not declared`, name)
      return
    }
    const stem = `${game}/${zone}/${event.component}-`
    if (!name.startsWith(stem) || !/^\d+$/.test(name.slice(stem.length)))
      this.#findings.violate('format', `the name is not ${stem}N`, name)
    if (this.#state.pods.has(name)) {
      this.#findings.violate('format', 'the pod is wanted already', name)
      return
    }
    const pod = this.#state.want(name, component, zone, event.atUs, event.cpus, event.memoryMib, event.cause)
    this.#progress.wait(pod)
    this.#round.ask(pod)
  }

  #resize(pod: Pod, event: Event & { kind: 'resize' }): void {
    const { cpus, memoryMib, cause } = event
    if (pod.held === null) {
      resizeWaiting(this.#progress, pod, cpus, memoryMib)
      return
    }
    pod.resize = { cpus, memoryMib, cause }
    this.#round.ask(pod)
  }

  #release(pod: Pod, cause: string): void {
    if (pod.held !== null) {
      pod.releaseCause = cause
      this.#round.ask(pod)
      return
    }
    this.#progress.leave(pod)
    this.#state.forget(pod)
  }

  #host(name: string, up: boolean): void {
    const host = this.#state.view.hostOf.get(name)
    if (host === undefined) {
      this.#findings.violate('format', `host ${name} is not in the fleet`, undefined, name)
      return
    }
    if ((this.#state.up[host] === 1) === up)
      this.#findings.violate('format', `host ${name} is ${up ? 'up' : 'down'} already`, undefined, name)
    this.#state.setUp(host, up)
    if (up) {
      this.#progress.freed(host)
      return
    }
    for (const pod of this.#state.podsOnHost[host]) {
      pod.lost = true
      this.#round.ask(pod)
    }
  }
}

/** A pod that holds nothing is simply asked for at the new size; a refusal it was told stands. */
export function resizeWaiting(progress: Progress, pod: Pod, cpus: number, memoryMib: number): void {
  progress.leave(pod)
  pod.cpus = cpus
  pod.memoryMib = memoryMib
  progress.wait(pod)
}
