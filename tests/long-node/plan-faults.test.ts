import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { formatCpuList, parseCpuList } from '../../src/base/cpu-list.ts'
import type { PlanHead } from '../../src/model/api.ts'
import type { HoldingWords } from '../../src/model/decision.ts'
import type { Plan, PlanIntent, PlanRequest } from '../../src/model/plan.ts'
import { appliedCount } from '../cli/adapter-process.ts'
import { isReady } from '../cluster/lab/cluster.ts'
import { type ContainerView, viewOf } from '../node/lab/container.ts'
import type { NodeLab } from '../node/lab/node.ts'
import { untilConnected } from '../node/lab/ours.ts'
import { deletePod, makePod, podWhen } from '../node/lab/pods.ts'
import { type ServedNode, serveNode } from '../node/lab/served.ts'
import { sharedNode } from '../node/lab/shared.ts'

// Plans as people push them, by `berth serve` and its commands, onto the guest's Node and those of KWOK.

const WAIT_MS = 1_200_000
const TEST_MS = 3_600_000
/** Exit code of a plan of which nothing fits. */
const INFEASIBLE = 3
const GATE = { timeoutMs: 600_000, settleMs: 2_000 }
const ON_GUEST = { 'berth.dev/request': JSON.stringify({ network: 'bridge', where: { modules: ['m1'] } }) }
const SINGLE = { 'berth.dev/request': JSON.stringify({ numa: 'single', where: { modules: ['m1'] } }) }
const ON_KWOK = { 'berth.dev/request': JSON.stringify({ network: 'bridge', where: { regions: ['south'] } }) }
const VICTIMS = ['agent', 'containerd', 'kubelet', 'adapter'] as const
type Victim = (typeof VICTIMS)[number]
/** Runs of the ten steps, each beginning with another of VICTIMS; every one before every step: BERTH_TURNS=0,1,2,3. */
const TURNS = (process.env['BERTH_TURNS'] ?? '0,1').split(',').map(Number)

let lab: NodeLab
let served: ServedNode
const names = new Set<string>()

beforeAll(async () => {
  lab = sharedNode()
  served = await serveNode(lab)
  await served.adapter.must('ann', 'agents', 'list')
})
afterEach(async () => {
  await end(...names)
  names.clear()
  const { plans } = await served.adapter.get<{ plans: readonly PlanHead[] }>('ann', 'api/plans')
  for (const { name, closed } of plans) if (!closed) await served.adapter.as('ann', 'plans', 'close', name)
})
afterAll(async () => {
  await served?.close()
  await lab.close()
})

const pod = (name: string) => lab.ask('GET', `/api/v1/namespaces/default/pods/${name}`)
const view = async (name: string): Promise<ContainerView> => viewOf(lab.guest, await pod(name))

async function make(name: string, cpus: number, annotations: Readonly<Record<string, string>> = ON_GUEST) {
  names.add(name)
  await makePod(lab, name, { cpu: String(cpus), memoryMib: 64 }, { annotations })
}

async function end(...ended: readonly string[]): Promise<void> {
  for (const name of ended) await deletePod(lab, name)
}

const spec = (...intents: readonly PlanIntent[]): PlanRequest['spec'] => ({ intents, gate: GATE })
const bind = (...pods: readonly string[]): PlanIntent => ({ kind: 'bind', pods: pods.map((name) => `default/${name}`) })
const size = (name: string, cpus: number, memoryMib = 64): PlanIntent => {
  return { kind: 'resize', pod: `default/${name}`, cpus, memoryMib }
}
const release = (name: string): PlanIntent => ({ kind: 'release', pod: `default/${name}` })

/** Carries approved plans out at once to their ends. */
async function pushed(...plans: readonly string[]): Promise<readonly Plan[]> {
  for (const name of plans) await served.adapter.must('ann', 'plans', 'apply', name)
  return Promise.all(plans.map((name) => served.adapter.untilPlan(name, isAt('applied'), WAIT_MS)))
}

/** Whether a plan has come there; throws when it stands elsewhere. */
function isAt(state: Plan['status']['state']): (plan: Plan) => boolean {
  return ({ status }) => {
    if (status.state === state) return true
    if (status.state !== 'applying') throw new Error(`${status.state}: ${JSON.stringify(status)}`)
    return false
  }
}

