import { expect, test } from 'vitest'
import { KubeDefault } from '../../../../src/engine/kube-default/kube-default.ts'
import { type Baseline, baselineNamed } from '../../../../src/model/baseline.ts'
import type { PodRequest } from '../../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from '../small-fleet.ts'

/** Where three pods of a component go on two hosts when the second is lost after the first two, or what refuses one. */
function placed(rules: Partial<PodRequest>): readonly string[] {
  const hosts = ['a', 'b']
  const fleet = fleetOf(hosts.map((name) => smtHost(name)))
  const scheduler = new KubeDefault(fleet, baselineNamed('kube-default') as Baseline)
  const who = { game: 'g', component: 'web' }
  const { cpus, memoryMib } = PLAIN
  scheduler.observe({ atUs: 0, kind: 'component', ...who, request: { ...PLAIN, ...rules } })
  return [0, 1, 2].flatMap((atUs) => {
    const pod = { pod: `g/z/web-${atUs}`, zone: 'z', cpus, memoryMib, cause: 'launch' } as const
    scheduler.observe({ atUs, kind: 'request', ...who, ...pod })
    if (atUs === 2) scheduler.observe({ atUs, kind: 'host-lost', host: 'b' })
    return scheduler.decide(atUs).map((decision) => {
      if (decision.kind === 'refuse') return decision.reasons.map((each) => `${each.filter} ${each.hosts}`).join()
      return decision.kind === 'place' || decision.kind === 'release'
        ? `${decision.kind} ${hosts[decision.holding.host]}`
        : decision.kind
    })
  })
}

test('a lost host stays a Node without pods where pods are spread, and is told as not up', () => {
  const spread = [{ scope: 'game', domain: 'host', limit: 2 }] as const
  expect(placed({ spread })).toEqual(['place a', 'place b', 'release b', 'place a', 'HostUp 1,SpreadLimit 1'])
})

test('what refuses a lost host is explained in the words of kube-scheduler', () => {
  const fleet = fleetOf(['a', 'b'].map((name) => smtHost(name)))
  const scheduler = new KubeDefault(fleet, baselineNamed('kube-default') as Baseline)
  const { cpus, memoryMib } = PLAIN
  scheduler.observe({ atUs: 0, kind: 'component', game: 'g', component: 'web', request: PLAIN })
  scheduler.observe({ atUs: 0, kind: 'host-lost', host: 'b' })
  const pod = { pod: 'g/z/web-0', zone: 'z', cpus, memoryMib, cause: 'launch' } as const
  scheduler.observe({ atUs: 0, kind: 'request', game: 'g', component: 'web', ...pod })
  const [{ refused }] = scheduler.decideAndExplain(0, pod.pod, 1).explanations
  const text = 'node(s) had untolerated taint(s)'
  expect(refused).toEqual([{ filter: 'TaintToleration', hosts: 1, words: [{ text, hosts: 1 }] }])
})

test('nothing goes to a lost host, not even a pod that tolerates everything', () => {
  const tolerations = [{ key: '', operator: 'Exists', value: '', effect: '' }] as const
  expect(placed({ tolerations })).toEqual(['place a', 'place b', 'release b', 'place a', 'place a'])
})
