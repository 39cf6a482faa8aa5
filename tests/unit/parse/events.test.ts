import { describe, expect, it, test } from 'vitest'
import { PROFILE_NAMES as ENGINE_PROFILE_NAMES } from '../../../src/engine/profiles.ts'
import { parseEvent } from '../../../src/model/parse/event.ts'
import { PROFILE_NAMES } from '../../../src/model/profile-names.ts'

const COMPONENT = {
  atUs: 0,
  kind: 'component',
  game: 'duel-001',
  component: 'logic',
  request: {
    cpus: 2,
    memoryMib: 2048,
    diskMib: 1024,
    ioKibps: 1024,
    network: 'sriov',
    numa: 'single',
    where: { idcs: ['sz-a'] },
    spread: [{ scope: 'zone', domain: 'host', limit: 1 }],
    together: { scope: 'zone', domain: 'module' },
    profile: 'spread',
  },
}
const POD = 'duel-001/z1/logic-0'
const NAMES = { game: 'duel-001', zone: 'z1', component: 'logic' }

const GOOD: readonly object[] = [
  COMPONENT,
  { atUs: 0, kind: 'request', pod: POD, ...NAMES, cpus: 2, memoryMib: 2048, cause: 'launch' },
  { atUs: 5, kind: 'resize', pod: POD, cpus: 3, memoryMib: 2048, cause: 'load' },
  { atUs: 5, kind: 'release', pod: POD, cause: 'game-end' },
  { atUs: 5, kind: 'ready', pod: POD },
  { atUs: 5, kind: 'host-lost', host: 'sz-a-m01-h0001' },
  { atUs: 5, kind: 'host-recovered', host: 'sz-a-m01-h0001' },
  { atUs: 5, kind: 'migrate', pod: 'default/web-7', cause: 'drain' },
  { atUs: 5, kind: 'adopt', pod: 'reserved/p1/default/web-7.x', ...NAMES, ...holding({}) },
  { atUs: 5, kind: 'forget', pod: POD },
  { atUs: 5, kind: 'cordon', host: 'sz-a-m01-h0001' },
  { atUs: 5, kind: 'uncordon', host: 'sz-a-m01-h0001' },
  { atUs: 5, kind: 'foreign', host: 'sz-a-m01-h0001', cpus: '', memoryMib: {} },
]

function holding(edit: object): object {
  const words = { host: 'h1', cpus: '0-3,8', memoryMib: { 0: 5, 7: 6 }, network: 'bridge', ip: '10.0.0.9' }
  return { ...words, segment: 's', mac: '02:00:0a:00:00:09', ...edit }
}

function linesOf(text: string): string[] {
  const parsed = parseEvent(text)
  return parsed.ok
    ? []
    : parsed.faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
}

describe('parseEvent', () => {
  it.each(GOOD)('reads $kind as it is', (event) => {
    expect(parseEvent(JSON.stringify(event))).toEqual({ ok: true, value: event })
  })

  it.each(GOOD)('wants every key of $kind and no other', (event) => {
    for (const key of Object.keys(event)) {
      const { [key]: _, ...rest } = event as Record<string, unknown>
      expect(linesOf(JSON.stringify(rest))).toContainEqual(expect.stringMatching(`^${key}: found nothing, expected `))
    }
    expect(linesOf(JSON.stringify({ ...event, more: 1 }))).toEqual([
      expect.stringMatching('^more: found an unknown key, expected one of atUs, kind, '),
    ])
  })

  it.each([
    [{ cpus: 0 }, 'request.cpus: found 0, expected at least 1, or cpuMilli beside it'],
    [{ memoryMib: 2 ** 31 }, 'request.memoryMib: found 2147483648, expected a whole number from 1 to 2147483647'],
    [{ diskMib: -1 }, 'request.diskMib: found -1, expected a whole number from 0 to 2147483647'],
    [{ diskMib: 0 }, 'request.diskMib: found 0, expected a disk size beside ioKibps'],
    [{ profile: 'bogus' }, 'request.profile: found "bogus", expected one of pack, spread'],
    [{ network: 'host' }, 'request.network: found "host", expected one of sriov, bridge, overlay, dual, nat'],
    [
      { spread: [{ scope: 'zone', domain: 'host' }] },
      'request.spread[0]: found neither limit nor weight, expected a limit (hard), a weight (soft) or both',
    ],
    [{ where: { racks: [] } }, 'request.where.racks: found an unknown key, expected one of regions, idcs, modules'],
  ])('says what is wrong with a request of %j', (edit, line) => {
    expect(linesOf(JSON.stringify({ ...COMPONENT, request: { ...COMPONENT.request, ...edit } }))).toEqual([line])
  })

  it('reads all that a holding can have', () => {
    const more = { diskMib: { nvme0n1: 5 }, ioKibps: 7, network: 'sriov', vf: 'ens1f0:17' }
    const event = { atUs: 5, kind: 'adopt', pod: POD, ...NAMES, ...holding(more) }
    expect(parseEvent(JSON.stringify(event))).toEqual({ ok: true, value: event })
  })

  it.each([
    ['nothing', '', ': found "", expected one JSON object'],
    ['a list', '[1]', ': found [1], expected one JSON object'],
    ['a kind of every object', '{"kind":"constructor"}', 'kind: found "constructor", expected one of component, '],
    ['a name that would end the text', JSON.stringify({ ...GOOD[4], pod: 'a"/b/c-0' }), 'pod: found '],
  ])('says what is wrong with %s', (_, text, line) => {
    const lines = linesOf(text)
    expect(lines).toHaveLength(1)
    expect(lines[0].startsWith(line)).toBe(true)
  })
})

test('the names of profiles are those of the engine', () => {
  expect(ENGINE_PROFILE_NAMES).toEqual(PROFILE_NAMES)
})
