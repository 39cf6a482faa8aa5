import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePlanRequest, parsePlanRequestText } from '../../../src/model/parse/plan-request.ts'
import { jsonSchema } from '../../../src/model/parse/schemas.ts'
import { faultsOfSchema } from './json-schema.ts'

const ALL = `
apiVersion: berth.dev/v1alpha1
kind: PlanRequest
metadata: {name: friday}
spec:
  intents:
    - {kind: bind}
    - {kind: bind, pods: [shop/web-1]}
    - kind: create
      game: moba
      zone: z1
      component: logic
      pods: [moba/z1/logic-0, moba/z1/logic-1]
      request:
        {cpus: 4, memoryMib: 4096, diskMib: 0, ioKibps: 0, network: bridge, numa: single, where: {}, spread: [],
        profile: pack}
      template: {spec: {containers: []}}
    - {kind: resize, pod: moba/z1/logic-0, cpus: 8, memoryMib: 8192}
    - {kind: release, pod: moba/z1/logic-1}
    - {kind: migrate, pod: shop/web-1}
    - {kind: drain, host: sz-a-m01-h0001}
  profile: spread
  waves: {canary: 1, size: 5}
  gate: {timeoutMs: 60000, settleMs: 1000}
`

const FAULTY: readonly (readonly [string, string, string, string])[] = [
  ['kind: PlanRequest', 'kind: Plan', 'kind', 'PlanRequest'],
  ['{kind: bind}', '{kind: bend}', 'spec.intents[0].kind', 'one of bind, create'],
  ['{kind: bind}', 'bind', 'spec.intents[0].kind', 'one of bind, create'],
  ['pods: [shop/web-1]', 'pods: []', 'spec.intents[1].pods', 'a list of 1 to'],
  ['pods: [shop/web-1]', 'pods: [../x]', 'spec.intents[1].pods[0]', 'a pod name'],
  ['numa: single', 'numa: one', 'spec.intents[2].request.numa', 'one of single'],
  ['cpus: 8', 'cpus: 2.5', 'spec.intents[3].cpus', 'a whole number from 1'],
  ['cpus: 8', 'cpu: 8', 'spec.intents[3].cpu', 'cpus (did you mean that?)'],
  ['{kind: drain, host: sz', '{kind: drain, host: ../sz', 'spec.intents[6].host', 'a name'],
  ['profile: spread', 'profile: fast', 'spec.profile', 'one of pack'],
  ['size: 5', 'size: 0', 'spec.waves.size', 'a whole number from 1'],
  ['name: friday', 'name: Friday!', 'metadata.name', 'a name'],
  ['{cpus: 4, ', '{cpus: 4, cpuMilli: 500, ', 'spec.intents[2].request.cpuMilli', 'one of cpus'],
]

describe('a plan request', () => {
  it('may hold every kind of intent', () => {
    const parsed = parsePlanRequestText(ALL)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
    expect(parsed.value.spec.intents.map(({ kind }) => kind)).toEqual([
      'bind',
      'bind',
      'create',
      'resize',
      'release',
      'migrate',
      'drain',
    ])
    expect(parsePlanRequest(JSON.parse(JSON.stringify(parsed.value)))).toEqual(parsed)
    expect(faultsOfSchema(jsonSchema('PlanRequest'), parsed.value)).toEqual([])
  })

  it('of the documentation is one', () => {
    const text = readFileSync(new URL('../../../docs/examples/evening.yaml', import.meta.url), 'utf8')
    expect(parsePlanRequestText(text)).toMatchObject({ ok: true, value: { metadata: { name: 'evening' } } })
  })

  it.each(FAULTY)('with %s -> %s is told %s', (found, instead, path, expected) => {
    expect(ALL).toContain(found)
    const parsed = parsePlanRequestText(ALL.replace(found, instead))
    expect(parsed.ok ? [] : parsed.faults).toContainEqual({
      path,
      found: expect.any(String),
      expected: expect.stringContaining(expected),
    })
  })

  it('is told all of its faults at once', () => {
    let text = ALL
    for (const [found, instead] of [FAULTY[1], FAULTY[4], FAULTY[5], FAULTY[6], FAULTY[9], FAULTY[11]]) {
      text = text.replace(found, instead)
    }
    const parsed = parsePlanRequestText(text)
    expect(parsed.ok ? [] : parsed.faults.map(({ path }) => path).sort()).toEqual([
      'metadata.name',
      'spec.intents[0].kind',
      'spec.intents[1].pods[0]',
      'spec.intents[2].request.numa',
      'spec.intents[3].cpus',
      'spec.profile',
    ])
  })

  it.each([null, [], 7, 'x', {}, { spec: [] }, { spec: { intents: {} } }])('is never thrown at: %j', (document) => {
    expect(parsePlanRequest(document).ok).toBe(false)
  })
})
