import { expect, test } from 'vitest'
import { KubeDefault } from '../../../../src/engine/kube-default/kube-default.ts'
import { type Baseline, baselineNamed } from '../../../../src/model/baseline.ts'
import { fleetOf, PLAIN, smtHost } from '../small-fleet.ts'

/** Two NumaNodes of 8 GiB, VFs on the first. */
const HOST = { ...smtHost('a'), nics: [{ name: 'eth0', numa: 0, vfs: 4 }] }

test('a pod is placed where the kubelet counts memory as free that an ended pod had elsewhere', () => {
  const scheduler = new KubeDefault(fleetOf([HOST]), baselineNamed('kube-best-effort') as Baseline)
  const ask = (component: string, memoryMib: number, network: 'nat' | 'sriov'): readonly string[] => {
    const who = { game: 'g', component }
    const asked = { pod: `g/z/${component}-0`, zone: 'z', cpus: 2, memoryMib, cause: 'launch' } as const
    scheduler.observe({ atUs: 0, kind: 'component', ...who, request: { ...PLAIN, network } })
    scheduler.observe({ atUs: 0, kind: 'request', ...who, ...asked })
    return scheduler.decide(0).map((made) => (made.kind === 'place' ? made.holding.memoryMib.join('+') : made.kind))
  }
  expect(ask('large', 10_240, 'nat')).toEqual(['8192+2048'])
  expect(ask('ends', 3072, 'nat')).toEqual(['0+3072'])
  scheduler.observe({ atUs: 0, kind: 'release', pod: 'g/z/ends-0', cause: 'game-end' })
  // Its kubelet gave the 3 GiB back to the first NumaNode, where the VF is; the pages are free on the second.
  expect(ask('late', 2048, 'sriov')).toEqual(['release', '0+2048'])
})
