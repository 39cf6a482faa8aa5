import { describe, expect, it } from 'vitest'
import { DeclaredComponents, inOrder } from '../../../../src/live/session/declared-components.ts'
import { formatAllocation, parseAllocation } from '../../../../src/model/parse/allocation.ts'
import { formatRequest, parseRequest } from '../../../../src/model/parse/request-words.ts'
import type { PodRequest } from '../../../../src/model/request.ts'
import { holdingOf } from './objects.ts'

const REQUEST: PodRequest = {
  cpus: 2,
  memoryMib: 4,
  diskMib: 0,
  ioKibps: 0,
  volumeMib: 9,
  volumePool: 'ceph',
  network: 'bridge',
  numa: 'single',
  where: {},
  spread: [],
  profile: 'pack',
}

describe('the words of a volume', () => {
  it('are read from a request as they were written, and a pool without a size is a fault', () => {
    const { cpus: _cpus, memoryMib: _memory, ...value } = REQUEST
    expect(parseRequest(formatRequest(REQUEST))).toEqual({ ok: true, value })
    expect(parseRequest('{"volumePool":"ceph"}')).toMatchObject({ ok: false, faults: [{ path: 'volumeMib' }] })
  })

  it('are read from an allocation as they were written, and one without the other is a fault', () => {
    const holding = holdingOf('1,9', { volume: 'ceph', volumeMib: 200 })
    expect(parseAllocation(formatAllocation(holding, 'p/2'))).toEqual({ ok: true, value: { holding, decision: 'p/2' } })
    const unsized = JSON.stringify({ ...holdingOf('1'), volume: 'ceph', decision: 'p' })
    expect(parseAllocation(unsized)).toMatchObject({ ok: false, faults: [{ path: 'volume' }] })
  })

  it('are part of what a component is declared with', () => {
    expect(inOrder(REQUEST)).toEqual(REQUEST)
    const declared = new DeclaredComponents()
    expect(declared.of('g', 'c', REQUEST).name).toBe('c')
    expect(declared.of('g', 'c', { ...REQUEST, volumeMib: 10 }).name).toBe('c.2')
  })
})
