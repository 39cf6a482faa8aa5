import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ANNOTATION_ALLOCATION, ANNOTATION_SIGNATURE } from '../../src/model/signed-allocation.ts'
import { annotationsOf, Stage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await Stage.open()
})
afterEach(() => stage.close())

const create = (name: string, id = `c-${name}`) => stage.runtime.ask('create', { id, pod: `s-${name}`, name: 'game' })

describe('a container that is created', () => {
  it('is held to its allocation and to nothing else', async () => {
    await stage.start('a', '5-6', [1])
    await stage.start('b', '1,3', [0, 1])
    expect(await stage.now()).toEqual(['c-a 5-6/1', 'c-b 1,3/0-1'])
  })

  it('without an allocation is kept off the Cpus of others, before and after', async () => {
    await stage.pod('plain')
    await create('plain')
    expect(await stage.now()).toEqual(['c-plain 0-7/'])
    await stage.pod('a', annotationsOf(await stage.signed('a', '2-3', [0])))
    const { done } = await create('a')
    expect(done).toEqual([
      { id: 'c-plain', cpus: '0-1,4-7', mems: '' },
      { id: 'c-a', cpus: '2-3', mems: '0' },
    ])
    await stage.pod('late')
    await create('late')
    expect(await stage.now()).toContain('c-late 0-1,4-7/')
    await stage.runtime.do('exit', { id: 'c-a' })
    expect(await stage.now(100), 'a pod that may start again keeps its Cpus').toContain('c-plain 0-1,4-7/')
    await stage.runtime.do('stopPod', { pod: 's-a' })
    expect(await stage.now(100)).toEqual(['c-plain 0-7/', 'c-a 2-3/0', 'c-late 0-7/'])
  })

  it('is taken from others again where a first try failed after the plugins were asked', async () => {
    await stage.pod('plain')
    await create('plain')
    await stage.pod('a', annotationsOf(await stage.signed('a', '2-3', [0])))
    await stage.runtime.do('fail', { id: 'c-plain', count: 1 })
    expect((await create('a')).error).toMatch('c-plain is not updated')
    expect((await create('a')).done[0]).toEqual({ id: 'c-plain', cpus: '0-1,4-7', mems: '' })
  })

  it('begins anew with what the pod has by then, not with what its sandbox began with', async () => {
    await stage.start('a', '2-3', [0])
    const outcome = await stage.agent.apply(
      { namespace: 'games', name: 'a', uid: 'u-a' },
      await stage.signed('a', '1-3', [0]),
    )
    expect(outcome).toEqual({ kind: 'applied', cpuset: { cpus: '1-3', mems: '0' } })
    await stage.runtime.do('exit', { id: 'c-a' })
    await create('a', 'c-a2')
    expect(await stage.now()).toContain('c-a2 1-3/0')
  })
})

describe('a creation that fails with its reason', () => {
  it.each([
    ['Cpus of another pod', '2', [0], /cpus: found 2 of games\/held, expected free Cpus/],
    ['a Cpu kept for the system', '0-1', [0], /cpus: found 0, expected online Cpus of this Node that are not reserved/],
    ['a Cpu that is not there', '9', [0], /cpus: found 9, expected online Cpus/],
    ['a NumaNode that is not there', '1', [5], /memoryMib: found NumaNode 5, expected NumaNodes of this Node/],
  ] as const)('%s', async (_, cpus, numa, reason) => {
    await stage.start('held', '2-3', [0])
    await stage.pod('a', annotationsOf(await stage.signed('a', cpus, numa)))
    expect((await create('a')).error).toMatch(reason)
    expect(await stage.now()).toEqual(['c-held 2-3/0'])
  })

  it('where the kubelet pins by itself', async () => {
    await stage.pod('a', annotationsOf(await stage.signed('a', '2-3', [0])))
    const { error } = await stage.runtime.ask('create', { id: 'c-a', pod: 's-a', name: 'game', cpus: '1-2' })
    expect(error).toMatch(/the kubelet put it on Cpus 1-2.*cpuManagerPolicy and memoryManagerPolicy none/)
  })

  it('malformed, though signed', async () => {
    const { signature } = await stage.signed('a', '2-3', [0])
    await stage.pod('a', { [ANNOTATION_ALLOCATION]: '{"cpus"', [ANNOTATION_SIGNATURE]: signature })
    expect((await create('a')).error).toMatch(/berth.dev\/allocation-signature: found a signature that does not fit/)
  })
})

describe('an allocation that the adapter did not write', () => {
  const forged = async (annotations: Record<string, string>, reason: RegExp) => {
    await stage.pod('victim')
    await create('victim')
    await stage.pod('tenant', annotations)
    expect((await create('tenant')).error).toMatch(reason)
    expect(await stage.now()).toEqual(['c-victim 0-7/'])
  }

  it('has no signature', async () => {
    const { allocation } = await stage.signed('tenant', '1-3', [0])
    await forged({ [ANNOTATION_ALLOCATION]: allocation }, /allocation-signature: found nothing, expected MS.SIGNATURE/)
  })

  it('was changed after it was signed', async () => {
    const signed = await stage.signed('tenant', '1', [0])
    const allocation = signed.allocation.replace('"cpus":"1"', '"cpus":"1-3"')
    expect(allocation).not.toBe(signed.allocation)
    await forged(annotationsOf({ ...signed, allocation }), /does not fit/)
  })

  it('is a copy of another pod’s', async () => {
    await forged(annotationsOf(await stage.signed('a', '1-3', [0])), /does not fit, expected .*games\/tenant, its uid/)
  })

  it('was for a pod of the same name before this one', async () => {
    await forged(annotationsOf(await stage.signed('tenant', '1-3', [0], { uid: 'u-earlier' })), /does not fit/)
  })

  it('claims a later time than it was signed at', async () => {
    const { allocation, signature } = await stage.signed('tenant', '1-3', [0])
    await forged(annotationsOf({ allocation, signature: signature.replace(/^\d+/, '9999') }), /does not fit/)
  })

  it('does not run while it is alive and is pinned nowhere when it ran before the agent came', async () => {
    await stage.disconnect()
    const { allocation } = await stage.signed('tenant', '1-3', [0])
    await stage.pod('tenant', { [ANNOTATION_ALLOCATION]: allocation })
    await create('tenant')
    await stage.start('a', '2-3', [0]).catch((error: Error) => expect(error.message).toMatch('required plugin'))
    await stage.connect()
    await create('a')
    expect(await stage.now()).toEqual(['c-tenant 0-1,4-7/', 'c-a 2-3/0'])
  })
})