/** Every pod of the guest is on what the plans gave it, and the others are on the rest. */
async function expectHeld(holdings: ReadonlyMap<string, HoldingWords>): Promise<void> {
  const taken: number[] = []
  for (const [name, { cpus = '', memoryMib }] of holdings) {
    const now = await view(name)
    const mems = formatCpuList(Object.keys(memoryMib).map(Number))
    expect(now, name).toMatchObject({ cpus, mems, allowedCpus: cpus, allowedMems: mems })
    taken.push(...(parseCpuList(cpus) ?? []))
  }
  expect(new Set(taken).size, 'no Cpu twice').toBe(taken.length)
  const left = formatCpuList([0, 1, 2, 3, 4, 5, 6, 7].filter((cpu) => !taken.includes(cpu)))
  const { isConnected, sharedCpus, pods } = await served.agent.nodePods()
  expect([isConnected, sharedCpus, pods.flatMap(({ drift }) => drift)]).toEqual([true, left, []])
  expect(pods.map(({ name }) => name).sort()).toEqual([...holdings.keys()].sort())
}

/** What a plan's steps on the guest's Node leave of these holdings. */
function leftBy(plan: Plan, holdings: ReadonlyMap<string, HoldingWords>): Map<string, HoldingWords> {
  const left = new Map(holdings)
  for (const step of plan.spec.steps) {
    const name = step.objectName.split('/')[1]
    if (step.after === null) left.delete(name)
    else if (step.after.host === 'guest-1') left.set(name, step.after)
  }
  return left
}

/** Ends a part with SIGKILL; the promise inside is that it is back. */
async function kill(victim: Victim): Promise<{ readonly back: Promise<void> }> {
  if (victim === 'agent' || victim === 'adapter') {
    const part = served[victim]
    await part.kill()
    return { back: part.start() }
  }
  await lab[victim].end('KILL')
  return { back: lab[victim].start({}) }
}

/**
 * Waits until so many steps of the plan are applied, as the operator who resumes it when it has halted: a Node that is
 * not Ready while its runtime is away halts a plan. Says how often that was.
 */
async function operated(plan: string, steps: number): Promise<number> {
  for (let resumes = 0; ; resumes++) {
    const isThere = (now: Plan) => appliedCount(now) >= steps || now.status.state === 'halted'
    const now = await served.adapter.untilPlan(plan, isThere, WAIT_MS)
    if (now.status.state !== 'halted') return resumes
    if (resumes === 5) throw new Error(JSON.stringify(now.status))
    console.log(`halted at ${appliedCount(now)} steps: ${now.status.reason}`)
    await lab.untilReady()
    await untilConnected(served.agent)
    await served.adapter.must('ann', 'plans', 'resume', plan)
  }
}

describe('a plan of ten steps', () => {
  it.each(TURNS)(
    'is carried out with a kill -9 before each step but the first, turn %i',
    async (turn) => {
      const old = ['out-a', 'out-b', 'less', 'more', 'wide'].map((name) => `${name}-${turn}`)
      const fresh = ['new-a', 'new-b'].map((name) => `${name}-${turn}`)
      const far = ['far-a', 'far-b', 'far-c'].map((name) => `${name}-${turn}`)
      const [outA, outB, less, more, wide] = old
      for (const name of old) await make(name, name === less ? 2 : 1)
      await served.adapter.approved(`begin-${turn}`, spec(bind(...old)))
      const [begun] = await pushed(`begin-${turn}`)
      for (const name of old) await podWhen(lab, name, 'Ready', isReady)
      const started = leftBy(begun, new Map())
      await expectHeld(started)
      const before = new Map<string, ContainerView>()
      for (const name of [less, more, wide]) before.set(name, await view(name))

      for (const name of fresh) await make(name, 1)
      for (const name of far) await make(name, 2, ON_KWOK)
      const changes = [release(outA), release(outB), size(less, 1), size(more, 2), size(wide, 1, 96)]
      const ten = `ten-${turn}`
      await served.adapter.must('ann', 'plans', 'close', `begin-${turn}`)
      const waves = { canary: 1, size: 1 }
      await served.adapter.approved(ten, { ...spec(...changes, bind(...fresh, ...far)), waves })
      expect((await served.adapter.plan(ten)).spec.steps).toHaveLength(10)
      await served.adapter.must('ann', 'plans', 'apply', ten)
      let resumes = 0
      const story: string[] = []
      for (let step = 1; step < 10; step++) {
        resumes += await operated(ten, step)
        const victim = VICTIMS[(step + turn) % VICTIMS.length]
        story.push(`${step} ${victim}`)
        await (await kill(victim)).back
      }
      resumes += await operated(ten, 10)
      const done = await served.adapter.untilPlan(ten, isAt('applied'), WAIT_MS)
      console.log(`killed after each step: ${story.join(', ')}; resumed ${resumes} times`)
      await untilConnected(served.agent)
      await expectHeld(leftBy(done, started))
      for (const [name, was] of before) {
        const now = await view(name)
        expect([now.pid, now.startTime, now.ticks > was.ticks], name).toEqual([was.pid, was.startTime, true])
      }
      expect(await view(wide)).toMatchObject({ memoryMax: String(96 << 20), cpuMax: '100000 100000' })
      for (const name of far) expect((await pod(name)).spec.nodeName).not.toBe('guest-1')
      await served.adapter.must('ann', 'plans', 'close', ten)
      await end(less, more, wide, ...fresh, ...far)
    },
    TEST_MS,
  )
})

