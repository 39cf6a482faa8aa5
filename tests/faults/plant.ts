import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlantedFault } from './planted-fault.ts'

const ROOT = join(import.meta.dirname, '../..')

type TextFault = Pick<PlantedFault, 'name' | 'file' | 'find' | 'replace'>

/** What a project needs to build and run `berth`. */
const PARTS = ['package.json', 'bin', 'scripts', 'scenarios', 'simulator', 'src']

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A copy of the project, its packages shared, whose own `berth` builds itself from what stands in the copy. */
export class ProjectCopy {
  readonly folder: string

  /** more: files and folders of the project beside those that its command needs. */
  constructor(more: readonly string[] = []) {
    this.folder = mkdtempSync(join(tmpdir(), 'berth-faults-'))
    for (const part of [...PARTS, ...more]) cpSync(join(ROOT, part), join(this.folder, part), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'))
  }

  /** Plants a fault; the function returned takes it out again. Throws where its text does not occur exactly once. */
  plant(fault: PlantedFault): () => void {
    return this.plantIn({ ...fault, file: join('src/engine', fault.file) })
  }

  /** The same for one in any file of the project. */
  plantIn(fault: TextFault): () => void {
    const path = join(this.folder, fault.file)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, planted(fault, text))
    return () => writeFileSync(path, text)
  }

  /** Runs the copy's `berth` to its end; one that has not ended after timeoutMs is killed and has code -1. */
  berth(words: readonly string[], timeoutMs = 300_000): Promise<Ended> {
    return this.#node([join(this.folder, 'bin/berth.mjs'), ...words], timeoutMs)
  }

  /** Runs one test file of the copy, as `berth` is run. named: of it alone the tests whose names have these words. */
  test(project: string, file: string, named = '', timeoutMs = 600_000): Promise<Ended> {
    const vitest = join(this.folder, 'node_modules/vitest/vitest.mjs')
    const only = named === '' ? [] : ['--testNamePattern', named]
    return this.#node([vitest, 'run', '--project', project, join('tests', file), ...only], timeoutMs)
  }

  #node(args: readonly string[], timeoutMs: number): Promise<Ended> {
    const env = { ...process.env, NO_COLOR: '1' }
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: this.folder, env, timeout: timeoutMs }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ code, stdout, stderr })
      })
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The text of a file with the fault in it. */
export function planted({ name, file, find, replace }: TextFault, text: string): string {
  const count = text.split(find).length - 1
  if (count !== 1) throw new Error(`${name}: its text occurs ${count} times in ${file}, not once`)
  return text.replace(find, () => replace)
}

export interface FaultResult {
  readonly found: boolean
  /** The law named, or '' when none is. */
  readonly law: string
  readonly seconds: number
  readonly commands: number
  readonly hosts: number
  readonly pods: number
  readonly events: number
  /** What is wrong with the result, '' when nothing. */
  readonly wrong: string
}

/**
 * Plants one fault, lets `berth prove` run with what it does by default but the past cases, and puts the case it
 * writes to `berth replay` and `berth audit`.
 */
export async function proveFault(copy: ProjectCopy, fault: PlantedFault): Promise<FaultResult> {
  const takeOut = copy.plant(fault)
  const out = join(copy.folder, 'case')
  try {
    const proved = await copy.berth(['prove', '--no-past', '--out', out, '-o', 'json'])
    if (proved.code !== 1) return missed(`prove ends with ${proved.code}: ${proved.stderr.slice(0, 500)}`)
    const { law, message, size, shownBy, drawn } = JSON.parse(proved.stdout)
    const wrong: string[] = []
    const isAudited = shownBy.startsWith('berth audit')
    const breaksOff = /the engine stops/.test(message)
    const replay = await copy.berth(['replay', out, '-o', 'json'])
    if (isAudited && !breaksOff && replay.code !== 0) wrong.push(`replay ends with ${replay.code}`)
    const audit = await copy.berth(['audit', out, '-o', 'json'])
    const laws: { law: string; violations: number }[] = audit.code === 2 ? [] : JSON.parse(audit.stdout).laws
    if (isAudited && !laws.some((row) => row.law === law && row.violations > 0))
      wrong.push(`the audit does not name ${law}`)
    const again = await copy.berth(['prove', '--case', join(out, 'case.json'), '--out', join(copy.folder, 'again')])
    if (again.code !== 1) wrong.push(`the case alone ends with ${again.code}`)
    const seconds = Math.round(drawn.wallMs / 100) / 10
    return { found: true, law, seconds, commands: drawn.commands, ...size, wrong: wrong.join('; ') }
  } finally {
    takeOut()
    rmSync(out, { recursive: true, force: true })
    rmSync(join(copy.folder, 'again'), { recursive: true, force: true })
  }
}

function missed(wrong: string): FaultResult {
  return { found: false, law: '', seconds: 0, commands: 0, hosts: 0, pods: 0, events: 0, wrong }
}
