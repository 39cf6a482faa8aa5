import { describe, expect, test } from 'vitest'
import { formatCpuList, parseCpuList } from '../../../../src/base/cpu-list.ts'
import { chooseResizeNumaNodes, keptMasks } from '../../../../src/engine/resize/numa.ts'
import { resizeInPlace } from '../../../../src/engine/resize/resize.ts'
import { hasCpusFor, type ResizeWish, resizeWish } from '../../../../src/engine/resize/wish.ts'
import { HostTable } from '../../../../src/engine/state/host-table.ts'
import type { Host } from '../../../../src/model/fleet.ts'
import type { Holding } from '../../../../src/model/holding.ts'
import type { NumaPolicy, PodRequest } from '../../../../src/model/request.ts'
import { BARE } from '../../bare-holding.ts'
import { fleetOf, PLAIN, smtHost } from '../small-fleet.ts'

interface Before extends Partial<Omit<Holding, 'cpus'>> {
  readonly cpus: string
  readonly memoryMib: readonly number[]
  /** Cpus and memory of someone else. */
  readonly taken?: string
  readonly takenMib?: readonly number[]
  readonly machine?: Partial<Host>
}

interface Want extends Partial<PodRequest> {
  readonly cpus: number
  readonly memoryMib: number
  readonly prefer?: ResizeWish['prefer']
}

/**
 * A pod resized on a host of as many NumaNodes as it names memory of, 4 cores of 2 threads and 8 GiB each: NumaNode 0
 * of two = cores {0,8} … {3,11}, NumaNode 1 = {4,12} … {7,15}. What it holds then, `no` where that does not fit.
 */
function resized(before: Before, want: Want): string {
  const { taken = '', takenMib, machine, ...held } = before
  const none = held.memoryMib.map(() => 0)
  const gpus = none.map((_, numa) => ({ name: `gpu${numa}`, numa }))
  const hosts = new HostTable(fleetOf([{ ...smtHost('h', none.length), gpus, ...machine }]))
  const holding: Holding = { host: 0, ...BARE, ...held, pool: -1, cpus: parseCpuList(held.cpus)! }
  hosts.take(holding)
  const others = { host: 0, cpus: parseCpuList(taken)!, memoryMib: takenMib ?? none }
  hosts.moveForeign(others, -1)
  const { prefer, ...asked } = want
  const { cpus, memoryMib, cpuMilli = 0 } = asked
  const wish = resizeWish(hosts, holding, { cpus, cpuMilli, memoryMib }, { ...PLAIN, numa: 'preferred', ...asked })
  const after = resizeInPlace(hosts, prefer === undefined ? wish : { ...wish, prefer })
  if (after === null) return 'no'
  expect(after).toEqual({ ...holding, cpus: after.cpus, memoryMib: after.memoryMib, cpuMilli })
  return `${formatCpuList(after.cpus)} with ${after.memoryMib.join(' + ')}`
}

describe('memory grows where it is, then beside it, and shrinks to where most of it is', () => {
  test.each<[string, Before, Want]>([
    ['0,8 with 1024 + 0', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 2, memoryMib: 1024 }],
    ['0,8 with 8192 + 0', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 2, memoryMib: 8192 }],
    ['0,8 with 8192 + 1', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 2, memoryMib: 8193 }],
    ['0,8 with 8192 + 8192', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 2, memoryMib: 16384 }],
    ['no', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 2, memoryMib: 16385 }],
    ['no', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 2, memoryMib: 8193, numa: 'single' }],
    [
      '0,12 with 8192 + 0 + 1',
      { cpus: '0,12', memoryMib: [512, 0, 0], taken: '4' },
      { cpus: 2, memoryMib: 8193, numa: 'preferred' },
    ],
    ['0,8 with 0 + 512', { cpus: '0,8', memoryMib: [0, 300] }, { cpus: 2, memoryMib: 512 }],
    ['0,4 with 512 + 700', { cpus: '0,4', memoryMib: [512, 500], takenMib: [200, 0] }, { cpus: 2, memoryMib: 1212 }],
    ['0,8 with 100 + 0', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 2, memoryMib: 100 }],
    ['0,4 with 0 + 200', { cpus: '0,4', memoryMib: [300, 500] }, { cpus: 2, memoryMib: 200 }],
    ['0,4 with 100 + 500', { cpus: '0,4', memoryMib: [300, 500] }, { cpus: 2, memoryMib: 600 }],
    ['0,4 with 300 + 500', { cpus: '0,4', memoryMib: [300, 500] }, { cpus: 2, memoryMib: 800 }],
  ])('%s: %j to %j', (after, before, want) => {
    expect(resized(before, want)).toBe(after)
  })
})

