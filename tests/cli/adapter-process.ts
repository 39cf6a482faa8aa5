import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan, PlanRequest } from '../../src/model/plan.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { type Ended, type Started, startBerth, until } from './berth.ts'

/** `berth serve` as an operator runs it on a data folder of its own, and the commands that people run beside it. */
export class AdapterProcess {
  /** Empty at first, and where all commands run. */
  readonly folder = mkdtempSync(join(tmpdir(), 'berth-adapter-'))
  readonly stateFolder = join(this.folder, 'state')
  readonly tokens: Record<string, string> = {}
  readonly #words: readonly string[]
  #server: Started | null = null
  #port = '0'

  /** words: options of `berth serve` beside port and folder. */
  constructor(words: readonly string[] = []) {
    this.#words = words
  }

  /** Starts it, on the same port each time, and waits until its target is open. */
  async start(): Promise<void> {
    const server = startBerth(['serve', '--port', this.#port, '--data', this.stateFolder, ...this.#words], this.folder)
    this.#server = server
    const code: { of: number | null } = { of: null }
    void server.ended.then((ended) => (code.of = ended.code ?? -1))
    await until(() => code.of !== null || server.stderr().includes('target: '), 120_000)
    if (code.of !== null) throw new Error(`berth serve ended with ${code.of}: ${server.stderr()}`)
    this.#port = new URL(this.address).port
  }

  /** Where it answers, with a slash at the end. */
  get address(): string {
    return this.stdout.slice('berth is at '.length).trim()
  }

  get stdout(): string {
    return this.#server?.stdout() ?? ''
  }

  get stderr(): string {
    return this.#server?.stderr() ?? ''
  }

  /** Ends it as an operator would. */
  async stop(): Promise<Ended> {
    if (this.#server === null) throw new Error('no server was started')
    this.#server.signal('SIGTERM')
    return this.#server.ended
  }

  /** kill -9. What is under way at other commands fails there. */
  async kill(): Promise<void> {
    this.#server?.signal('SIGKILL')
    await this.#server?.ended
  }

  /** Ends it if it runs, and forgets all. */
  async close(): Promise<void> {
    if (this.#server !== null) await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Gives somebody a token. */
  async add(name: string, roles: string): Promise<void> {
    const added = await this.as('', 'access', 'add', name, '--role', roles, '-o', 'name')
    if (added.code !== 0 || added.stderr !== '') throw new Error(`access add: ${added.code} ${added.stderr}`)
    this.tokens[name] = added.stdout.trim()
  }

  /** Runs a command on the data folder as somebody, `''` for one without a token. */
  as(who: string, ...words: readonly string[]): Promise<Ended> {
    return this.begin(who, ...words).ended
  }

  /** Starts such a command, as at a terminal of its own. */
  begin(who: string, ...words: readonly string[]): Started {
    const env = { BERTH_TOKEN: this.tokens[who] ?? '' }
    return startBerth([...words, '--data', this.stateFolder], this.folder, env, true)
  }

  /** Runs a command that must end with 0. */
  async must(who: string, ...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.as(who, ...words)
    if (code !== 0) throw new Error(`berth ${words.join(' ')} ended with ${code}: ${stdout}${stderr}`)
    return stdout
  }

  /** Makes a plan of a request's spec as `ann`, by a command. */
  async drafted(name: string, spec: PlanRequest['spec']): Promise<Ended> {
    const file = join(this.folder, `${name}.json`)
    const head = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name } }
    writeFileSync(file, JSON.stringify({ ...head, spec }))
    return this.as('ann', 'plans', 'create', file)
  }

  /** As drafted, and asks for approval. */
  async proposed(name: string, spec: PlanRequest['spec']): Promise<void> {
    const { code, stdout, stderr } = await this.drafted(name, spec)
    if (code !== 0) throw new Error(`plan ${name}: ${code}: ${stdout}${stderr}`)
    await this.must('ann', 'plans', 'propose', name)
  }

  /** As proposed, and has `bob` approve it. */
  async approved(name: string, spec: PlanRequest['spec']): Promise<void> {
    await this.proposed(name, spec)
    await this.must('bob', 'plans', 'approve', name)
  }

  /** The body of a GET as somebody. */
  async get<T>(who: string, path: string): Promise<T> {
    const answer = await fetch(this.address + path, { headers: { authorization: `Bearer ${this.tokens[who]}` } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  plan(name: string): Promise<Plan> {
    const [who] = Object.keys(this.tokens)
    return this.get(who, `api/plans/${name}`)
  }

  snapshot(): Promise<Snapshot> {
    const [who] = Object.keys(this.tokens)
    return this.get(who, 'api/snapshot?fresh=true')
  }

  /** Waits until a plan is as wanted. */
  async untilPlan(name: string, wanted: (plan: Plan) => boolean, timeoutMs = 120_000): Promise<Plan> {
    for (const endMs = performance.now() + timeoutMs; ; ) {
      const plan = await this.plan(name)
      if (wanted(plan)) return plan
      if (performance.now() > endMs) throw new Error(`waited too long for ${name}: ${JSON.stringify(plan.status)}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** So many steps of a plan are applied. */
export function appliedCount({ status }: Plan): number {
  return status.steps.filter(({ state }) => state === 'applied').length
}
