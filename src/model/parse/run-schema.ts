import { SCENARIO_SIZES } from '../scenario.ts'
import * as scalars from './scalars.ts'
import { API_VERSION, record } from './shapes.ts'

const SAFE_MAX = Number.MAX_SAFE_INTEGER
const count = scalars.integer(0, SAFE_MAX)
const sha256 = scalars.matching(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex')

/** Kind `Run`, the `manifest.json` of a run directory. */
export const runSchema = record({
  apiVersion: scalars.word([API_VERSION]),
  kind: scalars.word(['Run']),
  metadata: record({ name: scalars.text(200) }),
  spec: record({
    scenario: scalars.text(200),
    scenarioDigest: sha256,
    size: scalars.word(SCENARIO_SIZES).nullable(),
    seed: count.nullable(),
    profile: scalars.text(63).nullable(),
    engineVersion: scalars.text(60),
    log: scalars.word(['full', 'digest']),
  }),
  status: record({
    decisionDigest: sha256,
    eventDigest: sha256,
    counts: record({
      events: count,
      decisions: count,
      place: count,
      resize: count,
      migrate: count,
      release: count,
      refuse: count,
    }),
    wallMs: scalars.number(0, SAFE_MAX),
  }),
})
