import { describe, expect, it } from 'vitest'
import { DiskError } from '../../../../src/live/store/disk-error.ts'
import type { Store } from '../../../../src/live/store/store.ts'
import type { PlanIntent } from '../../../../src/model/plan.ts'
import { freshStore } from '../store/folder.ts'
import { applied, audited, type Bench, benchOf, created, did, reached, stepStates } from './bench-of-plans.ts'
import { pending, snapshotOf } from './snapshot.ts'

const FLEET = snapshotOf(
  2,
  Array.from({ length: 6 }, (_, i) => pending(`a/${i}`)),
)
const BIND: readonly PlanIntent[] = [{ kind: 'bind' }]

/** A bench whose disk is there or not; what waits for its next commit is not lost. */
function benchWithDisk(): Bench & { disk: { isThere: boolean } } {
  const disk = { isThere: true }
  const whole = freshStore()
  const store: Store = {
    ...whole,
    transaction(fn) {
      if (!disk.isThere) throw new DiskError('berth.db is gone')
      return whole.transaction(fn)
    },
  }
  return { ...benchOf(FLEET, { store, concurrency: 1 }), disk }
}

describe('a store that cannot be written', () => {
  it.each(['halt', 'pause'] as const)('%s begins no further step, and is asked for again', async (action) => {
    const bench = benchWithDisk()
    await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    let stopped: unknown = null
    bench.target.fault = async (call) => {
      if (call !== '2 forward bind') return null
      bench.disk.isThere = false
      stopped = await did(bench, action).catch((error: unknown) => error)
      bench.disk.isThere = true
      return null
    }
    await applied(bench)
    await expect.poll(() => stopped).toMatchObject({ told: expect.stringMatching(/no further step is begun/) })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(bench.target.asked.filter((call) => call.startsWith('3'))).toEqual([])
    expect(bench.service.get('plan-a')?.status.state).toBe('applying')
    bench.target.fault = () => null
    const plan = await did(bench, action)
    expect(plan.status.state).toBe(action === 'halt' ? 'halted' : 'paused')
    expect(plan.status.history.filter((change) => change.action === action)).toHaveLength(1)
    expect(audited(bench).at(-1)).toBe(`ada ${action} plan-a done`)
    await did(bench, 'resume')
    expect(stepStates(await reached(bench, ['applied']))).toBe(Array(6).fill('applied').join(' '))
  })

  it('no action happens, and each happens once it can be', async () => {
    const bench = benchWithDisk()
    await created(bench, BIND)
    for (const action of ['propose', 'approve', 'apply'] as const) {
      const before = bench.service.get('plan-a')
      bench.disk.isThere = false
      await expect(did(bench, action)).rejects.toThrow(/berth.db is gone/)
      bench.disk.isThere = true
      expect(bench.service.get('plan-a')).toEqual(before)
      await did(bench, action)
    }
    await reached(bench, ['applied'])
    const actions = ['create', 'propose', 'approve', 'apply', 'applied']
    expect(audited(bench).map((line) => line.split(' ')[1])).toEqual(actions)
  })

  it('is no obstacle to the end of a server that applies', async () => {
    const bench = benchWithDisk()
    await created(bench, BIND)
    bench.target.fault = (call) => (call === '1 forward bind' ? new Promise(() => undefined) : null)
    await applied(bench)
    bench.disk.isThere = false
    await bench.service.close()
    bench.disk.isThere = true
  })
})
