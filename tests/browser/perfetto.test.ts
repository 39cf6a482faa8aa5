import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JSHandle } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DecisionLine } from '../../src/model/decision.ts'
import { launchBrowser } from './workbench.ts'

// A trace read by a parser that is not ours: the trace engine of Chromium's DevTools, which reads that format.

/** As far as it is used here. Times are microseconds. */
interface Engine {
  readonly TraceModel: { readonly Model: { createWithAllHandlers(): TraceModel } }
}
interface TraceModel {
  parse(events: unknown, options: object): Promise<void>
  parsedTrace(index: number): Readonly<Record<'data', EngineView>>
}
interface EngineView {
  readonly Meta: {
    readonly traceIsGeneric: boolean
    readonly traceBounds: { readonly min: number; readonly max: number }
    readonly processNames: ReadonlyMap<number, { readonly args: { readonly name: string } }>
  }
  readonly Renderer: { readonly processes: ReadonlyMap<number, { readonly threads: ReadonlyMap<number, Track> }> }
}
interface Track {
  readonly name: string | null
  readonly entries: readonly {
    readonly ph: string
    readonly name: string
    readonly ts: number
    readonly dur?: number
  }[]
  /** How its entries lie in one another. */
  readonly tree?: { readonly maxDepth: number }
}

/** What the engine makes of a trace. */
interface ReadTrace {
  readonly isGeneric: boolean
  readonly bounds: readonly [number, number]
  readonly processes: readonly string[]
  readonly tracks: readonly { host: string; name: string | null; depth: number; entries: Track['entries'] }[]
}

let folder: string
let lines: readonly DecisionLine[]
let hosts: readonly string[]
let trace: ReadTrace

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'berth-perfetto-'))
  const [run, file] = [join(folder, 'run'), join(folder, 'run.json')]
  const berth = (...words: readonly string[]) => execFileSync(process.execPath, ['bin/berth.mjs', ...words, '-q'])
  berth('replay', 'module-loss', '--out', run)
  berth('export', 'perfetto', run, '--out', file)
  const text = (name: string): string => readFileSync(join(run, name), 'utf8')
  lines = text('decisions.ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as DecisionLine)
  hosts = (JSON.parse(text('fleet.json')) as { hosts: { name: string }[] }).hosts.map(({ name }) => name)
  trace = await readByDevTools(readFileSync(file, 'utf8'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function readByDevTools(text: string): Promise<ReadTrace> {
  const browser = await launchBrowser(true)
  try {
    const page = await browser.newPage()
    await page.goto('devtools://devtools/bundled/devtools_app.html')
    // As text: an import here would be one of this project's modules.
    const address = 'devtools://devtools/bundled/models/trace/trace.js'
    const engine = (await page.evaluateHandle(`import('${address}')`)) as JSHandle<Engine>
    return await page.evaluate(
      async ([engine, json]): Promise<ReadTrace> => {
        const model = engine.TraceModel.Model.createWithAllHandlers()
        await model.parse(JSON.parse(json).traceEvents, { metadata: {} })
        const { Meta, Renderer } = model.parsedTrace(0)['data']
        const nameOf = (pid: number): string => Meta.processNames.get(pid)?.args.name ?? `process ${pid}`
        return {
          isGeneric: Meta.traceIsGeneric,
          bounds: [Meta.traceBounds.min, Meta.traceBounds.max],
          processes: [...Meta.processNames.keys()].map(nameOf),
          tracks: [...Renderer.processes].flatMap(([pid, { threads }]) =>
            [...threads.values()].map(({ name, tree, entries }) => ({
              host: nameOf(pid),
              name,
              depth: tree?.maxDepth ?? 0,
              entries: entries.map((entry) => ({ ph: entry.ph, name: entry.name, ts: entry.ts, dur: entry.dur ?? 0 })),
            })),
          ),
        }
      },
      [engine, text] as const,
    )
  } finally {
    await browser.close()
  }
}

/** Stays of pods, `pod@host from-to`, as the log has them. lastUs: where those end that last to the trace's end. */
function staysOf(log: readonly DecisionLine[], lastUs: number): string[] {
  const open = new Map<string, { readonly host: string; readonly atUs: number }>()
  const stays: string[] = []
  const end = (pod: string, atUs: number): void => {
    const stay = open.get(pod)
    if (stay !== undefined) stays.push(`${pod}@host ${stay.host} ${stay.atUs}-${atUs}`)
    open.delete(pod)
  }
  for (const { kind, pod, atUs, ...line } of log) {
    if (kind === 'release' || kind === 'migrate') end(pod, atUs)
    if ((kind === 'place' || kind === 'migrate') && 'host' in line) open.set(pod, { host: line.host, atUs })
  }
  for (const pod of [...open.keys()]) end(pod, lastUs)
  return stays.sort()
}

describe('the trace of a run, read by the trace engine of DevTools', () => {
  it('is a trace of no browser, with the fleet and every host as processes', () => {
    expect(trace.isGeneric).toBe(true)
    expect([...trace.processes].sort()).toEqual(['fleet', ...hosts.map((name) => `host ${name}`)].sort())
  })

  it('has every stay of a pod on its host, from and to when the log says', () => {
    const [, lastUs] = trace.bounds
    const slices = trace.tracks.flatMap(({ host, entries }) =>
      entries.filter(({ ph }) => ph === 'X').map(({ name, ts, dur = 0 }) => `${name}@${host} ${ts}-${ts + dur}`),
    )
    expect(slices.length).toBeGreaterThan(50)
    expect(slices.sort()).toEqual(staysOf(lines, lastUs))
  })

  it('has no stay within another on a track, and a name for each track', () => {
    const pods = trace.tracks.filter(({ entries }) => entries.some(({ ph }) => ph === 'X'))
    expect(pods.filter(({ depth }) => depth !== 1)).toEqual([])
    for (const { name } of pods) expect(name).toMatch(/^pods \d+$/)
  })
})
