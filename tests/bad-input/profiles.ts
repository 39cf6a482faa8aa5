import { row } from './row.ts'

export const PROFILES = `apiVersion: berth.dev/v1alpha1
kind: Profiles
metadata: {name: mine}
spec:
  profiles:
    - {name: tight, fill: pack, scores: {CpuPacked: 3, NumaTight: 2}}
    - {name: airy, fill: spread, scores: {MemoryFree: 1}}
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
]