describe('Cpus grow where they are; what spills over goes where most Cpus are free', () => {
  const full = { cpus: '0-3,12-15', memoryMib: [512, 0, 0] }
  test.each<[string, Before, Want]>([
    ['0-3,8-11 with 512 + 0', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 8, memoryMib: 512 }],
    ['0-4,8-11 with 512 + 0', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 9, memoryMib: 512 }],
    ['no', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 9, memoryMib: 512, numa: 'single' }],
    ['0-15 with 512 + 0', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 16, memoryMib: 512 }],
    ['no', { cpus: '0,8', memoryMib: [512, 0] }, { cpus: 17, memoryMib: 512 }],
    ['0-4,12-16 with 512 + 0 + 0', full, { cpus: 10, memoryMib: 512 }],
    ['0-3,8,12-15,20 with 512 + 0 + 0', { ...full, taken: '4' }, { cpus: 10, memoryMib: 512 }],
    ['0-4,12-16 with 512 + 0 + 0', { ...full, taken: '8' }, { cpus: 10, memoryMib: 512 }],
    ['0-8,12-20 with 512 + 0 + 0', full, { cpus: 18, memoryMib: 512 }],
    // The free sibling of an own Cpu before that of another's.
    ['1,9 with 512 + 0', { cpus: '1', memoryMib: [512, 0], taken: '0' }, { cpus: 2, memoryMib: 512 }],
    ['0,4-5,8,12 with 0 + 512', { cpus: '0,4,8', memoryMib: [0, 512], taken: '1-3,9-11' }, { cpus: 5, memoryMib: 512 }],
  ])('%s: %j to %j', (after, before, want) => {
    expect(resized(before, want)).toBe(after)
  })
})

describe('a pod that shrinks stays where most of its Cpus are, ties to the lowest NumaNode', () => {
  const split = { cpus: '0,4,12', memoryMib: [500, 300] }
  test.each<[string, Before, Want]>([
    ['4 with 0 + 200', split, { cpus: 1, memoryMib: 200 }],
    ['4,12 with 0 + 300', split, { cpus: 2, memoryMib: 300 }],
    // NumaNode 1 has not the memory, NumaNode 0 not the Cpus.
    ['0 with 400 + 0', split, { cpus: 1, memoryMib: 400 }],
    ['4,12 with 400 + 0', split, { cpus: 2, memoryMib: 400 }],
    ['0 with 200 + 0', { cpus: '0,4', memoryMib: [500, 500] }, { cpus: 1, memoryMib: 200 }],
    // Memory that does not shrink stays where it is.
    ['4,12 with 500 + 300', split, { cpus: 2, memoryMib: 800 }],
    ['4,12 with 500 + 400', split, { cpus: 2, memoryMib: 900 }],
    // As do devices.
    ['0 with 200 + 0', { cpus: '0,4,12', memoryMib: [500, 300], gpus: [0] }, { cpus: 1, memoryMib: 200 }],
    ['4 with 0 + 200', { cpus: '0,4,8', memoryMib: [500, 300], gpus: [1] }, { cpus: 1, memoryMib: 200 }],
    ['4 with 0 + 200', { cpus: '0,4,8', memoryMib: [500, 300], vf: 0 }, { cpus: 1, memoryMib: 200 }],
    ['0 with 200 + 0', { cpus: '0,4,8', memoryMib: [500, 300] }, { cpus: 1, memoryMib: 200 }],
    ['4 with 200 + 0', { cpus: '0,4,12', memoryMib: [500, 100], gpus: [0, 1] }, { cpus: 1, memoryMib: 200 }],
    ['4 with 0 + 512', { cpus: '0,4,8', memoryMib: [0, 512] }, { cpus: 1, memoryMib: 512 }],
    ['4 with 0 + 0', split, { cpus: 1, memoryMib: 0 }],
    [' with 0 + 200', split, { cpus: 0, cpuMilli: 500, memoryMib: 200 }],
  ])('%s: %j to %j', (after, before, want) => {
    expect(resized(before, want)).toBe(after)
  })
})

