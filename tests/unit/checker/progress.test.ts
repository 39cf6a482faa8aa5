import { describe, expect, it } from 'vitest'
import { viewFleet } from '../../../simulator/checker/fleet-view.ts'
import { Groups } from '../../../simulator/checker/laws/groups.ts'
import { Progress } from '../../../simulator/checker/laws/progress.ts'
import { emptyHeld, type Held, type Pod } from '../../../simulator/checker/pods.ts'
import { declare, profilesByName } from '../../../simulator/checker/profiles.ts'
import { Findings } from '../../../simulator/checker/report.ts'
import { State } from '../../../simulator/checker/state.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { goodLog } from './good-log.ts'

const PLAIN: PodRequest = {
  cpus: 1,
  memoryMib: 0,
  diskMib: 0,
  ioKibps: 0,
  network: 'bridge',
  numa: 'preferred',
  where: { modules: ['m1'] },
  spread: [],
  profile: 'pack',
}

/**
 * Module m1 is hosts h1 and h2. On h1 `first` holds Cpu 1 and an address, `filler` every other Cpu; `late` waits for 4
 * Cpus, which only h2 has. What hits: releasing `first` opens h2, not h1.
 */
function waiting(rules: Partial<PodRequest>, edit: (fleet: Fleet) => void = () => {}) {
  const { fleet } = goodLog()
  edit(fleet)
  const state = new State(viewFleet(fleet))
  const findings = new Findings(10)
  const progress = new Progress(state, findings, new Groups(state, findings))
  declare(state, { game: 'g', component: 'ruled', request: { ...PLAIN, ...rules } }, profilesByName([]))
  declare(state, { game: 'g', component: 'filler', request: PLAIN }, profilesByName([]))
  const want = (component: string, name: string, cpus: number): Pod => {
    const declared = state.components.get(`g/${component}`)
    if (declared === undefined) throw new Error('declared above')
    return state.want(name, declared, 'z', 0, { cpus, cpuMilli: 0, memoryMib: 0 }, 'launch')
  }
  const hold = (pod: Pod, cpus: number, offset: number): Held => {
    const address = { network: 'bridge', ip: '', segment: '', pool: 0, offset } as const
    const addresses = offset < 0 ? [] : [address]
    const wish = { ...emptyHeld(state.view.words), host: 0, cpuCount: pod.cpus, addresses }
    wish.cpus[0] = cpus
    state.take(pod, wish)
    if (pod.held === null) throw new Error('taken above')
    return pod.held
  }
  const first = want('ruled', 'first', 1)
  const firstHeld = hold(first, 0b10, 0)
  hold(want('filler', 'filler', 13), 0xfefc, -1)
  progress.wait(want('ruled', 'late', 4))
  progress.endInstant()
  return {
    findings,
    endFirst() {
      progress.releasing(first)
      state.give(first, firstHeld)
      progress.endInstant()
    },
  }
}

const HIT = { law: 'L12', host: 'h2', pod: 'late' }

describe('a release that opens another host than its own', () => {
  it.each([
    ['by a limit of its rack', { spread: [{ scope: 'game', domain: 'rack', limit: 1 }] } as const, undefined],
    [
      'by the last address of a pool',
      {},
      (fleet: Fleet) => void Object.assign(fleet.pools[0], { ranges: ['10.0.0.10-10.0.0.10'] }),
    ],
  ])('%s', (_, rules, edit) => {
    const { findings, endFirst } = waiting(rules, edit)
    expect(findings.violations).toEqual([])
    endFirst()
    expect(findings.violations).toMatchObject([HIT])
  })

  it('a pod that fits at once is found at once', () => {
    expect(waiting({}).findings.violations).toMatchObject([HIT])
  })
})
