import { createStore } from 'zustand/vanilla'
import {
  GATE_DEFAULT,
  type HealthGate,
  type PlanIntent,
  type PlanRequest,
  WAVES_DEFAULT,
  type WaveRule,
} from '../../../model/plan.ts'
import { formatCount } from '../../format.ts'
import { keepDraft, keptDraft } from './kept-draft.ts'
import { readRequestFile } from './request-file.ts'

/** The plan on the bench: kept while the tab is open, so that a look at the fleet or a reload loses nothing. */
export interface Draft {
  readonly way: 'form' | 'text'
  readonly name: string
  readonly intents: readonly PlanIntent[]
  /** '' keeps each component's own. */
  readonly profile: string
  readonly waves: WaveRule
  readonly gate: HealthGate
  /** A PlanRequest as YAML or JSON. */
  readonly text: string
}

const EMPTY: Draft = {
  way: 'form',
  name: '',
  intents: [],
  profile: '',
  waves: WAVES_DEFAULT,
  gate: GATE_DEFAULT,
  text: '',
}

export const draftStore = createStore<Draft>(() => keptDraft(EMPTY))
draftStore.subscribe(keepDraft)

/** What is wrong with the text or the file it was to come from; '' for nothing. */
export const textFaultStore = createStore<{ readonly fault: string }>(() => ({ fault: '' }))

/** Puts the text of a file on the bench, or says what is wrong with the file. */
export async function takeFile(file: File): Promise<void> {
  const read = await readRequestFile(file)
  draftStore.setState(read.ok ? { way: 'text', text: read.value } : { way: 'text' })
  textFaultStore.setState({ fault: read.ok ? '' : read.fault })
}

/** Puts an intent on the bench; the same intent twice is one. */
export function addIntent(intent: PlanIntent): void {
  const { intents } = draftStore.getState()
  const text = JSON.stringify(intent)
  if (intents.some((present) => JSON.stringify(present) === text)) return
  draftStore.setState({ intents: [...intents, intent], way: 'form' })
}

export function removeIntent(index: number): void {
  draftStore.setState(({ intents }) => ({ intents: intents.filter((_, i) => i !== index) }))
}

export function clearDraft(): void {
  draftStore.setState(EMPTY)
}

/** A name nobody has to think of: what it does first, and the minute. */
export function nameFor(intents: readonly PlanIntent[], nowMs: number): string {
  const at = new Date(nowMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${intents[0]?.kind ?? 'plan'}-${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
}

/** The request that the form asks for; defaults are left out. */
export function requestOf(draft: Draft, nowMs: number): PlanRequest {
  const { intents, profile, waves, gate } = draft
  const hasWaves = waves.canary !== WAVES_DEFAULT.canary || waves.size !== WAVES_DEFAULT.size
  const hasGate = gate.timeoutMs !== GATE_DEFAULT.timeoutMs || gate.settleMs !== GATE_DEFAULT.settleMs
  return {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'PlanRequest',
    metadata: { name: draft.name.trim() === '' ? nameFor(intents, nowMs) : draft.name.trim() },
    spec: {
      intents,
      ...(profile === '' ? {} : { profile }),
      ...(hasWaves ? { waves } : {}),
      ...(hasGate ? { gate } : {}),
    },
  }
}

/** An intent as a sentence. */
export function intentWords(intent: PlanIntent): string {
  switch (intent.kind) {
    case 'bind':
      return intent.pods === undefined ? 'Place every pod that waits' : `Place ${intent.pods.join(', ')}`
    case 'create': {
      const [first] = intent.pods
      const names = intent.pods.length > 1 ? `${first} and ${intent.pods.length - 1} more` : first
      return `Make ${intent.pods.length} × ${intent.game}/${intent.zone}/${intent.component}: ${names}`
    }
    case 'resize':
      return `Resize ${intent.pod} to ${intent.cpus} Cpus, ${formatCount(intent.memoryMib)} MiB`
    case 'release':
      return `Release ${intent.pod}`
    case 'migrate':
      return `Move ${intent.pod} to another host`
    case 'drain':
      return `Drain ${intent.host}: cordon it and move its pods`
  }
}
