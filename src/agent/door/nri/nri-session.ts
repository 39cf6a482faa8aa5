import { connect, type Socket } from 'node:net'
import type { ContainerHooks, CpusetUpdate, RuntimeCalls } from '../../node/container-hooks.ts'
import { Mux, PLUGIN_CONNECTION, RUNTIME_CONNECTION } from './mux.ts'
import { failedIds, pluginMethods, registrationBytes, updatesBytes } from './plugin-methods.ts'
import { TtrpcClient } from './ttrpc-client.ts'
import { serveTtrpc } from './ttrpc-server.ts'

const SERVICE = 'nri.pkg.api.v1alpha1.Runtime'
const REGISTRATION_MS = 5_000
/** containerd updates one container after another, each by a call to its shim. */
const UPDATE_MS = 30_000

export interface NriSessionOptions {
  readonly socketPath: string
  /** The name that pods may require. */
  readonly name: string
  /** Two digits; plugins are asked in their order. */
  readonly index: string
  readonly hooks: ContainerHooks
  /** The runtime has shown what there is: from now on it can be asked. words: name and versions of the runtime. */
  readonly ready: (calls: RuntimeCalls, words: string) => void
  readonly signal: AbortSignal
}

/**
 * One connection to a runtime, from the first byte to the last. Resolves with why it ended, in words; rejects with the
 * error of connecting.
 */
export async function runNriSession(options: NriSessionOptions): Promise<string> {
  const socket = await connectTo(options.socketPath)
  const mux = new Mux(socket)
  const client = new TtrpcClient(mux.channel(RUNTIME_CONNECTION))
  const calls: RuntimeCalls = { update: (updates) => updateContainers(client, updates) }
  let runtime = ''
  let reason = 'the runtime closed the connection'
  const methods = pluginMethods(options.hooks, {
    configured({ words }) {
      runtime = words
    },
    // Only once the answer is on its way: until it is carried out the runtime takes no updates.
    synchronized: () => setImmediate(() => options.ready(calls, runtime)),
    shutDown() {
      reason = 'the runtime is shutting down'
      setImmediate(() => mux.close())
    },
  })
  serveTtrpc(mux.channel(PLUGIN_CONNECTION), methods)
  const stop = (): void => mux.close()
  options.signal.addEventListener('abort', stop)
  const registration = registrationBytes(options.name, options.index)
  client.call(SERVICE, 'RegisterPlugin', registration, REGISTRATION_MS).catch((error: Error) => mux.close(error))
  const error = await mux.ended
  options.signal.removeEventListener('abort', stop)
  client.end(error?.message ?? reason)
  return error?.message ?? reason
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

async function updateContainers(client: TtrpcClient, updates: readonly CpusetUpdate[]): Promise<void> {
  const answer = await client.call(SERVICE, 'UpdateContainers', updatesBytes(updates), UPDATE_MS)
  const failed = failedIds(answer)
  if (failed.length > 0) throw new Error(`the runtime failed to update ${failed.join(', ')}`)
}
