import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { byCodeUnit } from '../../../src/base/order.ts'
import { createEngine } from '../../../src/engine/engine.ts'
import type { PodRequested } from '../../../src/model/event.ts'
import type { Decision } from '../../../src/model/holding.ts'
import { benchFleet } from '../bench-fleet.ts'
import { askAndDecide, benchRequests, declareAll, requestEvents } from '../placement.ts'
import { FLAGS } from './compile.ts'
import { Fnv } from './fnv.ts'
import { kernelInput } from './kernel-input.ts'

/** What one way to place all pods takes: medians of the turns, in µs a placement. */
interface Times {
  readonly wallUs: number
  /** Of all threads of its process. */
  readonly processorUs: number
}

/** Medians of the turns of one stretch. */
export interface Stretch {
  /** Whole passes that each side made before, at this size. */
  readonly passesBefore: number
  readonly engine: Times
  /** By flags, as FLAGS. */
  readonly ports: readonly Times[]
}

export interface KernelFigures {
  readonly hostCount: number
  readonly placed: number
  /** The first turns, then as many after passes that do not count. */
  readonly stretches: readonly Stretch[]
  readonly digest: string
  /** Where a port decides differently: flags, then the first line that differs of engine and port; null for none. */
  readonly difference: string | null
}

/**
 * Places `podsPerHost` pods a host through the engine's public face (observe and decide) and through each port, in
 * turns, so that a slow spell of the machine falls on all: `turns` times, `passesBetween` times that do not count, in
 * which the engine's compiler may come to its end, and `turns` times again. now: milliseconds.
 */
export function benchKernel(
  hostCount: number,
  podsPerHost: number,
  turns: number,
  passesBetween: number,
  ports: readonly string[],
  folder: string,
  now: () => number,
): KernelFigures {
  const fleet = benchFleet(hostCount)
  const requests = benchRequests()
  const events = requestEvents(requests, 0, hostCount * podsPerHost)
  const numbers = new Map(events.map(({ pod }, number) => [pod, number]))
  const input = join(folder, 'input')
  writeFileSync(input, kernelInput(fleet, requests, tryOrder(events, requests.length)))
  const engineTurns: Times[] = []
  const portTurns: Times[][] = ports.map(() => [])
  let lines: readonly string[] = []
  let digest = ''
  let difference: string | null = null
  for (let turn = 0; turn < 2 * turns + passesBetween && difference === null; turn++) {
    const engine = createEngine(fleet)
    declareAll(engine, requests)
    const processorBegun = process.cpuUsage()
    const begun = now()
    const rounds = askAndDecide(engine, events)
    const wallUs = 1000 * (now() - begun)
    const { user, system } = process.cpuUsage(processorBegun)
    engineTurns.push({ wallUs, processorUs: user + system })
    if (turn === 0) {
      lines = rounds.flat().flatMap((decision) => lineOf(decision, numbers))
      digest = digestOf(lines)
    }
    ports.forEach((program, i) => {
      const [, seconds, processorSeconds, portDigest] = run(program, [input])
      portTurns[i].push({ wallUs: 1e6 * Number(seconds), processorUs: 1e6 * Number(processorSeconds) })
      if (portDigest !== digest) difference ??= `${FLAGS[i]}: ${firstDifference(program, input, lines)}`
    })
  }
  const placed = lines.length
  const each = (all: readonly Times[]): Times => ({
    wallUs: median(all.map(({ wallUs }) => wallUs)) / placed,
    processorUs: median(all.map(({ processorUs }) => processorUs)) / placed,
  })
  const stretches = [0, turns + passesBetween].map((passesBefore) => {
    const own = (all: readonly Times[]): Times => each(all.slice(passesBefore, passesBefore + turns))
    return { passesBefore, engine: own(engineTurns), ports: portTurns.map(own) }
  })
  return { hostCount, placed, stretches, digest, difference }
}

/** A round's pods are tried by name. */
function tryOrder(events: readonly PodRequested[], componentCount: number): Parameters<typeof kernelInput>[2] {
  const order = events.map((_, number) => number)
  order.sort((a, b) => events[a].atUs - events[b].atUs || byCodeUnit(events[a].pod, events[b].pod))
  return order.map((number) => {
    const { atUs, zone } = events[number]
    return { number, round: atUs, component: number % componentCount, zone: Number(zone.slice(1)) }
  })
}

/** A placement as the port writes it; refusals are no line. */
function lineOf(decision: Decision, numbers: ReadonlyMap<string, number>): string[] {
  if (decision.kind !== 'place') return []
  const { host, cpus, memoryMib, disk, vf, pool, ip } = decision.holding
  const pod = numbers.get(decision.pod.name)
  return [`${pod} ${host} ${cpus.join(',')} ${memoryMib.join(',')} ${disk} ${vf} ${pool} ${ip}`]
}

function digestOf(lines: readonly string[]): string {
  const fnv = new Fnv()
  const encoder = new TextEncoder()
  for (const line of lines) fnv.update(encoder.encode(`${line}\n`))
  return fnv.hex()
}

function firstDifference(program: string, input: string, lines: readonly string[]): string {
  const placements = `${input}.placements`
  run(program, [input, placements])
  const others = readFileSync(placements, 'utf8').split('\n').slice(0, -1)
  const at = lines.findIndex((line, i) => line !== others[i])
  const i = at < 0 ? lines.length : at
  return `placement ${i + 1}: the engine says ${lines[i] ?? 'nothing'}, the port ${others[i] ?? 'nothing'}`
}

function run(program: string, words: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the port failed: ${stderr}`)
  return stdout.trim().split(' ')
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >>> 1]
}
