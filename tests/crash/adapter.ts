import { readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { digestOf } from '../../src/live/plans/canonical.ts'
import { createPlanService } from '../../src/live/plans/create-plan-service.ts'
import { openStore, type Store } from '../../src/live/store/store.ts'
import type { CallOutcome, CallRequest } from '../../src/live/targets/target.ts'
import type { Plan, PlanAction, PlanState } from '../../src/model/plan.ts'
import { crashRequest } from './fleet.ts'
import { openTarget, withFaults } from './open-target.ts'
import type { TargetWords } from './world.ts'

// An adapter that carries one plan through, and dies by SIGKILL at the write it is told to. Run again it goes on. Its
// target is the one that FOLDER/target.json tells of.
//   node adapter.js FOLDER SCENARIO WRITE NUMBER      WRITE: none, journal-before, journal-after, status-before, …

const [folder, scenario, write, number] = process.argv.slice(2)
const dieAt = Number(number)
const counts = { journal: 0, status: 0 }

function dieIf(kind: 'journal' | 'status', when: 'before' | 'after', count: number): void {
  // A commit may carry several writes: the first one that has the n-th is the one to die after.
  const isDue = when === 'before' ? count === dieAt : count >= dieAt
  if (write === `${kind}-${when}` && isDue) process.kill(process.pid, 'SIGKILL')
}

/** The store, whose writes may be the last thing that this process does. */
function mortal(store: Store): Store {
  const { journal, plans } = store
  return {
    ...store,
    journal: {
      ...journal,
      append(line) {
        // How often something is waited for is chance.
        if (line.phase === 'wait' || line.phase === 'unreachable') return journal.append(line)
        counts.journal++
        dieIf('journal', 'before', counts.journal)
        journal.append(line)
      },
    },
    plans: {
      ...plans,
      saveStatus(name, status, journalId) {
        counts.status++
        dieIf('status', 'before', counts.status)
        plans.saveStatus(name, status, journalId)
      },
    },
    async soon(run) {
      await store.soon(run)
      dieIf('journal', 'after', counts.journal)
    },
    transaction(run) {
      const value = store.transaction(run)
      dieIf('status', 'after', counts.status)
      return value
    },
  }
}

/** What a person does next, by the state of the plan; null when there is nothing left to do. */
function nextAction(plan: Plan): readonly [PlanAction, string] | null {
  const next: Partial<Record<PlanState, readonly [PlanAction, string]>> = {
    draft: ['propose', 'ada'],
    proposed: ['approve', 'bob'],
    approved: ['apply', 'ada'],
    paused: ['resume', 'ada'],
    ...(scenario === 'back' ? { applied: ['rollback', 'ada'] } : {}),
    ...(scenario === 'halt' ? { halted: ['resume', 'ada'] } : {}),
  }
  return next[plan.status.state] ?? null
}

const opened = openStore(folder)
if (!opened.ok) throw new Error(JSON.stringify(opened.faults))
const store = mortal(opened.value)
const words = JSON.parse(readFileSync(`${folder}/target.json`, 'utf8')) as TargetWords
const target = await openTarget(words, store)
/** Which call finds somebody else's work in place of the pod that was ended. */
const clashAt = words.kind === 'sandbox' ? 'apply' : 'create'
// Which steps are in hand beside one that clashes is chance; one at a time there is none.
const concurrency = scenario === 'clash' ? 1 : 4
let calls = 0

async function faultOf({ step, direction, call }: CallRequest): Promise<CallOutcome | null> {
  if (scenario === 'clash' && step.number === 30 && direction === 'forward' && call === clashAt) {
    return { kind: 'clash', host: 'h01', reason: 'somebody' }
  }
  if (++calls === 40 && (scenario === 'pause' || scenario === 'halt')) await service.act('plan-a', scenario, 'ada')
  return null
}

const limits = { concurrency, healthPollMs: 50 }
const service = createPlanService({ store, target: withFaults(target, faultOf), limits })
service.start()
if (service.get('plan-a') === null) {
  const created = await service.create(crashRequest(words.kind), 'ada')
  if (created.kind !== 'created') throw new Error(JSON.stringify(created))
}
for (;;) {
  const plan = service.get('plan-a') as Plan
  const next = nextAction(plan)
  if (next !== null) {
    const outcome = await service.act('plan-a', ...next)
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  } else if (plan.status.state !== 'applying') break
  await nextTurn()
}
await service.close()
await target.close()
const end = service.get('plan-a') as Plan
const decisions = end.spec.steps.map(({ kind, pod, before, after }) => ({ kind, pod, before, after }))
const result = {
  state: end.status.state,
  reason: end.status.reason,
  steps: end.status.steps.map((step) => step.state),
  clashes: end.status.clashes,
  closed: end.status.closed,
  digest: digestOf({ decisions, waves: end.spec.waves }),
  cordons: store.cordons.all(),
  journal: opened.value.journal
    .linesOf('plan-a')
    .filter(({ phase }) => phase !== 'wait' && phase !== 'unreachable')
    .map(({ step, direction, call, phase }) => {
      return { step, kind: end.spec.steps[step - 1]?.kind ?? 'drain', direction, call, phase }
    }),
  counts,
}
process.stdout.write(JSON.stringify(result))
opened.value.close()
