import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CpusetUpdate, Sandbox } from '../../../src/agent/node/container-hooks.ts'
import { CPUS, container, linesOf, NodeStage } from './node-stage.ts'

const QUIET_MS = 3_000

let stage: NodeStage
let sandbox: Sandbox
/** What the runtime was asked for, in order. */
let asked: string[]
const runtime = {
  update: async (updates: readonly CpusetUpdate[]) => {
    asked.push(...linesOf(updates))
  },
}
beforeEach(async () => {
  asked = []
  stage = await NodeStage.open()
  sandbox = await stage.sandbox('game', '1-3')
  stage.asks('game', '1-3', '0')
  await stage.agent.synchronize([sandbox], [container('game', '1-3', '0')])
  stage.agent.connected(runtime)
})
afterEach(() => stage.remove())

const tell = async (cpus: string) => {
  const outcome = await stage.agent.apply(sandbox, await stage.signed('game', cpus))
  expect(outcome).toMatchObject({ kind: 'applied', cpuset: { cpus } })
}

describe('a pod that runs and gets other Cpus', () => {
  it('has them by the kernel, without a process of the runtime, whose books follow', async () => {
    await tell('2-5')
    expect([stage.asked('game'), asked]).toEqual(['2-5/0', []])
    stage.nowMs = QUIET_MS
    await stage.agent.tellRuntime()
    await stage.agent.tellRuntime()
    expect(asked).toEqual(['c-game 2-5/0'])
  })

  it('gets its NumaNodes by the kernel too', async () => {
    stage.asks('game', '1-3', '1')
    await tell('1')
    expect([stage.asked('game'), asked]).toEqual(['1/0', []])
  })

  it('goes by the runtime where a container has no group that takes it', async () => {
    stage.agent.placement
      .withUid('u-game')
      ?.containers.set('c-new', { ...container('game'), id: 'c-new', cgroupsPath: '/new' })
    await tell('2')
    expect([stage.asked('game'), asked]).toEqual(['2/0', ['c-new 2/0']])
  })

  it('is told of no drift while it is under way', async () => {
    stage.group('game', '1-3')
    const place = stage.agent.placement.withUid('u-game')
    if (place !== null) place.target = { cpus: [2], mems: '0' }
    for (let i = 0; i < 3; i++) await stage.service.look()
    expect(await stage.told()).toEqual([])
    if (place !== null) place.held = { cpus: [2], mems: '0' }
    if (place !== null) place.target = null
    for (let i = 0; i < 2; i++) await stage.service.look()
    expect(await stage.told()).toEqual([expect.stringMatching(/^drift containers.game.cpus: found 1-3, expected 2$/)])
  })
})

describe('an agent that starts before the runtime was told', () => {
  const books = () => [container('game', '1-3', '0')]

  it('leaves a pod on what it was told last, and others on what it gave up', async () => {
    await tell('1')
    const other = await stage.sandbox('other', '2-3')
    expect(await stage.agent.create(other, container('other'))).toMatchObject({ own: { cpus: '2-3', mems: '0' } })
    await stage.start(CPUS)
    const updates = await stage.agent.synchronize([sandbox, other], [...books(), container('other', '2-3', '0')])
    expect(linesOf(updates)).toEqual(['c-game 1/0', 'c-other 2-3/0'])
    expect((await stage.told()).filter((line) => line.startsWith('failed'))).toEqual([])
  })

  it('brings a pod back to it that a kubelet has resized meanwhile, by the books of the runtime', async () => {
    await tell('1-4')
    await stage.start(CPUS)
    expect(linesOf(await stage.agent.synchronize([sandbox], books()))).toEqual(['c-game 1-4/0'])
  })

  it('leaves a pod where it is that could not have what it was told', async () => {
    const refuses = { update: () => Promise.reject(new Error('busy')) }
    stage.agent.connected(refuses)
    const failed = await stage.agent.apply(sandbox, await stage.signed('game', '1-4'))
    expect(failed).toMatchObject({ kind: 'failed', reason: 'busy' })
    await stage.start(CPUS)
    expect(linesOf(await stage.agent.synchronize([sandbox], books()))).toEqual(['c-game 1-3/0'])
  })

  it('leaves a pod where it is when what it was told is another’s by now', async () => {
    await tell('1-4')
    await stage.start(CPUS)
    const other = await stage.sandbox('other', '4-5')
    const updates = await stage.agent.synchronize([sandbox, other], [...books(), container('other', '4-5', '0')])
    expect(linesOf(updates)).toEqual(['c-game 1-3/0', 'c-other 4-5/0'])
    expect((await stage.told()).at(-1)).toMatch(/^failed cpus: found 4 of games\/other, expected free Cpus/)
  })
})

it('writes nothing while what the runtime was told at its connection is still being carried out', async () => {
  let carriedOut = (): void => undefined
  const done = new Promise<void>((resolve) => {
    carriedOut = resolve
  })
  const slow = { update: (updates: readonly CpusetUpdate[]) => done.then(() => runtime.update(updates)) }
  stage.agent.connected(slow)
  const told = tell('2-5')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(stage.asked('game')).toBe('1-3/0')
  carriedOut()
  await told
  expect([stage.asked('game'), asked]).toEqual(['2-5/0', []])
})
