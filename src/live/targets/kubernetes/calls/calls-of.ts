import type { StepKind } from '../../../../model/plan.ts'
import type { Direction } from '../../target.ts'

/**
 * Names of the calls of each kind of step.
 *
 * manifest      keeps what a bare pod is made of in the memo, before anything that ends it
 * create        makes the pod, or waits until its controller has
 * bind          binds it with its allocation
 * verify        reads the host again and looks for what the server let pass
 * resize        writes allocation and spec; await-resize waits for the kubelet's answer
 * evict/delete  asks for the pod's end; gone waits for it
 * recreate      makes a bare pod again, unbound
 */
export type CallName =
  | 'manifest'
  | 'create'
  | 'bind'
  | 'verify'
  | 'resize'
  | 'await-resize'
  | 'evict'
  | 'delete'
  | 'gone'
  | 'recreate'

const MIGRATE = ['manifest', 'evict', 'gone', 'create', 'bind', 'verify'] as const

const CALLS: Readonly<Record<StepKind, Readonly<Record<Direction, readonly CallName[]>>>> = {
  bind: { forward: ['bind', 'verify'], back: ['manifest', 'delete', 'gone', 'recreate'] },
  create: { forward: ['create', 'bind', 'verify'], back: ['delete', 'gone'] },
  resize: { forward: ['resize', 'await-resize', 'verify'], back: ['resize', 'await-resize', 'verify'] },
  release: { forward: ['manifest', 'delete', 'gone'], back: ['create', 'bind', 'verify'] },
  migrate: { forward: MIGRATE, back: MIGRATE },
}

export function callsOf(kind: StepKind, direction: Direction): readonly CallName[] {
  return CALLS[kind][direction]
}
