import { row } from './row.ts'

export const PROFILES = `apiVersion: berth.dev/v1alpha1
kind: Profiles
metadata: {name: mine}
spec:
  profiles:
    - {name: tight, fill: pack, scores: {CpuPacked: 3, NumaTight: 2}}
    - {name: airy, fill: spread, scores: {MemoryFree: 1}}
    - name: kube-pods
      kube:
        topologyManagerPolicy: restricted
        topologyManagerScope: pod
        topologyManagerPolicyOptions: {prefer-closest-numa-nodes: "true"}
        cpuManagerPolicyOptions: {full-pcpus-only: "true"}
        memoryManagerPolicy: None
        sampling: {percentageOfNodesToScore: 50, seed: 7}
`

export const PROFILES_ROWS = [
  row(
    'a name twice, a stock name',
    [
      ['name: airy', 'name: tight'],
      ['{name: tight, fill: pack', '{name: pack, fill: pack'],
    ],
    'spec.profiles[0].name: found "pack", expected a name no other profile has',
  ),
  row(
    'two profiles of one name and one without a weight',
    [
      ['name: airy', 'name: tight'],
      ['{MemoryFree: 1}', '{}'],
    ],
    'spec.profiles[1].name: found "tight", expected a name no other profile has',
    'spec.profiles[1].scores: found no weight, expected a weight of one of CpuPacked, CpuFree, MemoryFree, NumaFewest, NumaTight, VfSpared',
  ),
  row(
    'weights that are none, of plug-ins that are none',
    [
      ['CpuPacked: 3', 'CpuPackt: 3'],
      ['NumaTight: 2', 'NumaTight: 0'],
      ['MemoryFree: 1', 'MemoryFree: 1.5'],
      ['fill: spread', 'fill: half'],
    ],
    'spec.profiles[0].scores.NumaTight: found 0, expected a whole number from 1 to 1000',
    'spec.profiles[0].scores.CpuPackt: found an unknown key, expected CpuPacked (did you mean that?)',
    'spec.profiles[1].fill: found "half", expected one of pack, spread',
    'spec.profiles[1].scores.MemoryFree: found 1.5, expected a whole number from 1 to 1000',
  ),
  row(
    'a profile that says neither how it fills nor what it weighs',
    [['fill: pack, scores: {CpuPacked: 3, NumaTight: 2}', '']],
    'spec.profiles[0].fill: found nothing, expected one of pack, spread',
    'spec.profiles[0].scores: found nothing, expected a map with CpuPacked, CpuFree, MemoryFree, NumaFewest, NumaTight, VfSpared',
  ),
  row(
    'stock Kubernetes with policies, amounts and values that are none',
    [
      ['Policy: restricted', 'Policy: strict'],
      ['Scope: pod', 'Scope: node'],
      ['full-pcpus-only: "true"', 'full-pcpus-only: true'],
      ['Policy: None', 'Policy: none'],
      ['Score: 50, seed: 7', 'Score: 101'],
    ],
    'spec.profiles[2].kube.topologyManagerPolicy: found "strict", expected one of none, best-effort, restricted, single-numa-node',
    'spec.profiles[2].kube.topologyManagerScope: found "node", expected one of container, pod',
    'spec.profiles[2].kube.cpuManagerPolicyOptions.full-pcpus-only: found true, expected a text of 1 to 63 characters',
    'spec.profiles[2].kube.memoryManagerPolicy: found "none", expected one of Static, None',
    'spec.profiles[2].kube.sampling.percentageOfNodesToScore: found 101, expected a whole number from 0 to 100',
    'spec.profiles[2].kube.sampling.seed: found nothing, expected a whole number from 0 to 9007199254740991',
  ),
  row(
    "stock Kubernetes beside the engine's own words",
    [['      kube:\n', '      fill: pack\n      kube:\n']],
    'spec.profiles[2].fill: found a value, expected none beside kube, which chooses its own way',
  ),
]
