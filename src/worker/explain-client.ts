import * as Comlink from 'comlink'
import type { ExplainApi, ExplainResult, ExplainSpec } from './explain-protocol.ts'
import type { RunPolicy } from './protocol.ts'

/** Explains one decision in a worker of its own. Returns what ends it; fail gets the message of a failure. */
export function startExplain(
  spec: ExplainSpec,
  policy: RunPolicy,
  report: (share: number) => void,
  done: (result: ExplainResult) => void,
  fail: (message: string) => void,
): () => void {
  const worker = new Worker(new URL('./explain.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('error', (event) => fail(event.message || 'the explaining worker could not be started'))
  Comlink.wrap<ExplainApi>(worker)
    .explain(spec, policy, Comlink.proxy(report))
    .then(done, (error) => fail(String(error)))
    .finally(() => worker.terminate())
  return () => worker.terminate()
}
