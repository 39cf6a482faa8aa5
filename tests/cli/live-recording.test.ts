import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEngine, ENGINE_VERSION } from '../../src/engine/engine.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Event } from '../../src/model/event.ts'
import { fleetOf, PLAIN, smtHost } from '../unit/engine/small-fleet.ts'
import { found } from '../unit/engine/small-story.ts'
import { berth, inScratch } from './berth.ts'

const FLEET = fleetOf([smtHost('h1'), smtHost('h2')])
const who = (ordinal: number) => ({ pod: `default/web-${ordinal}`, game: 'default', zone: 'main', component: 'web' })

/** A live fleet as an adapter tells of it: what is there, then what happens. */
const EVENTS: readonly Event[] = [
  { atUs: 0, kind: 'component', game: 'default', component: 'web', request: PLAIN },
  { atUs: 0, kind: 'foreign', host: 'h1', cpus: '7,15', memoryMib: { 1: 512 } },
  { atUs: 0, kind: 'adopt', ...who(0), ...found('h1', '0,8', '10.0.0.40') },
  { atUs: 0, kind: 'request', ...who(1), cpus: 2, memoryMib: 1024, cause: 'plan' },
  { atUs: 5, kind: 'cordon', host: 'h1' },
  { atUs: 5, kind: 'migrate', pod: who(0).pod, cause: 'drain' },
  { atUs: 9, kind: 'forget', pod: who(1).pod },
  { atUs: 9, kind: 'foreign', host: 'h1', cpus: '', memoryMib: {} },
  { atUs: 12, kind: 'uncordon', host: 'h1' },
  { atUs: 12, kind: 'release', pod: who(0).pod, cause: 'gone' },
]

/** Writes the recording of these events, as an adapter would. */
function writeRecording(folder: string, events: readonly Event[]): void {
  const engine = createEngine(FLEET)
  const write = createDecisionWriter(FLEET)
  const kinds = { place: 0, resize: 0, migrate: 0, release: 0, refuse: 0 }
  let decisions = ''
  for (const atUs of new Set(EVENTS.map((event) => event.atUs))) {
    for (const event of EVENTS) if (event.atUs === atUs) engine.observe(event)
    for (const decision of engine.decide(atUs)) {
      kinds[decision.kind]++
      decisions += `${write(decision)}\n`
    }
  }
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  const counts = { events: events.length, decisions: decisions.split('\n').length - 1, ...kinds }
  const [scenario, scenarioDigest] = ['live', '0'.repeat(64)]
  const spec = { scenario, scenarioDigest, size: 'smoke', seed: 0, profile: null, engineVersion: ENGINE_VERSION }
  const manifest = {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'Run',
    metadata: { name: 'live' },
    spec: { ...spec, log: 'full' },
    status: { decisionDigest: sha256(decisions), eventDigest: sha256(lines), counts, wallMs: 1 },
  }
  const files = { 'fleet.json': JSON.stringify(FLEET), 'manifest.json': JSON.stringify(manifest) }
  const logs = { 'events.ndjson': lines, 'decisions.ndjson': decisions }
  for (const [name, text] of Object.entries({ ...files, ...logs })) writeFileSync(join(folder, name), text)
}

describe('a recording of a live fleet', () => {
  it('replays to its own digest and audits clean', async () => {
    await inScratch(async (folder) => {
      writeRecording(folder, EVENTS)
      expect(await berth(['replay', folder])).toMatchObject({ code: 0, stderr: '' })
      const audited = await berth(['audit', folder, '-o', 'json'])
      expect(JSON.parse(audited.stdout).violations).toEqual([])
      expect(audited.code).toBe(0)
    })
  })

  it('is at fault where it adopts what is held, and the auditor names the law', async () => {
    await inScratch(async (folder) => {
      const twice: Event = { atUs: 0, kind: 'adopt', ...who(2), ...found('h1', '8-9', '10.0.0.41') }
      writeRecording(folder, [...EVENTS.slice(0, 3), twice, ...EVENTS.slice(3)])
      const replayed = await berth(['replay', folder])
      expect(replayed).toMatchObject({ code: 2, stdout: '' })
      expect(replayed.stderr).toContain(
        'events.ndjson:4: found an event out of place (assertion failed: pod default/web-2 is adopted with what is ' +
          'free, but Cpu 8 of h1 is not), expected an event that can follow those before it\n',
      )
      const audited = await berth(['audit', folder])
      expect(audited.code).toBe(1)
      expect(audited.stdout).toMatch(/^L1 {2}events:4 {2}default\/web-2 h1 {2}Cpu 8 is held by default\/web-0$/m)
    })
  })
})
