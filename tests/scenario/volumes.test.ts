import { expect, test } from 'vitest'
import { bundled, runScenario } from './run-scenario.ts'

test('when an IDC is lost, volumes come back with their pods and what lay on paths of hosts does not', () => {
  const scenario = bundled('volumes', 'smoke')
  const { decisions, summary } = runScenario(scenario)
  const volumes = new Map<string, string>()
  const idcs = new Map<string, Set<string>>()
  let [recovered, onPaths, moved] = [0, 0, 0]
  for (const decision of decisions) {
    if (decision.kind !== 'place') continue
    const { pod, cause, holding } = decision
    const { idc } = scenario.fleet.hosts[holding.host]
    const own = `${holding.volumePool} ${holding.volumeMib}`
    if (cause === 'recover') {
      expect([pod.name, own]).toEqual([pod.name, volumes.get(pod.name)])
      if (holding.volumePool >= 0) recovered++
      else onPaths++
      if (holding.volumePool >= 0 && idcs.get(pod.name)?.has(idc) === false) moved++
    }
    volumes.set(pod.name, own)
    idcs.set(pod.name, (idcs.get(pod.name) ?? new Set()).add(idc))
  }
  expect(summary.afterHostLoss).toEqual({ volumesKept: recovered, pathsLost: onPaths })
  expect(onPaths).toBeGreaterThan(10)
  // Databases go on in the other IDC; volumes of the pool of the lost one wait for its hosts.
  expect(moved).toBeGreaterThan(3)
  expect(summary.refusalsByFilter['Volume']).toEqual({ refusals: 3, hosts: 12 })
  expect(summary.placeWaitUs.max).toBe(3 * 3_600_000_000)
})

test('a run without volumes says nothing of data', () => {
  expect(runScenario(bundled('new-servers', 'smoke')).summary.afterHostLoss).toBeUndefined()
})
