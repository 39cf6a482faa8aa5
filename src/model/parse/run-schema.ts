import { z } from 'zod'
import { SCORE_NAMES, WEIGHT_MAX } from '../profile.ts'
import { CACHE_CHECKS, SCENARIO_SIZES } from '../scenario.ts'
import { ranKube } from './kube-profile.ts'
import * as scalars from './scalars.ts'
import { API_VERSION, list, record } from './shapes.ts'

const SAFE_MAX = Number.MAX_SAFE_INTEGER
const count = scalars.integer(0, SAFE_MAX)
const sha256 = scalars.matching(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex')

const counts = record({
  events: count,
  decisions: count,
  place: count,
  resize: count,
  migrate: count,
  release: count,
  refuse: count,
})

const weight = scalars.integer(1, WEIGHT_MAX)

/** A profile that a run had beside the stock ones. */
const ranProfile = record({
  name: scalars.name,
  packs: z.boolean({ error: 'true or false' }),
  scores: list(record({ plugin: scalars.word(SCORE_NAMES), weight }), 0, SCORE_NAMES.length),
  own: record({
    filters: list(scalars.text(63), 0, 100),
    scores: list(record({ plugin: scalars.text(63), weight }), 0, 100),
    reserve: z.boolean({ error: 'true or false' }),
    resize: z.boolean({ error: 'true or false' }),
  }).optional(),
  kube: ranKube.optional(),
})

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
    luck: record({
      forecast: count.optional(),
      failures: count.optional(),
      noise: count.optional(),
    }).optional(),
    profile: scalars.text(63).nullable(),
    profiles: list(ranProfile, 1, 1_000).optional(),
    check: scalars.word(CACHE_CHECKS).optional(),
    policyDigest: sha256.optional(),
    engineVersion: scalars.text(60),
    log: scalars.word(['full', 'digest']),
  }),
  status: record({
    decisionDigest: sha256,
    eventDigest: sha256,
    counts,
    wallMs: scalars.number(0, SAFE_MAX),
  }),
})

/** Kind `RunCut`, the `cut.json` of a run directory. */
export const runCutSchema = record({
  apiVersion: scalars.word([API_VERSION]),
  kind: scalars.word(['RunCut']),
  metadata: record({ name: scalars.text(200) }),
  spec: record({ words: list(scalars.text(100_000), 1, 1_000), engineVersion: scalars.text(60) }),
  status: record({ atUs: count, decisionDigest: sha256, eventDigest: sha256, counts }),
})
