import { expect, test } from 'vitest'
import { filesElsewhere } from '../../../src/workbench/files-elsewhere.ts'

const PLAN = new File(['{\n  "apiVersion": "berth.dev/v1alpha1",\n  "kind": "FleetPlan"\n}'], 'plan.json')
const SMALL = new File(['{"apiVersion":"berth.dev/v1alpha1","kind":"PlanRequest"}'], 'request.json')
const SCENARIO = new File(['apiVersion: berth.dev/v1alpha1\nkind: Scenario\n'], 'a.yaml')
const RUN = ['manifest.json', 'fleet.json'].map((name) => new File(['{}'], name))
const POLICY = new File(['export default {}'], 'policy.ts')

test.each([
  ['scenario', [PLAN], 'a fleet plan', 'a scenario. Drop it on Buying plan.'],
  ['scenario', [POLICY], 'a policy', 'a scenario. berth serve --policy FILE gives it to all pages.'],
  ['plan', [SMALL], 'a plan for a live fleet', 'a fleet plan, or a scenario. Push takes it, at Make a plan.'],
  ['run', [SCENARIO], 'a scenario', 'the files of a run directory. Drop it on the page of a run, or on Futures.'],
  ['plan', RUN.slice(0, 1), 'a file of a run', /Drop it on Prove, with all files of its directory/],
] as const)(
  'what is dropped on the page of a %s and belongs elsewhere is told where',
  async (here, files, found, words) => {
    const [fault] = await filesElsewhere(here, files)
    expect(fault).toMatchObject({ path: files[0].name, found, expected: expect.stringMatching(words) })
  },
)

test('what a page opens, or nobody knows, is left to the page', async () => {
  for (const file of [SCENARIO, new File(['a: ['], 'worse.yaml')])
    expect(await filesElsewhere('scenario', [file])).toEqual([])
  expect(await filesElsewhere('run', [...RUN, PLAN])).toEqual([])
  expect(await filesElsewhere('scenario', [PLAN, SCENARIO])).toEqual([])
  expect((await filesElsewhere('scenario', RUN)).map(({ path }) => path)).toEqual(['manifest.json', 'fleet.json'])
})