describe('which Cpus a pod gives back: parts of cores first, then the highest core', () => {
  test.each<[string, string, number]>([
    ['0,8', '0-1,8', 2],
    ['1,9', '0-1,9', 2],
    ['0', '0-1,8', 1],
    ['0-1,8', '0-1,8-9', 3],
    ['8', '1,8', 1],
    ['0-1,8', '0-2,8-10', 3],
    ['0', '0-3', 1],
    ['', '0-3,8-11', 0],
  ])('%s of %s', (after, cpus, count) => {
    expect(resized({ cpus, memoryMib: [512, 0] }, { cpus: count, cpuMilli: 1, memoryMib: 512 })).toBe(
      `${after} with 512 + 0`,
    )
  })
})

describe('which Cpus a pod gets more of: siblings that only it uses, then as a new pod', () => {
  const machine: Partial<Host> = {
    numaNodes: [0, 1].map((id) => ({
      id,
      memoryMib: 8192,
      cores: [0, 4].map((at) => [0, 1, 2, 3].map((c) => 8 * id + at + c)),
    })),
  }
  test.each<[string, Omit<Before, 'memoryMib'>, number]>([
    ['0,8', { cpus: '0' }, 2],
    ['0-1,8-9', { cpus: '0-1' }, 4],
    ['0-1,8', { cpus: '0-1' }, 3],
    ['0-1,9', { cpus: '0-1', taken: '8' }, 3],
    ['0,2', { cpus: '0', taken: '1,8-11' }, 2],
    ['0-1', { cpus: '0', machine }, 2],
    ['0-3', { cpus: '1', machine }, 4],
    ['0-3,5', { cpus: '1', taken: '4', machine }, 5],
    ['1-3', { cpus: '1', taken: '0', machine }, 3],
    ['0-7', { cpus: '1,6', machine }, 8],
    ['0-2,6', { cpus: '1,6', machine }, 4],
    ['0-4,6,8', { cpus: '1,6,8', taken: '5,12-15', machine }, 7],
  ])('%s from %j', (after, before, cpus) => {
    expect(resized({ memoryMib: [512, 0], ...before }, { cpus, memoryMib: 512 })).toBe(`${after} with 512 + 0`)
  })
})

test('a pod gets no more siblings than it asks for', () => {
  const cores = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ] as const
  const machine = { numaNodes: [{ id: 0, memoryMib: 8192, cores }] }
  const grown = (cpus: number) => resized({ cpus: '0', memoryMib: [512], machine }, { cpus, memoryMib: 512 })
  expect([2, 3, 4, 5].map(grown)).toEqual(['0-1', '0-2', '0-3', '0-4'].map((cpus) => `${cpus} with 512`))
})

