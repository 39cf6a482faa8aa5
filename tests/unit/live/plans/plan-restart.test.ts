import { copyFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { PlanIntent } from '../../../../src/model/plan.ts'
import { freshFolder, freshStore } from '../store/folder.ts'
import { applied, benchOf, created, did, reached, stepStates } from './bench-of-plans.ts'
import { pending, running, snapshotOf } from './snapshot.ts'
import { Truth } from './truth.ts'

const FLEET = snapshotOf(2, [
  running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
  pending('a/1', { cpus: 4 }),
  pending('a/2', { cpus: 4 }),
])
const BIND: readonly PlanIntent[] = [{ kind: 'bind', pods: ['a/1'] }]

describe('another process', () => {
  it('finds every plan as it was, tells no revision twice, and goes on with what was applying', async () => {
    const folder = freshFolder()
    const truth = new Truth(FLEET)
    const store = freshStore(folder)
    const bench = benchOf(FLEET, { store, truth, concurrency: 1 })
    await created(bench, [{ kind: 'bind' }, { kind: 'release', pod: 'a/0' }])
    await created(bench, BIND, { name: 'plan-b' })
    bench.target.fault = (call) => (call === '2 forward verify' ? new Promise(() => {}) : null)
    await applied(bench)
    await new Promise<void>((resolve) => {
      const end = bench.service.subscribe((plan) => {
        if (plan.status.steps[1]?.call !== 'verify') return
        end()
        resolve()
      })
    })
    const told = bench.service.get('plan-a')
    // What a kill leaves: the file as it is, while the first service hangs in its call.
    const copy = freshFolder()
    for (const end of ['', '-wal']) copyFileSync(`${folder}/berth.db${end}`, `${copy}/berth.db${end}`)
    const next = benchOf(FLEET, { store: freshStore(copy), truth })
    expect(next.service.list().map((plan) => plan.metadata.name)).toEqual(['plan-b', 'plan-a'])
    const restored = next.service.get('plan-a')
    expect(stepStates(restored as NonNullable<typeof restored>)).toBe('applied applying waiting')
    expect(restored?.status.revision).toBeGreaterThan(told?.status.revision ?? 1e9)
    const done = await reached(next, ['applied'])
    expect(stepStates(done)).toBe('applied applied applied')
    expect(new Set(truth.effects).size).toBe(truth.effects.length)
    expect(next.service.get('plan-b')?.status.state).toBe('draft')
  })

  it('tells later calls what earlier ones left, also those of the process before', async () => {
    const folder = freshFolder()
    const truth = new Truth(FLEET)
    const store = freshStore(folder)
    const bench = benchOf(FLEET, { store, truth })
    await created(bench, [{ kind: 'migrate', pod: 'a/0' }])
    bench.target.fault = (call) => (call === '1 forward bind' ? { kind: 'refused', reason: 'no' } : null)
    await applied(bench)
    await reached(bench, ['halted'])
    expect(bench.target.memos.get('1 forward bind')).toEqual({ uid: 'uid-plan-a/1/forward' })
    await bench.service.close()
    store.close()
    const next = benchOf(FLEET, { store: freshStore(folder), truth })
    await did(next, 'resume')
    await reached(next, ['applied'])
    expect(next.target.memos.get('1 forward bind')).toEqual({ uid: 'uid-plan-a/1/forward' })
    await did(next, 'rollback')
    await reached(next, ['rolled-back'])
    expect(next.target.memos.get('1 back evict')).toEqual({ uid: 'uid-plan-a/1/forward' })
  })

  it('leaves what was paused or halted where it was', async () => {
    const folder = freshFolder()
    const truth = new Truth(FLEET)
    const store = freshStore(folder)
    const bench = benchOf(FLEET, { store, truth })
    await created(bench, [{ kind: 'bind' }])
    bench.target.fault = () => ({ kind: 'refused', reason: 'no' })
    await applied(bench)
    await reached(bench, ['halted'])
    await bench.service.close()
    store.close()
    const next = benchOf(FLEET, { store: freshStore(folder), truth })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(next.service.get('plan-a')?.status.state).toBe('halted')
    expect(next.target.asked).toEqual([])
  })
})
