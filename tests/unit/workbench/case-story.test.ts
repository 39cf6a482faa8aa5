import { expect, test } from 'vitest'
import { breakStep, caseStory } from '../../../src/workbench/prove/case/case-story.ts'
import type { BrokenLaw, OpenedCase } from '../../../src/worker/cases-protocol.ts'

const WAITS: BrokenLaw = { law: 'L12', file: 'events', line: 1, message: 'it was neither placed nor refused', pod: 'p' }
const STOPS = `${WAITS.message}; the engine stops: score Odd of mine, for pod p on h: throws Error: odd`

function storyOf(more: Partial<OpenedCase>) {
  const fleet = { hosts: [], topologies: {}, segments: [], pools: [] } as unknown as OpenedCase['fleet']
  return caseStory({
    title: 'mine',
    decidedBy: 'recording',
    engineVersion: '0',
    fleet,
    profiles: [],
    profile: null,
    steps: [],
    broken: [WAITS, { ...WAITS, law: 'L6' }],
    brokenCount: 2,
    found: { law: 'L12', message: `p: ${STOPS}` },
    ...more,
  })
}

function messages(story: ReturnType<typeof storyOf>): readonly string[] {
  return (story.breaks.get(breakStep(story) ?? -1) ?? []).map(({ law, message }) => `${law} ${message}`)
}

test('a case says with the law that it was found for why the engine stopped, which no log shows', () => {
  expect(messages(storyOf({}))).toEqual([`L12 ${STOPS}`, `L6 ${WAITS.message}`])
  // Today's engine was asked anew: the word of the proof is about another one.
  expect(messages(storyOf({ decidedBy: 'engine' }))).toEqual([`L12 ${WAITS.message}`, `L6 ${WAITS.message}`])
  expect(messages(storyOf({ found: null }))).toEqual([`L12 ${WAITS.message}`, `L6 ${WAITS.message}`])
})
