import { createStore } from 'zustand/vanilla'
import type { Fault } from '../../../base/result.ts'
import { startCasesClient } from '../../../worker/cases-client.ts'
import type { CaseExplainResult, CaseName, CaseResult } from '../../../worker/cases-protocol.ts'
import { filesElsewhere, RUN_FILES } from '../../files-elsewhere.ts'
import { FILES_CASE } from '../state/prove-address.ts'
import { adjust, proveViewStore, turnTo } from '../state/prove-view-store.ts'
import { breakStep, type CaseStory, caseStory } from './case-story.ts'

/** The case on the page, and the bundled ones. */
export interface CaseStore {
  readonly status: 'idle' | 'loading' | 'open' | 'faults' | 'failed'
  /** Name of the case that is open or being opened. */
  readonly name: string | null
  readonly story: CaseStory | null
  readonly faults: readonly Fault[]
  /** Message of a failure of the program. */
  readonly error: string
  readonly names: readonly CaseName[]
  readonly isPlaying: boolean
}

export const caseStore = createStore<CaseStore>(() => ({
  status: 'idle',
  name: null,
  story: null,
  faults: [],
  error: '',
  names: [],
  isPlaying: false,
}))

/** A log that is too long to be played is not read to its end to find that out. */
const FILE_BYTES_MAX = 32 * 1024 * 1024
const PLAY_MS = 700

let client: ReturnType<typeof startCasesClient> | null = null
function cases(): ReturnType<typeof startCasesClient> {
  client ??= startCasesClient((error) => caseStore.setState({ status: 'failed', error }))
  return client
}

/** Names the bundled cases, once. */
export async function loadCaseNames(): Promise<void> {
  if (caseStore.getState().names.length > 0) return
  try {
    caseStore.setState({ names: await cases().names() })
  } catch (error) {
    caseStore.setState({ status: 'failed', error: String(error) })
  }
}

/** Explains a decision of a case, by the case's name in addresses. */
export function explainOfCase(name: string, seq: number): Promise<CaseExplainResult> {
  return cases().explain(name === FILES_CASE ? null : name, seq)
}

/** Opens the bundled case of a name, unless it is open. */
export function showCase(name: string): void {
  const now = caseStore.getState()
  if (now.name === name && now.status !== 'failed') return
  if (name === FILES_CASE) {
    const faults = [{ path: 'case', found: 'an address alone', expected: 'the files of a run directory, chosen again' }]
    caseStore.setState({ status: 'faults', name, story: null, faults, isPlaying: false })
    return
  }
  void open(name, () => cases().openBundled(name))
}

/** Opens a run directory from files that the user chose or dropped. */
export async function openFiles(list: readonly File[]): Promise<void> {
  const wanted = list.filter(({ name }) => RUN_FILES.includes(name))
  const large = wanted.filter(({ size }) => size > FILE_BYTES_MAX)
  caseStore.setState({ name: FILES_CASE, status: 'loading', isPlaying: false })
  turnTo({ screen: 'case', name: FILES_CASE, step: null })
  const elsewhere = await filesElsewhere('run', list)
  if (elsewhere.length > 0) {
    caseStore.setState({ status: 'faults', story: null, faults: elsewhere })
    return
  }
  if (large.length > 0) {
    const expected = `at most ${FILE_BYTES_MAX} bytes`
    const faults = large.map(({ name, size }) => ({ path: name, found: `${size} bytes`, expected }))
    caseStore.setState({ status: 'faults', story: null, faults })
    return
  }
  const folder = wanted[0]?.webkitRelativePath.split('/')[0] ?? ''
  await open(FILES_CASE, async () => {
    const files = await Promise.all(wanted.map(async (file) => ({ name: file.name, text: await file.text() })))
    return cases().openFiles(folder === '' ? 'a run directory' : folder, files)
  })
}

async function open(name: string, ask: () => Promise<CaseResult>): Promise<void> {
  caseStore.setState({ status: 'loading', name, story: null, faults: [], error: '', isPlaying: false })
  try {
    const result = await ask()
    if (caseStore.getState().name !== name) return
    if (result.ok) caseStore.setState({ status: 'open', story: caseStory(result.value) })
    else caseStore.setState({ status: 'faults', faults: result.faults })
  } catch (error) {
    if (caseStore.getState().name === name) caseStore.setState({ status: 'failed', error: String(error) })
  }
}

/** Steps played now: as the address says, else up to where a law breaks first, else all. */
export function stepNow(): number {
  const { story } = caseStore.getState()
  const { step } = proveViewStore.getState()
  if (story === null) return 0
  return Math.min(step ?? breakStep(story) ?? story.opened.steps.length, story.opened.steps.length)
}

/** Stands after so many steps. */
export function goToStep(step: number): void {
  const { story } = caseStore.getState()
  if (story === null) return
  adjust({ step: Math.max(0, Math.min(story.opened.steps.length, step)) })
}

/** Stops, and moves by so many steps. */
export function stepBy(count: number): void {
  caseStore.setState({ isPlaying: false })
  goToStep(stepNow() + count)
}

/** Stands where a law breaks: at the next such step, or at the first one again. */
export function goToBreak(): void {
  const { story } = caseStore.getState()
  if (story === null || story.breaks.size === 0) return
  const places = [...story.breaks.keys()].sort((a, b) => a - b)
  caseStore.setState({ isPlaying: false })
  goToStep(places.find((place) => place > stepNow()) ?? places[0])
}

/** Plays on from here, or stops; from the end, all over again. */
export function togglePlay(): void {
  const { story, isPlaying } = caseStore.getState()
  if (story === null) return
  caseStore.setState({ isPlaying: !isPlaying })
  if (isPlaying) return
  if (stepNow() >= story.opened.steps.length) goToStep(0)
  setTimeout(playOn, PLAY_MS)
}

/** Stops where a law breaks: that is what one looks for. */
function playOn(): void {
  const { story, isPlaying } = caseStore.getState()
  if (story === null || !isPlaying) return
  const next = stepNow() + 1
  goToStep(next)
  if (next >= story.opened.steps.length || story.breaks.has(next)) caseStore.setState({ isPlaying: false })
  else setTimeout(playOn, PLAY_MS)
}