describe('a pod of full cores takes and gives back full cores only', () => {
  test.each<[string, Before, Want]>([
    ['0-1,8-9 with 8 + 0', { cpus: '0,8', memoryMib: [8, 0] }, { cpus: 4, memoryMib: 8 }],
    ['no', { cpus: '0,8', memoryMib: [8, 0] }, { cpus: 3, memoryMib: 8 }],
    ['0,2,8,10 with 8 + 0', { cpus: '0,8', memoryMib: [8, 0], taken: '1' }, { cpus: 4, memoryMib: 8 }],
    ['0,4,8,12 with 8 + 0', { cpus: '0,8', memoryMib: [8, 0], taken: '1-3' }, { cpus: 4, memoryMib: 8 }],
    ['no', { cpus: '0,8', memoryMib: [8, 0], taken: '1-3' }, { cpus: 4, memoryMib: 8, numa: 'single' }],
    ['0,8 with 9 + 0', { cpus: '0,8', memoryMib: [8, 0], taken: '1-7' }, { cpus: 2, memoryMib: 9 }],
    ['no', { cpus: '0,8', memoryMib: [8, 0], taken: '1-7' }, { cpus: 4, memoryMib: 8 }],
    ['0,8 with 8 + 0', { cpus: '0-1,8-9', memoryMib: [8, 0] }, { cpus: 2, memoryMib: 8 }],
    ['no', { cpus: '0-1,8-9', memoryMib: [8, 0] }, { cpus: 3, memoryMib: 8 }],
    // It was found to hold parts of cores, so it has none to keep whole.
    ['0-1,8 with 8 + 0', { cpus: '0-1', memoryMib: [8, 0] }, { cpus: 3, memoryMib: 8 }],
    ['0-1,8-9 with 8 + 0', { cpus: '0-1,8', memoryMib: [8, 0] }, { cpus: 4, memoryMib: 8 }],
    ['0-1 with 8 + 0', { cpus: '0', memoryMib: [8, 0], machine: { reservedCpus: '8' } }, { cpus: 2, memoryMib: 8 }],
    ['0-1,9 with 8 + 0', { cpus: '0', memoryMib: [8, 0], machine: { reservedCpus: '8' } }, { cpus: 3, memoryMib: 8 }],
  ])('%s: %j to %j', (after, before, want) => {
    expect(resized(before, { fullCores: true, ...want })).toBe(after)
  })
})

describe('under policy spread a pod lies evenly on all its NumaNodes, and loses nowhere what it has', () => {
  const even = { cpus: '0,4', memoryMib: [2, 2] }
  test.each<[string, Before, Want]>([
    ['0,4,8,12 with 2 + 2', even, { cpus: 4, memoryMib: 4 }],
    ['0,4 with 3 + 2', even, { cpus: 2, memoryMib: 5 }],
    ['0,4 with 2 + 3', { ...even, takenMib: [1, 0] }, { cpus: 2, memoryMib: 5 }],
    ['0,4,12 with 2 + 2', { ...even, taken: '1' }, { cpus: 3, memoryMib: 4 }],
    ['0,4,8 with 2 + 2', { ...even, taken: '5' }, { cpus: 3, memoryMib: 4 }],
    ['0 with 2 + 1', even, { cpus: 1, memoryMib: 3, cpuMilli: 5 }],
    ['0,4,8,12 with 3 + 1', { cpus: '0,4', memoryMib: [3, 1] }, { cpus: 4, memoryMib: 4 }],
    ['0,4-5 with 3 + 2', { cpus: '0,4-5', memoryMib: [3, 1] }, { cpus: 3, memoryMib: 5 }],
    ['0,4 with 1 + 1', { cpus: '0,4,8,12', memoryMib: [2, 2] }, { cpus: 2, memoryMib: 2 }],
    ['0,5,13 with 2 + 2', { cpus: '0,4-5,13', memoryMib: [2, 2] }, { cpus: 3, memoryMib: 4 }],
    ['no', { ...even, taken: '1-3,8-11' }, { cpus: 4, memoryMib: 4 }],
    ['0,4,12 with 2 + 2', { ...even, taken: '1-3,8-11' }, { cpus: 3, memoryMib: 4 }],
    ['no', { ...even, takenMib: [8190, 0] }, { cpus: 2, memoryMib: 6 }],
    ['0,4 with 2 + 3', { ...even, takenMib: [8190, 0] }, { cpus: 2, memoryMib: 5 }],
    [
      '0-1,4-5,8-9,12-13 with 2 + 2',
      { cpus: '0,4,8,12', memoryMib: [2, 2] },
      { cpus: 8, memoryMib: 4, fullCores: true },
    ],
    [
      '0,4-5,8,12-13 with 2 + 2',
      { cpus: '0,4,8,12', memoryMib: [2, 2], taken: '1' },
      { cpus: 6, memoryMib: 4, fullCores: true },
    ],
    ['no', { cpus: '0,4,8,12', memoryMib: [2, 2], taken: '1-3' }, { cpus: 8, memoryMib: 4, fullCores: true }],
    ['0,8 with 2 + 2', { cpus: '0,4,8,12', memoryMib: [2, 2] }, { cpus: 2, memoryMib: 4, fullCores: true }],
  ])('%s: %j to %j', (after, before, want) => {
    expect(resized(before, { numa: 'spread', ...want })).toBe(after)
  })
})

