import { digestOf } from '../../src/live/plans/canonical.ts'
import { PLAN_STATES } from '../../src/model/plan.ts'
import { planNamed } from '../unit/live/http/scripted.ts'
import { type Row, row } from './row.ts'

/** A plan request with every kind of intent, as it is sent. */
export const PLAN_REQUEST = JSON.stringify({
  apiVersion: 'berth.dev/v1alpha1',
  kind: 'PlanRequest',
  metadata: { name: 'friday' },
  spec: {
    intents: [
      { kind: 'bind', pods: ['shop/web-1'] },
      {
        kind: 'create',
        game: 'moba',
        zone: 'z1',
        component: 'logic',
        pods: ['moba/z1/logic-0'],
        request: {
          ...{ cpus: 4, memoryMib: 4096, diskMib: 0, ioKibps: 0, network: 'bridge', numa: 'single' },
          ...{ where: {}, spread: [{ scope: 'zone', domain: 'rack', limit: 2 }], profile: 'pack' },
        },
      },
      { kind: 'resize', pod: 'moba/z1/logic-1', cpus: 8, memoryMib: 8192 },
      { kind: 'release', pod: 'moba/z1/logic-2' },
      { kind: 'migrate', pod: 'shop/web-2' },
      { kind: 'drain', host: 'sz-a-m01-h0001' },
    ],
    profile: 'spread',
    waves: { canary: 1, size: 5 },
    gate: { timeoutMs: 60000, settleMs: 1000 },
  },
})

const NAME = 'expected a name of at most 63 characters: a-z, 0-9 and hyphens inside'
const POD = 'expected a pod name of one to three parts of a-z, 0-9, dots and hyphens, such as game/zone/component-0'
const KIND = 'expected one of bind, create, resize, release, migrate, drain'

export const PLAN_REQUEST_ROWS: readonly Row[] = [
  row('a request of another kind', [['PlanRequest', 'Plan']], 'kind: found "Plan", expected PlanRequest'),
  row('a request whose name is none', [['friday', 'Friday!']], `metadata.name: found "Friday!", ${NAME}`),
  row('an intent that is none', [['"kind":"bind"', '"kind":"bend"']], `spec.intents[0].kind: found "bend", ${KIND}`),
  row('a pod named by a path', [['shop/web-1', '../shop']], `spec.intents[0].pods[0]: found "../shop", ${POD}`),
  row(
    'a pod that must keep apart from its own kind',
    [
      [
        '"profile":"pack"',
        '"peers":[{"kind":"apart","component":"logic.2","scope":"zone","domain":"host"}],"profile":"pack"',
      ],
    ],
    'spec.intents[1].request.peers[0].component: found "logic.2", expected another component; spread and together are about its own pods',
  ),
  row(
    'no pod to bind',
    [['["shop/web-1"]', '[]']],
    'spec.intents[0].pods: found a list of 0, expected a list of 1 to 20000',
  ),
  row(
    'a pod to make without Cpus, on a network that is none, and a rule of nothing',
    [
      ['"cpus":4', '"cpus":0'],
      ['"bridge"', '"host"'],
      ['"domain":"rack"', '"domain":"row"'],
    ],
    'spec.intents[1].request.cpus: found 0, expected a whole number from 1 to 1024',
    'spec.intents[1].request.network: found "host", expected one of sriov, bridge',
    'spec.intents[1].request.spread[0].domain: found "row", expected one of host, rack, module, idc',
  ),
  row(
    'a size with a slip of the pen',
    [['"cpus":8,', '"cpu":8,']],
    'spec.intents[2].cpus: found nothing, expected a whole number from 1 to 1024',
    'spec.intents[2].cpu: found an unknown key, expected cpus (did you mean that?)',
  ),
  row(
    'half a Cpu',
    [['"cpus":8', '"cpus":7.5']],
    'spec.intents[2].cpus: found 7.5, expected a whole number from 1 to 1024',
  ),
  row('a release of nothing', [['"moba/z1/logic-2"', 'null']], `spec.intents[3].pod: found null, ${POD}`),
  row('a host to drain that is none', [['sz-a-m01-h0001', 'SZ']], `spec.intents[5].host: found "SZ", ${NAME}`),
  row(
    'a profile for all that is none',
    [['"spread","waves"', '"fast","waves"']],
    'spec.profile: found "fast", expected one of pack, spread',
  ),
  row(
    'waves of nothing',
    [['"size":5', '"size":0']],
    'spec.waves.size: found 0, expected a whole number from 1 to 20000',
  ),
  row(
    'a gate that waits for more than a day',
    [['60000', '86400001']],
    'spec.gate.timeoutMs: found 86400001, expected a whole number from 0 to 86400000',
  ),
  row(
    'faults in the frame and in the intents, all told',
    [
      ['"bind"', '"bend"'],
      ['"canary":1,', ''],
      ['"shop/web-2"', '7'],
    ],
    'spec.waves.canary: found nothing, expected a whole number from 1 to 20000',
    `spec.intents[0].kind: found "bend", ${KIND}`,
    `spec.intents[4].pod: found 7, ${POD}`,
  ),
]

