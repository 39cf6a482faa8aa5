import type { HostHealth, Me, PlanHead, TargetAnswer } from '../../../model/api.ts'
import type { Plan, PlanAction } from '../../../model/plan.ts'
import type { Snapshot } from '../../../model/snapshot.ts'
import { type Answer, answerOf } from './answer.ts'

/**
 * How an action is asked for. revision: the one the person saw, the server refuses when it has moved on; null for what
 * is meant whatever has happened since.
 */
export interface ActionRequest {
  readonly plan: string
  readonly action: PlanAction
  readonly revision: number | null
  readonly reason?: string
  readonly dryRun?: 'client' | 'server'
}

/** Calls of the adapter's HTTP API with one token. Nothing is thrown: every failure is an answer. */
export class PushApi {
  readonly #token: string

  constructor(token: string) {
    this.#token = token
  }

  me(): Promise<Answer<Me>> {
    return this.#get('/api/me')
  }

  target(): Promise<Answer<TargetAnswer>> {
    return this.#get('/api/target')
  }

  snapshot(isFresh: boolean): Promise<Answer<Snapshot>> {
    return this.#get(isFresh ? '/api/snapshot?fresh=true' : '/api/snapshot')
  }

  async hosts(): Promise<Answer<readonly HostHealth[]>> {
    const answer = await this.#get<{ hosts: readonly HostHealth[] }>('/api/hosts')
    return answer.ok ? { ok: true, value: answer.value.hosts } : answer
  }

  async plans(): Promise<Answer<readonly PlanHead[]>> {
    const answer = await this.#get<{ plans: readonly PlanHead[] }>('/api/plans')
    return answer.ok ? { ok: true, value: answer.value.plans } : answer
  }

  plan(name: string): Promise<Answer<Plan>> {
    return this.#get(planPath(name))
  }

  /**
   * request: a PlanRequest as the person wrote it; what is wrong with it is the server's to say.
   * key: one a press of the button, so that a request that is sent twice makes one plan.
   */
  createPlan(request: unknown, key: string): Promise<Answer<Plan>> {
    return this.#post('/api/plans', request, { 'Idempotency-Key': key })
  }

  act<T>({ plan, action, revision, reason, dryRun }: ActionRequest): Promise<Answer<T>> {
    const body = { ...(reason === undefined ? {} : { reason }), ...(dryRun === undefined ? {} : { dryRun }) }
    return this.#post(`${planPath(plan)}/${action}`, body, revision === null ? {} : { 'If-Match': `"${revision}"` })
  }

  /** Lines of the audit log after a number, as text. */
  auditText(after: number): Promise<Answer<string>> {
    return this.#call(`/api/audit?after=${after}`, {}, (response) => response.text())
  }

  /** The stream of a plan's status; the response's body is the caller's to read. */
  events(name: string, signal: AbortSignal): Promise<Response> {
    return fetch(`${planPath(name)}/events`, { headers: this.#headers({ Accept: 'text/event-stream' }), signal })
  }

  #get<T>(path: string): Promise<Answer<T>> {
    return this.#call(path, {}, (response) => response.json() as Promise<T>)
  }

  #post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Answer<T>> {
    const init = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    }
    return this.#call(path, init, (response) => response.json() as Promise<T>)
  }

  async #call<T>(path: string, init: RequestInit, read: (response: Response) => Promise<T>): Promise<Answer<T>> {
    const headers = this.#headers({ Accept: 'application/json', ...(init.headers as Record<string, string>) })
    try {
      return await answerOf(await fetch(path, { ...init, headers, cache: 'no-store' }), read)
    } catch {
      return { ok: false, kind: 'offline' }
    }
  }

  #headers(more: Readonly<Record<string, string>>): Record<string, string> {
    return this.#token === '' ? { ...more } : { Authorization: `Bearer ${this.#token}`, ...more }
  }
}

function planPath(name: string): string {
  return `/api/plans/${encodeURIComponent(name)}`
}