describe('shared Cpus come from what no pod has for itself', () => {
  const before = { cpus: '0-3,8-11', memoryMib: [8, 0], taken: '4-7,12-14' }
  test.each<[boolean, number, number]>([
    [true, 8, 1000],
    [false, 8, 1001],
    [true, 9, 0],
    [false, 9, 1],
    [true, 7, 2000],
    [false, 7, 2001],
  ])('%j: %i Cpus and %i thousandths', (fits, cpus, cpuMilli) => {
    expect(resized(before, { cpus, cpuMilli, memoryMib: 8 }) !== 'no').toBe(fits)
    // What it has of them already counts.
    expect(resized({ ...before, cpuMilli: 600 }, { cpus, cpuMilli, memoryMib: 8 }) !== 'no').toBe(fits)
  })
})

test('a host without the Cpus by which a pod grows is told from one whose NumaNodes have them not', () => {
  const hosts = new HostTable(fleetOf([smtHost('h')]))
  const holding: Holding = { host: 0, cpus: [0, 8], memoryMib: [8, 0], ...BARE, pool: -1 }
  hosts.take(holding)
  hosts.moveForeign({ host: 0, cpus: [1, 2], memoryMib: [0, 0] }, -1)
  const has = (cpus: number, fullCores: boolean): boolean =>
    hasCpusFor(hosts, resizeWish(hosts, holding, { cpus, cpuMilli: 0, memoryMib: 8 }, { ...PLAIN, fullCores }))
  // 12 Cpus are free, 10 of them in full cores.
  expect([has(14, false), has(15, false)]).toEqual([true, false])
  expect([has(12, true), has(13, true), has(14, true)]).toEqual([true, false, false])
})

test('the NumaNodes of a resize are a set, all of them under policy spread', () => {
  const hosts = new HostTable(fleetOf([smtHost('h', 3)]))
  const holding: Holding = { host: 0, cpus: [4, 16], memoryMib: [0, 8, 0], ...BARE, pool: -1 }
  hosts.take(holding)
  const standsOn = (cpus: number, numa: NumaPolicy): number =>
    chooseResizeNumaNodes(hosts, resizeWish(hosts, holding, { cpus, cpuMilli: 0, memoryMib: 8 }, { ...PLAIN, numa }))
  expect([standsOn(4, 'single'), standsOn(9, 'single')]).toEqual([0b010, 0])
  expect([standsOn(9, 'preferred'), standsOn(17, 'preferred')]).toEqual([0b011, 0b111])
  expect([standsOn(6, 'spread'), standsOn(24, 'spread'), standsOn(3, 'spread')]).toEqual([0b111, 0b111, 0])
})

test('what keeps a resized pod where it is: its devices, and what does not become less', () => {
  const hosts = new HostTable(fleetOf([smtHost('h')]))
  const holding: Holding = { host: 0, ...BARE, cpus: [0, 8], memoryMib: [0, 512], vf: 0 }
  const kept = (cpus: number, memoryMib: number) =>
    keptMasks(hosts, resizeWish(hosts, holding, { cpus, cpuMilli: 0, memoryMib }, PLAIN))
  expect(kept(2, 512)).toEqual({ devices: 0b10, cpus: 0b01, memory: 0b10 })
  expect(kept(1, 512)).toEqual({ devices: 0b10, cpus: 0, memory: 0b10 })
  expect(kept(2, 511)).toEqual({ devices: 0b10, cpus: 0b01, memory: 0 })
})

test('of the smallest sets of NumaNodes a policy takes the one it likes best, ties to the lowest', () => {
  const before = { cpus: '0-1,4', memoryMib: [8, 8] }
  const want = { cpus: 1, memoryMib: 4 }
  expect(resized(before, want)).toBe('0 with 4 + 0')
  expect(resized(before, { ...want, prefer: (mask) => mask })).toBe('4 with 0 + 4')
  expect(resized(before, { ...want, prefer: (mask) => 3 - mask })).toBe('0 with 4 + 0')
  expect(resized(before, { ...want, prefer: () => 0 })).toBe('0 with 4 + 0')
})
