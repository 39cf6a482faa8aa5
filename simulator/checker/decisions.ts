import type {
  DecisionLine,
  MigrateLine,
  PlaceLine,
  RefuseLine,
  ReleaseLine,
  ResizeLine,
} from '../../src/model/decision.ts'
import type { PodSize } from '../../src/model/size.ts'
import { resizeWaiting } from './events.ts'
import { readHolding, type Words } from './holdings.ts'
import { checkAmounts } from './laws/amounts.ts'
import type { Best } from './laws/best.ts'
import { checkCpus, checkFullCores } from './laws/cpus.ts'
import { checkFailure } from './laws/failure.ts'
import type { Groups } from './laws/groups.ts'
import { checkIdentity, checkKept } from './laws/identity.ts'
import { checkLossless } from './laws/lossless.ts'
import { checkNuma } from './laws/numa.ts'
import { checkLocality, checkSpread, checkTakesPods } from './laws/place-rules.ts'
import { Preemption } from './laws/preemption.ts'
import type { Progress } from './laws/progress.ts'
import { RELEASE_GROUPS, type Round } from './laws/round.ts'
import type { Truth } from './laws/truth.ts'
import { isFollowed } from './peers.ts'
import { emptyHeld, type Held, type Pod, takesNoMore } from './pods.ts'
import type { Findings } from './report.ts'
import type { State } from './state.ts'

/** The laws that keep a state or an order of their own. */
export interface Watchers {
  readonly round: Round
  readonly progress: Progress
  readonly truth: Truth
  readonly best: Best
  readonly groups: Groups
}

/** Puts one decision to the laws, against the state before it, then books it. */
export class Judge {
  readonly #state: State
  readonly #findings: Findings
  readonly #watchers: Watchers
  /** The holding on the line being judged; one for all lines, copied when booked. */
  readonly #wish: Held
  readonly #preemption: Preemption

  constructor(state: State, findings: Findings, watchers: Watchers) {
    this.#state = state
    this.#findings = findings
    this.#watchers = watchers
    this.#wish = emptyHeld(state.view.words)
    this.#preemption = new Preemption(state, findings, watchers)
  }

  /** After the last decision of an instant. */
  endInstant(): void {
    this.#preemption.settle(null)
    this.#watchers.groups.next(null)
  }

  judge(line: DecisionLine): void {
    const pod = this.#state.pods.get(line.pod)
    if (pod === undefined) {
      this.#findings.violate('L7', `${line.kind} of a pod that nothing asked for`, line.pod)
      return
    }
    const { game, name } = pod.component
    if (line.game !== game || line.zone !== pod.zone || line.component !== name) {
      const words = `game, zone, component are ${line.game}, ${line.zone}, ${line.component}`
      this.#findings.violate('format', `${words}, expected ${game}, ${pod.zone}, ${name}`, line.pod)
    }
    if (line.kind === 'release' && line.cause === 'preempted') {
      this.#preemption.release(pod, line)
      return
    }
    this.#watchers.groups.next(line)
    const isBound = line.kind === 'place' || (line.kind === 'refuse' && line.failure !== undefined)
    const hasPreempted = this.#preemption.settle(isBound ? pod : null)
    if (line.kind === 'place') this.#place(pod, line, hasPreempted)
    else if (line.kind === 'resize') this.#resize(pod, line)
    else if (line.kind === 'release') this.#release(pod, line)
    else if (line.kind === 'migrate') this.#migrate(pod, line)
    else if (line.action === 'place') this.#refusePlace(pod, line)
    else if (line.action === 'migrate') this.#refuseMigrate(pod, line)
    else this.#refuseResize(pod, line)
  }