describe('two plans for one Node', () => {
  const cpusOf = ({ spec }: Plan) => spec.steps.flatMap(({ after }) => parseCpuList(after?.cpus ?? '') ?? [])

  it(
    'that want the same Cpus: the second is refused with the reason, made anew it gets others',
    async () => {
      for (const name of ['one', 'two']) await make(name, 2)
      const { adapter } = served
      for (const name of ['one', 'two']) await adapter.proposed(name, spec(bind(name)))
      const [first, second] = [await adapter.plan('one'), await adapter.plan('two')]
      expect(cpusOf(second)).toEqual(cpusOf(first))
      await adapter.must('bob', 'plans', 'approve', 'one')
      const refused = await adapter.as('bob', 'plans', 'approve', 'two')
      expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining('pods.default/two')])
      await adapter.must('ann', 'plans', 'withdraw', 'two')
      await adapter.approved('anew', spec(bind('two')))
      const plans = await pushed('one', 'anew')
      expect(new Set(plans.flatMap(cpusOf)).size).toBe(4)
      const holdings = plans.reduce((held, plan) => leftBy(plan, held), new Map<string, HoldingWords>())
      for (const name of ['one', 'two']) await podWhen(lab, name, 'Ready', isReady)
      await expectHeld(holdings)

      const pids = [(await view('one')).pid, (await view('two')).pid]
      for (const name of ['one', 'anew']) await adapter.must('ann', 'plans', 'close', name)
      await adapter.approved('grow', spec(size('one', 3)))
      await adapter.approved('shrink', spec(size('two', 1)))
      const resized = await pushed('grow', 'shrink')
      await expectHeld(resized.reduce((held, plan) => leftBy(plan, held), holdings))
      expect([(await view('one')).pid, (await view('two')).pid]).toEqual(pids)
      for (const name of ['grow', 'shrink']) await adapter.must('ann', 'plans', 'close', name)
      await end('one', 'two')
    },
    TEST_MS,
  )
})

describe('a full memory node', () => {
  it(
    'takes no more: a pod and a growth are refused with the reason, and fit once there is room',
    async () => {
      const { adapter } = served
      const { fleet } = await adapter.snapshot()
      const [free, other] = fleet.hosts.find(({ name }) => name === 'guest-1')?.numaNodes ?? []
      const fat = (mib: number) => [{ cpu: '1', memoryMib: mib }, { annotations: SINGLE }] as const
      names.add('fat-a').add('fat-b').add('thin')
      await makePod(lab, 'fat-a', ...fat(free.memoryMib - 16))
      await makePod(lab, 'fat-b', ...fat(other.memoryMib - 16))
      await adapter.approved('fill', spec(bind('fat-a', 'fat-b')))
      const [filled] = await pushed('fill')
      for (const name of ['fat-a', 'fat-b']) await podWhen(lab, name, 'Ready', isReady)
      await expectHeld(leftBy(filled, new Map()))
      await adapter.must('ann', 'plans', 'close', 'fill')

      await makePod(lab, 'thin', ...fat(64))
      for (const intent of [bind('thin'), size('fat-a', 1, free.memoryMib + 64)]) {
        const { code, stderr } = await adapter.drafted('too-much', spec(intent))
        expect([code, stderr]).toEqual([
          INFEASIBLE,
          expect.stringMatching(/no host \(.*1 host (has too little memory free|cannot hold it on one NumaNode)/),
        ])
      }
      expect((await pod('thin')).spec.nodeName).toBeUndefined()
      await end('fat-a')
      await adapter.approved('thin-too', spec(bind('thin')))
      const [thin] = await pushed('thin-too')
      await podWhen(lab, 'thin', 'Ready', isReady)
      const held = leftBy(thin, leftBy(filled, new Map()))
      held.delete('fat-a')
      await expectHeld(held)
      await adapter.must('ann', 'plans', 'close', 'thin-too')
      await end('fat-b', 'thin')
    },
    TEST_MS,
  )
})
