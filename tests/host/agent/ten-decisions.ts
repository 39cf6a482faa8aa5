import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { AllocationRequest } from '../../../src/model/agent.ts'
import type { Guest } from '../lab/guest.ts'
import { type AgentOnGuest, startAgent } from './agent.ts'
import { footprint, type VfView, vfsOf, viewOf } from './kernel.ts'
import { startPod, stopPods } from './pods.ts'
import { DISK, type PodChoice, requestOf } from './requests.ts'

const PRELOAD = '/opt/mortal.mjs'
const FOLDER = '/run/mortal'

/** What differs between two runs: all but the numbers of processes and interfaces. */
interface Left {
  readonly kernel: readonly object[]
  readonly host: object
  readonly allocations: readonly object[]
  /** Every write to the kernel, each as often as it was made; sorted. */
  readonly writes: readonly string[]
}

type Decision = AllocationRequest | string

/**
 * Ten decisions for two processes that touch every field: two places, a grow, a process, a move of Cpus, a shrink over
 * NumaNodes, another VF, another mode of network, a release, and a place in what it left.
 */
function decisionsFor(first: number, second: number): readonly Decision[] {
  const one: PodChoice = {
    ordinal: 1,
    pid: first,
    vf: 0,
    cpus: '5',
    memoryMib: { 1: 96 },
    diskMib: { [DISK]: 32 },
    ioKibps: 2048,
  }
  const two: PodChoice = { ordinal: 2, pid: null, cpus: '1-2', memoryMib: { 0: 64 } }
  const three: PodChoice = { ordinal: 3, pid: null, cpus: '6', memoryMib: { 1: 64 } }
  const grown = { ...one, cpus: '4-6', memoryMib: { 1: 160 }, diskMib: { [DISK]: 64 } }
  const moved = { ...grown, cpus: '5-7' }
  return [
    requestOf({ ...one, step: 1 }),
    requestOf({ ...two, step: 2 }),
    requestOf({ ...grown, step: 3 }),
    requestOf({ ...two, pid: second, step: 4 }),
    requestOf({ ...moved, step: 5 }),
    requestOf({ ...moved, cpus: '5', memoryMib: { 0: 48, 1: 80 }, ioKibps: 1024, step: 6 }),
    requestOf({ ...moved, vf: 2, step: 7 }),
    requestOf({ ...two, pid: second, vf: 0, cpus: '1-3', step: 8 }),
    requestOf(one).pod,
    requestOf({ ...three, step: 10 }),
  ]
}

/** The agent as it is shipped, on the guest's kernel, killed before one of its writes in ten decisions. */
export class TenDecisions {
  readonly #guest: Guest
  readonly #agent: AgentOnGuest
  readonly #clean: object
  #whole: Left | null = null
  /** Writes of an undisturbed run, to the kernel and of records. */
  count = 0

  private constructor(guest: Guest, agent: AgentOnGuest, clean: object) {
    this.#guest = guest
    this.#agent = agent
    this.#clean = clean
  }

  /** Brings the agent in and lets it carry the decisions out once, undisturbed. */
  static async open(guest: Guest): Promise<TenDecisions> {
    await guest.putFile(PRELOAD, readFileSync(new URL('mortal.mjs', import.meta.url)))
    await guest.must(`rm -rf ${FOLDER}; mkdir ${FOLDER}`)
    const agent = await startAgent(guest, [], PRELOAD)
    const ten = new TenDecisions(guest, agent, await footprint(guest, 'pf0'))
    ten.#whole = await ten.#run(0)
    return ten
  }

