import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What a container was held to. */
export interface Place {
  readonly id: string
  readonly cpus: string
  readonly mems: string
}

/** What the runtime answers to a command; see README.md. */
export interface RuntimeAnswer {
  readonly error?: string
  readonly done: readonly Place[]
  readonly now: readonly Place[]
}

/** The runtime side of NRI, listening at `socketPath` from `start` on. */
export class RuntimeProgram {
  readonly socketPath: string
  readonly #folder: string
  #child: ChildProcessWithoutNullStreams
  readonly #waiting: { readonly done: (answer: RuntimeAnswer) => void; readonly failed: (error: Error) => void }[] = []
  /** Everything the adaptation and the program said. */
  stderr = ''
  /** What containers were held to, in order, over all answers. */
  readonly history: Place[] = []

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'berth-nri-'))
    this.socketPath = join(this.#folder, 'nri.sock')
    this.#child = this.#spawn()
  }

  #spawn(): ChildProcessWithoutNullStreams {
    const program = process.env['BERTH_NRI_RUNTIME']
    if (program === undefined) throw new Error('BERTH_NRI_RUNTIME is not set; the vitest project nri sets it')
    const child = spawn(program, [this.socketPath])
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    createInterface(child.stdout).on('line', (line) => {
      const answer = JSON.parse(line) as RuntimeAnswer
      this.history.push(...answer.done)
      this.#waiting.shift()?.done(answer)
    })
    child.on('exit', (code) => {
      const error = new Error(`nri-runtime ended with ${code}: ${this.stderr}`)
      for (const { failed } of this.#waiting.splice(0)) failed(error)
    })
    return child
  }

  /** One command; the answer, also when it is a no. */
  ask(op: string, words: object = {}): Promise<RuntimeAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ done: resolve, failed: reject })
      this.#child.stdin.write(`${JSON.stringify({ op, ...words })}\n`)
    })
  }

  /** One command that must be done. */
  async do(op: string, words: object = {}): Promise<RuntimeAnswer> {
    const answer = await this.ask(op, words)
    if (answer.error !== undefined) throw new Error(`${op} ${JSON.stringify(words)}: ${answer.error}\n${this.stderr}`)
    return answer
  }

  /** kill -9, as far as anything outside sees. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }

  /** Starts after a kill, with the pods and containers of before. */
  async restart(): Promise<void> {
    this.#child = this.#spawn()
    await this.do('start')
  }

  close(): void {
    this.#child.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
