import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TargetUnreachable } from '../../src/live/targets/target.ts'
import { until } from './lab/client.ts'
import { gamePod } from './lab/pods.ts'
import { drive } from './target/drive.ts'
import { FaultyCluster } from './target/fault-cell.ts'
import { ONE_PER_KIND } from './target/faults.ts'
import { NEVER, PODS } from './target/stage.ts'
import { stepOf } from './target/steps.ts'

let faulty: FaultyCluster

beforeAll(async () => {
  faulty = await FaultyCluster.start()
})
afterAll(() => faulty?.stop())

describe('an API server that', () => {
  it.each(ONE_PER_KIND)('at $name, $1', (...fault) => faulty.cell(fault))
})

describe('a watch', () => {
  it.each(['cut', 'expire'] as const)('that is %s goes on with what is there now', async (how) => {
    await faulty.stage.boundPod(`before-${how}`)
    await until('watch', async () => ((await faulty.stage.target.health([], NEVER)) === null ? true : null))
    expect(faulty.proxy.endWatches(/\/v1\/pods$/, how)).toBeGreaterThan(0)
    await faulty.cluster.create([gamePod(`during-${how}`)])
    const { snapshot, pod } = await faulty.stage.snapshotWith(`during-${how}`)
    const after = faulty.stage.holding(snapshot, snapshot.fleet.hosts[1])
    const step = stepOf('bind', pod, after)
    expect((await drive(faulty.stage.target, step)).outcome).toEqual({ kind: 'done' })
    const healthy = async () => ((await faulty.stage.target.health([step], NEVER)) === null ? true : null)
    await until('health', healthy)
  })

  it('that cannot be had leaves verifying to lists', async () => {
    faulty.proxy.inject({
      method: 'WATCH',
      path: /./,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 500 },
    })
    faulty.proxy.endWatches(/./, 'cut')
    await until('no watch', async () => ((await faulty.stage.target.health([], NEVER)) === null ? null : true))
    const { pod, after } = await faulty.stage.pendingPod('no-watch')
    const from = faulty.proxy.calls.length
    expect((await drive(faulty.stage.target, stepOf('bind', pod, after))).outcome).toEqual({ kind: 'done' })
    const lists = faulty.proxy.calls.slice(from).filter((call) => call.path.includes('fieldSelector=spec.nodeName'))
    expect(lists.length).toBeGreaterThan(0)
    faulty.proxy.clear()
  })
})

describe('a server that is stopped and started again', () => {
  it('is unreachable meanwhile, and nothing is lost', async () => {
    const { pod, after } = await faulty.stage.pendingPod('restarted')
    await faulty.cluster.stopApiServer()
    const step = stepOf('bind', pod, after)
    const request = {
      step,
      direction: 'forward',
      call: 'bind',
      memo: {},
      plan: 'test',
      dryRun: 'none',
      signal: NEVER,
    } as const
    expect(await faulty.stage.target.call(request)).toMatchObject({ kind: 'unreachable' })
    await expect(faulty.stage.target.snapshot(NEVER)).rejects.toThrow(TargetUnreachable)
    await faulty.cluster.startApiServer()
    expect((await drive(faulty.stage.target, step)).outcome).toMatchObject({ kind: 'done' })
    expect((await faulty.cluster.ask('GET', `${PODS}/restarted`)).spec.nodeName).toBe(after.host)
  })
})