  /** What differs when the agent is killed before its n-th write and started again; '' for nothing. */
  async killedBefore(n: number): Promise<string> {
    const left = await this.#run(n)
    return (['kernel', 'host', 'allocations', 'writes'] as const)
      .filter((what) => !isDeepStrictEqual(left[what], this.#whole?.[what]))
      .map((what) => `${what}: ${JSON.stringify(left[what])}, not ${JSON.stringify(this.#whole?.[what])}`)
      .join('; ')
  }

  close(): Promise<void> {
    return this.#agent.close()
  }

  async #run(dieAt: number): Promise<Left> {
    const guest = this.#guest
    const pids = [await startPod(guest), await startPod(guest)]
    try {
      await guest.must(`rm -f ${FOLDER}/writes; echo ${dieAt} >${FOLDER}/die-at`)
      let deaths = 0
      for (const decision of decisionsFor(pids[0], pids[1])) deaths += await this.#carryOut(decision)
      await guest.must(`rm ${FOLDER}/die-at`)
      if (deaths !== (dieAt === 0 ? 0 : 1)) throw new Error('it was not killed')
      return await this.#left(pids)
    } finally {
      await this.#empty()
    }
  }

  /** Asks for a decision, again when the agent dies of it; how often it died. */
  async #carryOut(decision: Decision): Promise<number> {
    const ask = async () => {
      const answer = await (typeof decision === 'string' ? this.#agent.release(decision) : this.#agent.apply(decision))
      // 404: the release that was cut off was finished at the start.
      if (answer.status === 200 || (typeof decision === 'string' && answer.status === 404)) return
      throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
    }
    const cut = await ask().then(
      () => null,
      (error: unknown) => error,
    )
    if (cut === null) return 0
    if (!(await this.#hasEnded())) throw cut
    await this.#guest.must(`echo 0 >${FOLDER}/die-at`)
    await this.#agent.start()
    await ask()
    return 1
  }

  /** A process that was killed takes a moment to end. */
  async #hasEnded(): Promise<boolean> {
    for (let i = 0; i < 50; i++) {
      if (!(await this.#agent.isRunning())) return true
      await sleep(100)
    }
    return false
  }

  async #left(pids: readonly number[]): Promise<Left> {
    const guest = this.#guest
    const text = await guest.must(`cat ${FOLDER}/writes`)
    if (this.#whole === null) this.count = text.split('\n').length
    const allocations = await Promise.all((await this.#agent.pods()).map((pod) => this.#agent.read(pod)))
    return {
      kernel: await Promise.all(pids.map((pid) => viewOf(guest, pid))),
      host: { ...(await footprint(guest, 'pf0')), vfs: (await vfsOf(guest, 'pf0')).map(placed) },
      allocations: allocations.map(({ body: { request, state, drift } }) => {
        return { state, drift, request: { ...request, process: pids.indexOf(request.process?.pid ?? 0) } }
      }),
      writes: kernelWrites(text, pids),
    }
  }

  /** Brings the host back to nothing. */
  async #empty(): Promise<void> {
    await this.#guest.must(`rm -f ${FOLDER}/die-at`)
    if (!(await this.#agent.isRunning())) await this.#agent.start()
    for (const pod of await this.#agent.pods()) await this.#agent.release(pod)
    await stopPods(this.#guest)
    const left = await footprint(this.#guest, 'pf0')
    if (!isDeepStrictEqual(left, this.#clean)) throw new Error(`the host is not empty: ${JSON.stringify(left)}`)
  }
}

/** The kernel draws a MAC for a virtual function that is at home. */
function placed(vf: VfView): VfView {
  return vf.isHome ? { ...vf, mac: 'any' } : vf
}

/** Records may be written again, the agent keeps to its Cpus at each start, and the first of a boot makes a folder. */
const REPEATED = /\.json|^taskset |^mkdir \/data\/berth$/
/** A virtual function goes home under whichever name is free there. */
const HOME_NAME = /^ip -n \S+ link set dev eth\d+ name eth[1-9]\d*$/

/** What was written to the kernel, in the words of any run: pods and interfaces without their numbers. */
function kernelWrites(text: string, pids: readonly number[]): readonly string[] {
  const lines = text.split('\n').filter((line) => !REPEATED.test(line) && !HOME_NAME.test(line))
  const named = lines.map((line) => pids.reduce((words, pid, i) => words.replaceAll(String(pid), `POD${i}`), line))
  return named.map((line) => line.replace(/ dev eth\d+ /, ' dev VF ')).sort()
}
