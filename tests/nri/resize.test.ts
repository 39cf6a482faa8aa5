import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SignedAllocation } from '../../src/model/signed-allocation.ts'
import { annotationsOf, Stage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await Stage.open()
  await stage.pod('plain')
  await stage.runtime.do('create', { id: 'c-plain', pod: 's-plain', name: 'tool' })
  await stage.start('a', '2-3', [0])
  await stage.runtime.do('look')
})
afterEach(() => stage.close())

const apply = (name: string, signed: SignedAllocation) =>
  stage.agent.apply({ namespace: 'games', name, uid: `u-${name}` }, signed)
/** What was carried out since the last look, once it is so many updates: Cpus are given back after the answer. */
const steps = async (count: number) => {
  const all: string[] = []
  do {
    const { done } = await stage.runtime.do('look', { count: 50 })
    all.push(...done.map(({ id, cpus, mems }) => `${id} ${cpus}/${mems}`))
  } while (all.length < count)
  return all
}

describe('a pod that runs', () => {
  it('grows: first all others off, then it on', async () => {
    expect(await apply('a', await stage.signed('a', '1-3', [0]))).toMatchObject({ kind: 'applied' })
    expect(await steps(2)).toEqual(['c-plain 0,4-7/', 'c-a 1-3/0'])
  })

  it('shrinks: first it off, then the others on', async () => {
    expect(await apply('a', await stage.signed('a', '3', [0]))).toMatchObject({ kind: 'applied' })
    expect(await steps(2)).toEqual(['c-a 3/0', 'c-plain 0-2,4-7/'])
  })

  it('moves to other Cpus and another NumaNode in that order too', async () => {
    await apply('a', await stage.signed('a', '5-6', [1]))
    expect(await steps(3)).toEqual(['c-plain 0-1,4,7/', 'c-a 5-6/1', 'c-plain 0-4,7/'])
  })

  it('keeps its Cpus when the kubelet changes its limits, and so does a pod that shares', async () => {
    await stage.runtime.do('update', { id: 'c-a' })
    await stage.runtime.do('update', { id: 'c-plain' })
    expect(await stage.now()).toEqual(['c-plain 0-1,4-7/', 'c-a 2-3/0'])
  })

  it('is asked twice and moved to what it has', async () => {
    const signed = await stage.signed('a', '1-3', [0])
    await apply('a', signed)
    expect(await apply('a', signed)).toMatchObject({ kind: 'applied', cpuset: { cpus: '1-3' } })
    expect(await stage.now()).toEqual(['c-plain 0,4-7/', 'c-a 1-3/0'])
  })

  it('refuses an allocation that is older than what it has', async () => {
    const older = await stage.signed('a', '1-3', [0])
    await apply('a', await stage.signed('a', '3', [0]))
    const expected = { path: 'signature', found: expect.any(String), expected: expect.stringContaining('not older') }
    expect(await apply('a', older)).toEqual({ kind: 'refused', taken: false, reasons: [expected] })
    expect(await stage.now()).toContain('c-a 3/0')
  })

  it('gets no Cpu of another, and nobody is moved for it', async () => {
    await stage.start('b', '5', [1])
    await stage.runtime.do('look')
    expect(await apply('a', await stage.signed('a', '2-3,5', [0]))).toMatchObject({ kind: 'refused', taken: true })
    expect(await steps(0)).toEqual([])
  })

  it('is put back when the runtime refuses, with the others', async () => {
    await stage.runtime.do('fail', { id: 'c-a', count: 1 })
    const outcome = await apply('a', await stage.signed('a', '1-3', [0]))
    expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringContaining('c-a is not updated') })
    expect(await steps(3)).toEqual(['c-plain 0,4-7/', 'c-a 2-3/0', 'c-plain 0-1,4-7/'])
    await stage.start('b', '1', [0])
    expect(await stage.now()).toContain('c-b 1/0')
  })

  it('keeps both in the books when it cannot be put back: nobody else is put there', async () => {
    await stage.runtime.do('fail', { id: 'c-a', count: 2 })
    await apply('a', await stage.signed('a', '1-3', [0]))
    await stage.pod('b', annotationsOf(await stage.signed('b', '1', [0])))
    const { error } = await stage.runtime.ask('create', { id: 'c-b', pod: 's-b', name: 'game' })
    expect(error).toMatch('found 1 of games/a')
  })
})

describe('a change that meets the runtime at work', () => {
  it('never has two on one Cpu, whatever comes first', async () => {
    await stage.runtime.do('look')
    const changes = [apply('a', await stage.signed('a', '5-7', [1]))]
    await stage.pod('b', annotationsOf(await stage.signed('b', '2-3', [0])))
    const created = stage.runtime.ask('create', { id: 'c-b', pod: 's-b', name: 'game' })
    changes.push(apply('a', await stage.signed('a', '6', [1])))
    await Promise.all([...changes, created])
    await stage.runtime.do('look', { count: 100 })
    expectNoneShared(stage.runtime.history)
  })
})

/** Replays what containers were held to: at no moment is a Cpu of `c-a` or `c-b` another's too. */
function expectNoneShared(done: readonly { id: string; cpus: string }[]): void {
  const held = new Map<string, string>()
  for (const { id, cpus } of done) {
    held.set(id, cpus)
    const all = [...held.values()].flatMap(numbersOf)
    expect(new Set(all).size, JSON.stringify([...held])).toBe(all.length)
  }
}

function numbersOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}
