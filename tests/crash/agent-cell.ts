import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { build } from 'vite'
import { FakeHost } from '../unit/agent/fake-host.ts'

/** What ten decisions leave on a host. */
interface HostLeft {
  readonly picture: unknown
  /** Every call that changed something, sorted. */
  readonly writes: readonly string[]
}

/** The agent on the kernel of its tests, in processes that end where they are told to. */
export class AgentOnFakeKernel {
  readonly #folder: string
  readonly #whole: HostLeft
  /** Moments of an undisturbed life: before and after each step and each record. */
  readonly moments: number

  private constructor(folder: string) {
    this.#folder = folder
    const { left, moments } = this.#onHost((host) => {
      this.#live(host, 0)
      return { left: leftOn(host), moments: Number(read(host, 'moments')) }
    })
    this.#whole = left
    this.moments = moments
  }

  /** Builds the process and lets it carry out the ten decisions once, undisturbed. */
  static async open(): Promise<AgentOnFakeKernel> {
    const folder = mkdtempSync(join(tmpdir(), 'agent-crash-'))
    const input = { child: new URL('../unit/agent/crash-child.ts', import.meta.url).pathname }
    const rollupOptions = { input, output: { format: 'es' as const, entryFileNames: '[name].mjs' } }
    const options = { ssr: true, target: 'node20', outDir: folder, emptyOutDir: false, rollupOptions }
    await build({ configFile: false, logLevel: 'error', publicDir: false, ssr: { noExternal: true }, build: options })
    return new AgentOnFakeKernel(folder)
  }

  /** Kills the agent at a moment (from 1), starts it again to the end, and says what differs; '' for nothing. */
  killedAt(moment: number): string {
    return this.#onHost((host) => {
      if (!this.#live(host, moment)) return 'it was not killed'
      this.#live(host, 0)
      return this.#differences(host)
    })
  }

  /** Lives of so many moments each, to the end. */
  inLivesOf(moments: number): { readonly lives: number; readonly fault: string } {
    return this.#onHost((host) => {
      let lives = 1
      while (this.#live(host, moments)) lives++
      return { lives, fault: this.#differences(host) }
    })
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #onHost<T>(use: (host: FakeHost) => T): T {
    const host = new FakeHost()
    try {
      host.startProcess(77)
      return use(host)
    } finally {
      host.remove()
    }
  }

  /** One life; whether it was killed. */
  #live(host: FakeHost, moment: number): boolean {
    const words = [join(this.#folder, 'child.mjs'), host.root, String(moment)]
    const { status, signal, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    if (status !== 0 && signal !== 'SIGKILL') throw new Error(stderr)
    return signal === 'SIGKILL'
  }

  #differences(host: FakeHost): string {
    const left = leftOn(host)
    return (['picture', 'writes'] as const)
      .filter((what) => !isDeepStrictEqual(left[what], this.#whole[what]))
      .map((what) => `${what}: ${JSON.stringify(left[what])}, not ${JSON.stringify(this.#whole[what])}`)
      .join('; ')
  }
}

function leftOn(host: FakeHost): HostLeft {
  return { picture: host.picture(), writes: read(host, 'writes').trimEnd().split('\n').sort() }
}

function read(host: FakeHost, name: string): string {
  return readFileSync(join(host.root, name), 'utf8')
}