/** A plan of one release, as `berth plans show -o json` writes it; its digest is not looked at by the parser. */
export const PLAN = JSON.stringify(planNamed('p', 'ann'))
const { digest: _, ...SPEC } = planNamed('p', 'ann').spec
/** What its digest would have to be. */
export const PLAN_DIGEST = digestOf(SPEC)

export const PLAN_ROWS: readonly Row[] = [
  row(
    'a plan of another version',
    [['v1alpha1', 'v2']],
    'apiVersion: found "berth.dev/v2", expected berth.dev/v1alpha1',
  ),
  row(
    'a plan for a target that is none',
    [['"kind":"sandbox"', '"kind":"cloud"']],
    'spec.target.kind: found "cloud", expected one of kubernetes, agents, sandbox',
  ),
  row(
    'a step before the first, of a kind that is none',
    [['"number":1,"kind":"release"', '"number":0,"kind":"retire"']],
    'spec.steps[0].number: found 0, expected a whole number from 1 to 20000',
    'spec.steps[0].kind: found "retire", expected one of bind, create, resize, release, migrate',
  ),
  row(
    'a decision of a kind that is none',
    [['"atUs":0,"kind":"release"', '"atUs":-1,"kind":"keep"']],
    'spec.steps[0].decision.atUs: found -1, expected a whole number from 0 to 9007199254740991',
    'spec.steps[0].decision.kind: found "keep", expected one of place, resize, migrate, release, refuse',
  ),
  row(
    'a holding that lacks all but its host',
    [['"before":null', '"before":{"host":"h1"}']],
    'spec.steps[0].before.cpus: found nothing, expected a Cpu list such as 0-3,48-51, ascending, below 1024',
    'spec.steps[0].before.memoryMib: found nothing, expected a map from NumaNode ids to MiB',
    'spec.steps[0].before.network: found nothing, expected one of sriov, bridge',
    'spec.steps[0].before.ip: found nothing, expected an IPv4 address',
    `spec.steps[0].before.segment: found nothing, ${NAME}`,
    'spec.steps[0].before.mac: found nothing, expected a MAC in lower-case hex with colons',
  ),
  row(
    'a digest that is none',
    [['dddddddd', 'DDDDDDDD']],
    `spec.digest: found "${'D'.repeat(8)}${'d'.repeat(56)}", expected a sha256 in lower-case hex`,
  ),
  row(
    'a plan in a state that is none',
    [['"state":"draft"', '"state":"done"']],
    `status.state: found "done", expected one of ${PLAN_STATES.join(', ')}`,
  ),
  row(
    'a plan whose intent is none',
    [['"intents":[{"kind":"release"', '"intents":[{"kind":"retire"']],
    `spec.intents[0].kind: found "retire", ${KIND}`,
  ),
]
