import type { TargetKind } from '../../model/snapshot.ts'
import type { Asked } from './asked.ts'

/** Why a step cannot be undone exactly, as a sentence for whoever approves it; null when it can. */
export function irreversibleWhy(asked: Asked, target: TargetKind): string | null {
  const { kind } = asked
  if (kind === 'create' || kind === 'resize') return null
  const { name, state, owner } = asked.pod
  if (kind === 'bind') {
    if (target !== 'kubernetes') return null
    const next = owner === undefined ? 'and makes it again' : `and ${owner} makes another`
    return `Kubernetes cannot unbind a pod: undoing deletes ${name} ${next}.`
  }
  const isRunning = state === 'running'
  const owned = owner === undefined ? '' : ` ${owner} may make another pod in its place.`
  if (kind === 'release') {
    if (!isRunning) return owned === '' ? null : owned.trim()
    return `${name} runs: its processes and what they hold in memory are gone; undoing starts it anew.${owned}`
  }
  if (!isRunning) return owned === '' ? null : owned.trim()
  const { host } = asked.pod.holding
  return `${name} runs on ${host}: its processes stop there and start anew elsewhere, and again when undone.${owned}`
}
