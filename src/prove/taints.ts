import fc from 'fast-check'
import type { Taint } from '../model/kube/node.ts'
import type { PodRequest } from '../model/request.ts'

const taint: fc.Arbitrary<Taint> = fc.record({
  key: fc.constantFrom('batch', 'gpu'),
  value: fc.constantFrom('', 'only'),
  effect: fc.constantFrom('NoSchedule' as const, 'PreferNoSchedule' as const, 'NoExecute' as const),
})

/** Taints of a host: mostly none, so that pods find their way. */
export const taintLists: fc.Arbitrary<readonly Taint[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(taint, { minLength: 1, maxLength: 2 }) },
)

/** What a request tolerates: mostly nothing. */
export const tolerationLists: fc.Arbitrary<Pick<PodRequest, 'tolerations'>> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record({
      tolerations: fc.array(
        fc.record({
          key: fc.constantFrom('', 'batch', 'gpu'),
          operator: fc.constantFrom('Equal' as const, 'Exists' as const),
          value: fc.constantFrom('', 'only'),
          effect: fc.constantFrom(
            '' as const,
            'NoSchedule' as const,
            'PreferNoSchedule' as const,
            'NoExecute' as const,
          ),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  },
)
