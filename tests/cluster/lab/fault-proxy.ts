import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request as send } from 'undici'
import type { Cluster } from './cluster.ts'
import type { ActiveRule, Effect, FaultRule } from './fault-rules.ts'
import { createRuleBook } from './fault-rules.ts'
import { statusObject } from './status-object.ts'
import type { Reset } from './tcp-reset.ts'
import { resetsOf } from './tcp-reset.ts'
import type { Watches } from './watches.ts'
import { createWatches } from './watches.ts'

/** One call as the proxy saw it. */
export interface Call {
  /** `WATCH` for a watch. */
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly body: string
  /** Whether the API server was asked. */
  forwarded: boolean
  /** What the API server answered; null when it was not asked or has not answered yet. */
  serverStatus: number | null
  /** What the caller got; null while it waits and when its connection was cut. */
  status: number | null
  /** The kind of the effect that it met. */
  readonly effect: Effect['kind'] | null
}

/**
 * HTTPS in front of a cluster's API server, with a certificate of the cluster's authority. Callers show tokens: a
 * client certificate ends here.
 */
export interface FaultProxy {
  readonly url: string
  /** Every call, in the order of arrival. */
  readonly calls: readonly Call[]
  inject(rule: FaultRule): ActiveRule
  /** Takes all rules away and lets go of what they stall. */
  clear(): void
  /** Cuts the connection of each open watch whose path matches, or tells it that its version is too old. */
  endWatches(path: RegExp, how: 'cut' | 'expire'): number
  /** A copy of a kubeconfig file that leads through the proxy; returns its path. */
  kubeconfig(file: string): string
  stop(): Promise<void>
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startFaultProxy(cluster: Pick<Cluster, 'url' | 'caFile' | 'authority'>): Promise<FaultProxy> {
  const { certificate, key } = await cluster.authority.issue('CN=fault-proxy', ['127.0.0.1'])
  const dispatcher = new Agent({
    connect: { ca: readFileSync(cluster.caFile, 'utf8') },
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const book = createRuleBook()
  const calls: Call[] = []
  const server = createServer({ cert: certificate, key }, (incoming, outgoing) => {
    void pass(incoming, outgoing).catch(() => reset(incoming.socket))
  })
  const reset = resetsOf(server)
  const watches = createWatches(reset)
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await textOf(incoming)
    const { pathname, searchParams } = new URL(incoming.url ?? '/', cluster.url)
    const isWatch = incoming.method === 'GET' && /^(true|1)$/.test(searchParams.get('watch') ?? '')
    const method = isWatch ? 'WATCH' : (incoming.method ?? '')
    const picked = book.pick(method, pathname)
    const path = incoming.url ?? ''
    const effect = picked?.rule.effect.kind ?? null
    const call: Call = { method, path, body, forwarded: false, serverStatus: null, status: null, effect }
    calls.push(call)
    await answer({ call, incoming, outgoing, picked, upstream: cluster.url, dispatcher, watches, pathname, reset })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    calls,
    inject: (rule) => book.add(rule),
    clear: () => book.clear(),
    endWatches: (path, how) => watches.end(path, how),
    kubeconfig(file) {
      const copy = `${file}.proxy`
      writeFileSync(copy, readFileSync(file, 'utf8').replaceAll(cluster.url, url), { mode: 0o600 })
      return copy
    },
    async stop() {
      book.clear()
      server.closeAllConnections()
      await Promise.all([dispatcher.destroy(), new Promise((done) => server.close(done))])
    },
  }
}

interface Exchange {
  readonly call: Call
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly picked: ActiveRule | null
  readonly upstream: string
  readonly dispatcher: Agent
  readonly watches: Watches
  readonly pathname: string
  readonly reset: Reset
}

/** Carries out the effect before or after the server was asked, and passes its answer on when the effect lets it. */
async function answer(exchange: Exchange): Promise<void> {
  const { picked } = exchange
  const effect = picked?.rule.effect
  const isAfter = effect !== undefined && 'forward' in effect && effect.forward === true
  if (picked !== null && !isAfter && !(await goesOn(exchange, picked))) return
  const response = await forward(exchange)
  if (picked !== null && isAfter && !(await goesOn(exchange, picked))) return void response.body.destroy()
  const { outgoing, call } = exchange
  call.status = response.statusCode
  outgoing.writeHead(response.statusCode, headersFor(response.headers))
  if (call.method === 'WATCH' && response.statusCode === 200) {
    outgoing.flushHeaders()
    const type = String(response.headers['content-type'])
    exchange.watches.pass({ path: exchange.pathname, type, from: response.body, to: outgoing, effect })
  } else {
    for await (const chunk of response.body) outgoing.write(chunk)
    outgoing.end()
  }
}

/** False when the effect has answered the call or cut its connection. */
async function goesOn({ call, incoming, outgoing, reset }: Exchange, { rule, released }: ActiveRule): Promise<boolean> {
  const { effect } = rule
  switch (effect.kind) {
    case 'answer': {
      const { status, retryAfterSeconds } = effect
      call.status = status
      const headers: Record<string, string> = { 'content-type': 'application/json' }
      if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
      outgoing.writeHead(status, headers)
      outgoing.end(JSON.stringify(statusObject(status, 'the fault proxy says so', retryAfterSeconds)))
      return false
    }
    case 'reset':
      reset(incoming.socket)
      return false
    case 'stall':
      await Promise.race([released, ...(effect.forMs === undefined ? [] : [sleep(effect.forMs)])])
      return !incoming.socket.destroyed
    case 'meanwhile':
      await effect.run()
      return true
    default:
      return true
  }
}

async function forward({ call, incoming, outgoing, upstream, dispatcher }: Exchange) {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  call.forwarded = true
  const response = await send(`${upstream}${call.path}`, {
    method: incoming.method ?? 'GET',
    headers: headersFor(incoming.headers, call.method === 'WATCH'),
    body: call.body === '' ? null : call.body,
    dispatcher,
    signal: gone.signal,
  })
  call.serverStatus = response.statusCode
  return response
}

const OF_ONE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length', 'expect'])

/** Headers that are meant for the far side. A watch is asked for plainly, so that its events can be told apart. */
function headersFor(headers: IncomingMessage['headers'], plain = false): Record<string, string | string[]> {
  const passed: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || OF_ONE_CONNECTION.has(name) || (plain && name === 'accept-encoding')) continue
    passed[name] = value
  }
  return passed
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
