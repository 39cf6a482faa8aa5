import { expect, it } from 'vitest'
import type { ExplainedDecision } from '../../../simulator/what-if/run-explainer.ts'
import { explanationText } from '../../../src/cli/explain/explanation-text.ts'

const REFUSED = {
  line: { seq: 2, atUs: 0, kind: 'refuse', action: 'place', pod: 'g/z/a-1' },
  explanation: {
    ...{ seq: 2, action: 'place', cpus: 8, cpuMilli: 0, memoryMib: 1000, profile: 'pack' },
    ...{ hosts: 1, refused: [{ filter: 'Spread', hosts: 1 }], feasible: 0, ranking: [], tied: 0 },
    ...{ inPlace: null, nearest: null },
  },
  tried: null,
}

it.each([
  [1, 'one move'],
  [3, 'up to 3 moves'],
])('says which moves it tried where %d off one host make no room, for others might', (movesMax, many) => {
  const explained = { ...REFUSED, room: { movesMax, lines: [] } } as unknown as ExplainedDecision
  const [room] = /^room: .*$/m.exec(explanationText(explained, [])) ?? []
  expect(room).toContain(`no host has any after ${many} off it`)
  expect(room).toContain('elsewhere were not tried')
})
