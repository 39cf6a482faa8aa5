import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { addIntent, draftStore, takeFile, textFaultStore } from '../../../../src/workbench/push/make/draft-store.ts'
import { keepDraft, keptDraft } from '../../../../src/workbench/push/make/kept-draft.ts'

const EMPTY = draftStore.getInitialState()
let kept: Map<string, string>
beforeEach(() => {
  kept = new Map()
  const getItem = (key: string): string | null => kept.get(key) ?? null
  vi.stubGlobal('sessionStorage', { getItem, setItem: (key: string, text: string) => kept.set(key, text) })
})
afterEach(() => {
  draftStore.setState(EMPTY)
  vi.unstubAllGlobals()
})

test('a draft is there again after the page was loaded anew, and one that cannot be read is none', () => {
  expect(keptDraft(EMPTY)).toBe(EMPTY)
  addIntent({ kind: 'release', pod: 'a/b-0' })
  expect(keptDraft(EMPTY)).toEqual(draftStore.getState())
  expect(keptDraft(EMPTY).intents).toEqual([{ kind: 'release', pod: 'a/b-0' }])
  for (const text of ['{', 'null', '[]', '{"way":"form"}', JSON.stringify({ ...EMPTY, intents: {} })]) {
    kept.set('berth.draft', text)
    expect(keptDraft(EMPTY)).toBe(EMPTY)
  }
  vi.stubGlobal('sessionStorage', undefined)
  expect(() => keepDraft(EMPTY)).not.toThrow()
})

test('a request that is dropped becomes the text, another file is told what it is', async () => {
  const text = 'kind: PlanRequest\nmetadata: {name: night}\n'
  await takeFile(new File([text], 'night.yaml'))
  expect(draftStore.getState()).toMatchObject({ way: 'text', text })
  expect(textFaultStore.getState().fault).toBe('')
  for (const [file, words] of [
    [new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe])], 'a.png'), 'a.png could not be read as text.'],
    [new File([new Uint8Array(1024 * 1024 + 1)], 'b.json'), 'b.json is larger than 1 MiB'],
    [new File(['kind: Scenario\n'], 'c.yaml'), 'c.yaml is a scenario. Expected a plan for a live fleet.'],
  ] as const) {
    await takeFile(file)
    expect(textFaultStore.getState().fault).toContain(words)
    expect(draftStore.getState().text).toBe(text)
  }
})
