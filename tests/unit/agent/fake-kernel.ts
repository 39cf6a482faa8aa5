import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Kernel, KernelError, type Program } from '../../../src/agent/kernel/kernel.ts'
import { createLinuxKernel } from '../../../src/agent/kernel/linux-kernel.ts'
import { FakeLinks } from './fake-links.ts'

const FILES: Readonly<Record<string, string>> = {
  'cgroup.subtree_control': '',
  'cpuset.cpus': '',
  'cpuset.mems': '',
  'memory.high': 'max',
  'memory.max': 'max',
  'memory.current': '0',
  'io.max': '',
}

/**
 * Stands where the kernel is, in tests of order, of undoing and of going on after a crash: it keeps what it is told in
 * files under a tree, so that another process finds it. It proves nothing of a kernel.
 */
export class FakeKernel implements Kernel {
  readonly root: string
  /** Calls that changed something, in order. */
  readonly writes: string[] = []
  /** Called before each change; a test throws from it. */
  beforeWrite: (words: string) => void = () => undefined
  readonly #files: Kernel
  readonly #links: FakeLinks
  #nowMs = 0

  constructor(root: string) {
    this.root = root
    this.#files = createLinuxKernel(root)
    this.#links = new FakeLinks(root)
    if (!existsSync(join(root, CGROUP))) {
      this.#makeGroup(CGROUP)
      writeFileSync(join(root, CGROUP, 'cgroup.controllers'), 'cpuset cpu io memory pids\n')
    }
  }

  async read(path: string): Promise<string | null> {
    const match = /^(.*)\/cpuset\.(cpus|mems)\.effective$/.exec(path)
    if (match !== null) return this.#files.read(`${match[1]}/cpuset.${match[2]}`)
    if (path.endsWith('/cgroup.procs')) return this.#links.processesOf(path.slice(0, -'/cgroup.procs'.length))
    const process = /^\/proc\/(\d+)\/(stat|cgroup)$/.exec(path)
    if (process !== null) return this.#links.processFile(Number(process[1]), process[2], CGROUP)
    return this.#links.readNet(path) ?? this.#files.read(path)
  }

  async list(path: string): Promise<readonly string[] | null> {
    return this.#links.listNet(path) ?? this.#files.list(path)
  }

  async link(path: string): Promise<string | null> {
    if (path.startsWith('/sys/bus/pci/devices/') && path.endsWith('/driver')) return this.#links.driverOf(path)
    return this.#files.link(path)
  }

  async identity(path: string): Promise<string | null> {
    return this.#links.identity(path)
  }

  async write(path: string, text: string): Promise<void> {
    this.#begin(`${path} = ${text}`)
    if (path.endsWith('/cgroup.procs')) this.#links.moveProcess(Number(text), path.slice(0, -'/cgroup.procs'.length))
    else if (path.startsWith('/sys/bus/pci/')) this.#links.bind(path, text)
    else if (path.endsWith('/cgroup.subtree_control')) await this.#files.write(path, text.replaceAll('+', ''))
    else if (path.endsWith('/io.max')) this.#mergeIo(path, text)
    else await this.#files.write(path, text)
  }

  async makeDirectory(path: string): Promise<void> {
    this.#begin(`mkdir ${path}`)
    if (path.startsWith(CGROUP)) this.#makeGroup(path)
    else mkdirSync(join(this.root, path))
  }

  async removeDirectory(path: string): Promise<void> {
    this.#begin(`rmdir ${path}`)
    if (!path.startsWith(CGROUP)) return rmdirSync(join(this.root, path))
    if (this.#links.processesOf(path) !== '') throw new KernelError(`rmdir ${path}`, 'EBUSY')
    const { rmSync } = await import('node:fs')
    rmSync(join(this.root, path), { recursive: true })
  }

  async run(program: Program, words: readonly string[]): Promise<string> {
    const reads = words.includes('show') || /^(report|project -c) /.test(words[2] ?? '')
    if (!reads) this.#begin(`${program} ${words.join(' ')}`)
    if (program === 'bridge') return this.#links.fdb(words)
    return program === 'ip' ? this.#links.ip(words) : this.#links.quota(words)
  }

  async sleep(ms: number): Promise<void> {
    this.#nowMs += ms
  }

  nowMs(): number {
    return this.#nowMs
  }

  #begin(words: string): void {
    this.beforeWrite(words)
    this.writes.push(words)
  }

  #makeGroup(path: string): void {
    mkdirSync(join(this.root, path), { recursive: true })
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(this.root, path, name), `${text}\n`)
  }

  #mergeIo(path: string, line: string): void {
    const at = join(this.root, path)
    const device = line.split(' ')[0]
    const others = readFileSync(at, 'utf8')
      .split('\n')
      .filter((text) => text !== '' && !text.startsWith(`${device} `))
    const isNone = /rbps=max wbps=max/.test(line)
    writeFileSync(at, [...others, ...(isNone ? [] : [`${line} riops=max wiops=max`]), ''].join('\n'))
  }
}

export const CGROUP = '/sys/fs/cgroup'