  #place(pod: Pod, line: PlaceLine, hasPreempted: boolean): void {
    const { round, progress, groups } = this.#watchers
    const [state, findings] = [this.#state, this.#findings]
    findings.checks.L11++
    if (pod.held !== null) {
      findings.violate('L11', `placed again while it holds ${pod.held.cpusText}`, pod.name, line.host)
      return
    }
    const faults = findings.count
    if (groups.begins(pod, line)) round.orderPlace(groups.firstOf(pod), groups.follows(pod))
    if (isFollowed(this.#state, pod.component)) round.repeat('followers')
    if (hasPreempted) round.repeat('games')
    this.#follows(pod, line, pod.cause)
    const held = this.#wish
    if (!readHolding(state, findings, pod, line, held)) return
    this.#start(pod, line, held, faults, -1)
    progress.leave(pod)
    progress.placed(pod)
    state.take(pod, held)
    groups.placed(pod)
  }

  /** The laws of a holding that was chosen among all hosts but one (-1: all). faults: found before this line. */
  #start(pod: Pod, line: Words, held: Held, faults: number, except: number): void {
    const [state, findings] = [this.#state, this.#findings]
    checkTakesPods(state, findings, pod, held)
    checkCpus(state, findings, pod, held, null)
    checkAmounts(state, findings, pod, held, null, pod)
    checkNuma(state, findings, pod, held, null, pod)
    checkFullCores(state, findings, pod, held, null)
    checkIdentity(state, findings, pod, line, held)
    checkSpread(state, findings, pod, held)
    checkLocality(state, findings, pod, held)
    if (findings.count === faults) this.#watchers.best.check(pod, held, except)
  }

  /** Ends the holding before, then judges the new one as a place on any other host. */
  #migrate(pod: Pod, line: MigrateLine): void {
    const { round, progress } = this.#watchers
    const [state, findings] = [this.#state, this.#findings]
    const { held: before, migrate } = pod
    if (before === null) {
      findings.violate('L7', 'migrate of a pod that holds nothing', pod.name, line.host)
      return
    }
    if (migrate === null) {
      findings.violate('L7', 'migrate that nothing asked for', pod.name, line.host)
      return
    }
    const faults = findings.count
    pod.migrate = null
    round.order(pod, 'migrates')
    this.#follows(pod, line, migrate)
    findings.checks.L6++
    const from = state.view.hosts[before.host].name
    if (line.from !== from) findings.violate('L6', `moved from ${line.from}, held on ${from}`, pod.name, line.from)
    if (line.host === from) findings.violate('L7', `a migrate that stays on ${from}`, pod.name, from)
    progress.releasing(pod)
    state.give(pod, before)
    const held = this.#wish
    if (!readHolding(state, findings, pod, line, held)) {
      state.take(pod, before)
      return
    }
    this.#start(pod, line, held, faults, before.host)
    state.take(pod, held)
  }

  #resize(pod: Pod, line: ResizeLine): void {
    const { round, progress } = this.#watchers
    const [state, findings] = [this.#state, this.#findings]
    const { held: before, resize } = pod
    if (before === null) {
      findings.violate('L7', 'resize of a pod that holds nothing', pod.name, line.host)
      return
    }
    if (resize === null) {
      findings.violate('L7', 'resize that nothing asked for', pod.name, line.host)
      return
    }
    pod.resize = null
    round.order(pod, takesNoMore(resize, before) ? 'shrinks' : 'grows')
    this.#follows(pod, line, resize.cause)
    const held = this.#wish
    if (!readHolding(state, findings, pod, line, held)) return
    checkLossless(state, findings, pod, line, held, before)
    if (held.host !== before.host) return
    checkCpus(state, findings, pod, held, before)
    checkAmounts(state, findings, pod, held, before, resize)
    checkFullCores(state, findings, pod, held, before)
    checkKept(state, findings, pod, line, held, before)
    checkNuma(state, findings, pod, held, before, resize)
    progress.freed(before.host)
    state.resize(before, held)
    pod.cpus = resize.cpus
    pod.cpuMilli = resize.cpuMilli
    pod.memoryMib = resize.memoryMib
  }

  #release(pod: Pod, line: ReleaseLine): void {
    const { round, progress } = this.#watchers
    const [state, findings] = [this.#state, this.#findings]
    const { held } = pod
    findings.checks.L6++
    if (held === null) {
      findings.violate('L6', 'release of a pod that holds nothing', pod.name, line.host)
      return
    }
    const host = state.view.hosts[held.host].name
    if (line.host !== host) findings.violate('L6', `released from ${line.host}, held on ${host}`, pod.name, line.host)
    round.order(pod, RELEASE_GROUPS.get(line.cause) ?? 'requested releases')
    const expected = pod.forgotten ? 'bind-failed' : pod.lost ? 'host-lost' : pod.releaseCause
    if (expected === null) findings.violate('L7', 'release that nothing asked for', pod.name, host)
    else if (line.cause !== expected)
      findings.violate('L7', `cause ${line.cause}, asked for as ${expected}`, pod.name, host)
    if (pod.forgotten) {
      state.end(pod, held)
    } else {
      progress.releasing(pod)
      state.give(pod, held)
    }
    if ((!pod.lost && !pod.forgotten) || pod.releaseCause !== null) {
      progress.ending(pod)
      state.forget(pod)
      return
    }
    pod.lost = false
    pod.forgotten = false
    pod.migrate = null
    pod.refused = false
    pod.cause = 'recover'
    resizeWaiting(progress, pod, pod.resize ?? pod)
    pod.resize = null
  }

  #refusePlace(pod: Pod, line: RefuseLine): void {
    const findings = this.#findings
    if (pod.held !== null) {
      findings.violate('L7', 'a place refused to a pod that has one', pod.name)
      return
    }
    const { round, groups } = this.#watchers
    round.orderRefusal(groups.firstOf(pod), groups.follows(pod))
    this.#follows(pod, line, pod.cause)
    // A baseline's pod fails anew each time it is made again, and may find no node in between.
    const isFailure = findings.baseline !== null && line.reasons[0]?.filter === 'Admission'
    if (pod.refused && !isFailure) findings.violate('L7', 'refused already for the same request', pod.name)
    pod.refused ||= !isFailure
    const booked = this.#bookBeside(pod, line)
    this.#watchers.truth.place(pod, line)
    for (const other of booked.reverse()) this.#state.takeBack(other)
    this.#sizes(pod, line, pod)
  }

  /** Puts what a refused group's pods before this one would have held to the laws of places, and books it. */
  #bookBeside(pod: Pod, line: RefuseLine): Pod[] {
    const [state, findings] = [this.#state, this.#findings]
    const { beside = [] } = line
    const others = this.#watchers.groups.refused(pod, line)
    return others.filter((other, i) => {
      const faults = findings.count
      if (!readHolding(state, findings, other, beside[i], this.#wish)) return false
      this.#start(other, beside[i], this.#wish, faults, -1)
      state.take(other, this.#wish)
      return true
    })
  }

  #refuseMigrate(pod: Pod, line: RefuseLine): void {
    const { held, migrate } = pod
    if (held === null || migrate === null) {
      this.#findings.violate('L7', 'a migrate refused that nothing asked for', pod.name)
      return
    }
    pod.migrate = null
    this.#watchers.round.order(pod, 'migrates')
    this.#follows(pod, line, migrate)
    this.#sizes(pod, line, pod)
    this.#watchers.truth.migrate(pod, held, line)
  }

  #refuseResize(pod: Pod, line: RefuseLine): void {
    const { held, resize } = pod
    if (held === null || resize === null) {
      this.#findings.violate('L7', 'a resize refused that nothing asked for', pod.name)
      return
    }
    pod.resize = null
    this.#watchers.round.order(pod, takesNoMore(resize, held) ? 'shrinks' : 'grows')
    this.#follows(pod, line, resize.cause)
    this.#sizes(pod, line, resize)
    this.#watchers.truth.resize(pod, held, line)
  }

  #sizes(pod: Pod, line: RefuseLine, asked: PodSize): void {
    checkFailure(this.#state, this.#findings, pod, line)
    const { cpus, cpuMilli = 0, memoryMib } = line
    if (cpus === asked.cpus && cpuMilli === asked.cpuMilli && memoryMib === asked.memoryMib) return
    const found = `${cpus} Cpus, ${cpuMilli}m shared and ${memoryMib} MiB`
    const expected = `${asked.cpus}, ${asked.cpuMilli}m and ${asked.memoryMib}`
    this.#findings.violate('L7', `refuses ${found}, asked for ${expected}`, pod.name)
  }

  /** L7: cause and profile are those of what was asked. */
  #follows(pod: Pod, line: PlaceLine | ResizeLine | MigrateLine | RefuseLine, cause: string): void {
    this.#findings.checks.L7++
    const profile = this.#findings.baseline ?? pod.component.request.profile
    if (line.cause !== cause) this.#findings.violate('L7', `cause ${line.cause}, asked for as ${cause}`, pod.name)
    if (line.profile !== profile)
      this.#findings.violate('L7', `profile ${line.profile}, its component has ${profile}`, pod.name)
  }
}
