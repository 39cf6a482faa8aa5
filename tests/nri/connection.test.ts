import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runNriSession } from '../../src/agent/door/nri/nri-session.ts'
import { type ContainerHooks, Refusal } from '../../src/agent/node/container-hooks.ts'
import { annotationsOf, Stage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await Stage.open()
})
afterEach(() => stage.close())

const create = (name: string) => stage.runtime.ask('create', { id: `c-${name}`, pod: `s-${name}`, name: 'game' })

describe('with the agent away', () => {
  it('an allocated pod does not start, and does when the agent is back', async () => {
    await stage.disconnect()
    await stage.pod('a', annotationsOf(await stage.signed('a', '2-3', [0])))
    expect((await create('a')).error).toMatch('required plugin "berth" not present')
    await stage.connect()
    expect((await create('a')).done).toEqual([{ id: 'c-a', cpus: '2-3', mems: '0' }])
  })

  it('running containers keep what they have, and so they do when an agent that knows nothing comes', async () => {
    await stage.start('a', '2-3', [0])
    await stage.agent.apply({ namespace: 'games', name: 'a', uid: 'u-a' }, await stage.signed('a', '1-3', [0]))
    await stage.disconnect()
    stage.forget()
    await stage.runtime.do('look')
    await stage.connect()
    expect((await stage.runtime.do('look')).done.map(({ id, cpus }) => [id, cpus])).toEqual([])
    expect(await stage.now(), 'what the annotation of the sandbox said is long past').toEqual(['c-a 1-3/0'])
    await stage.pod('b', annotationsOf(await stage.signed('b', '1', [0])))
    expect((await create('b')).error).toMatch('found 1 of games/a')
  })

  it('a pod that ended holds nothing, though the runtime still lists its sandbox', async () => {
    await stage.start('a', '2-3', [0])
    await stage.runtime.do('exit', { id: 'c-a' })
    await stage.runtime.do('remove', { id: 'c-a' })
    await stage.disconnect()
    await stage.runtime.do('stopPod', { pod: 's-a' })
    await stage.connect()
    expect(stage.agent.placement.sharedSet.cpus).toBe('0-7')
    await stage.pod('b', annotationsOf(await stage.signed('b', '2-3', [0])))
    expect((await create('b')).done).toEqual([{ id: 'c-b', cpus: '2-3', mems: '0' }])
    await stage.runtime.do('removePod', { pod: 's-a' })
    expect(stage.agent.placement.sharedSet.cpus).toBe('0-1,4-7')
  })

  it('a pod between two containers has what it was told last, not what its sandbox began with', async () => {
    await stage.start('a', '1-3', [0])
    await stage.agent.apply({ namespace: 'games', name: 'a', uid: 'u-a' }, await stage.signed('a', '3', [0]))
    await stage.runtime.do('exit', { id: 'c-a' })
    await stage.runtime.do('remove', { id: 'c-a' })
    await stage.start('b', '1-2', [0])
    await stage.disconnect()
    await stage.connect()
    expect(stage.agent.placement.sharedSet.cpus).toBe('0,4-7')
    expect((await stage.runtime.ask('create', { id: 'c-a2', pod: 's-a', name: 'game' })).done).toEqual([
      { id: 'c-a2', cpus: '3', mems: '0' },
    ])
  })

  it('a pod whose container is still to come keeps its Cpus from others', async () => {
    await stage.pod('a', annotationsOf(await stage.signed('a', '2-3', [0])))
    await stage.disconnect()
    await stage.connect()
    expect(stage.agent.placement.sharedSet.cpus).toBe('0-1,4-7')
    await stage.pod('b', annotationsOf(await stage.signed('b', '3', [0])))
    expect((await create('b')).error).toMatch('found 3 of games/a')
  })

  it('what started meanwhile without it is put where it belongs', async () => {
    await stage.disconnect()
    await stage.pod('plain')
    await create('plain')
    const { 'required-plugins.noderesource.dev': _, ...without } = annotationsOf(await stage.signed('a', '2-3', [0]))
    await stage.pod('a', without)
    expect((await create('a')).done).toEqual([{ id: 'c-a', cpus: '', mems: '' }])
    await stage.connect()
    expect(await stage.now()).toEqual(['c-plain 0-1,4-7/', 'c-a 2-3/0'])
  })
})

describe('a runtime that restarts', () => {
  it('is found again, and everything stays', async () => {
    await stage.start('a', '2-3', [0])
    for (let times = 0; times < 3; times++) {
      await stage.runtime.kill()
      await stage.until(() => !stage.agent.isConnected)
      await stage.runtime.restart()
      await stage.until(() => stage.agent.isConnected)
    }
    expect(await stage.now()).toEqual(['c-a 2-3/0'])
    expect(
      await stage.agent.apply({ namespace: 'games', name: 'a', uid: 'u-a' }, await stage.signed('a', '1-3', [0])),
    ).toMatchObject({ kind: 'applied' })
  })

  it('is waited for while it is away, in one line of the log', async () => {
    await stage.runtime.kill()
    await stage.until(() => !stage.agent.isConnected)
    const outcome = await stage.agent.apply(
      { namespace: 'games', name: 'a', uid: 'u-a' },
      await stage.signed('a', '1', [0]),
    )
    expect(outcome).toEqual({ kind: 'unavailable' })
    await sleep(1_000)
    expect(stage.log.filter((line) => line.startsWith('no connection')).length).toBeLessThanOrEqual(2)
    await stage.runtime.restart()
    await stage.until(() => stage.agent.isConnected)
  })
})

describe('messages of any length', () => {
  it('come in parts where the runtime has more than 4 MiB to show', async () => {
    await stage.disconnect()
    for (let i = 0; i < 24; i++) {
      await stage.pod(`p${i}`, { note: String(i).repeat(150_000) })
      await create(`p${i}`)
    }
    await stage.pod('a', annotationsOf(await stage.signed('a', '2-3', [0])))
    await stage.connect()
    expect([...stage.agent.placement.pods]).toHaveLength(25)
    expect(new Set((await stage.now()).map((line) => line.split(' ')[1]))).toEqual(new Set(['0-1,4-7/']))
  })

  it.each([10, 4_000, 4_086, 4_087, 5_000, 70_000, 2_000_000])('go out: a reason of %d letters', async (letters) => {
    await stage.disconnect()
    const ended = new AbortController()
    const reason = `${'x'.repeat(letters)}!`
    const hooks = {
      synchronize: async () => [],
      create: () => {
        throw new Refusal(reason)
      },
    } as unknown as ContainerHooks
    const { socketPath } = stage.runtime
    await new Promise<void>((ready) => {
      const session = { socketPath, name: 'berth', index: '10', hooks, ready: () => ready(), signal: ended.signal }
      void runNriSession(session)
    })
    await stage.pod('a')
    expect((await create('a')).error).toBe(`rpc error: code = Unknown desc = ${reason}`)
    expect((await create('a')).error, 'and the connection stands').toHaveLength(reason.length + 33)
    ended.abort()
  })
})
