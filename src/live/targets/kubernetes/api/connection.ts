import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import { parseDocumentText } from '../../../../model/parse/document.ts'

/** Where the API server is and how to be known there. */
export interface Connection {
  /** The cluster's name in the kubeconfig. */
  readonly cluster: string
  /** Base address, `https://127.0.0.1:6443`, without a path at its end. */
  readonly server: string
  /** TLS options as Node takes them; what is undefined is left to Node. */
  readonly tls: {
    readonly ca?: Buffer | string
    readonly cert?: Buffer | string
    readonly key?: Buffer | string
    readonly servername?: string
    readonly rejectUnauthorized?: boolean
  }
  /** Headers that say who is asking; a token kept in a file, or one a program gives, is renewed before it ends. */
  headers(): Promise<Readonly<Record<string, string>>>
}

/** A kubeconfig that cannot be used: the message says why. */
export class KubeConfigError extends Error {}

/**
 * Reads a kubeconfig: the file named, else $KUBECONFIG, else ~/.kube/config, else the service account of the pod this
 * runs in. context: one of its contexts instead of its current one. Throws KubeConfigError.
 */
export async function openConnection(options: { kubeconfig?: string; context?: string }): Promise<Connection> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    const { kubeconfig, context } = options
    const document = kubeconfig === undefined ? null : await readDocument(kubeconfig)
    if (kubeconfig === undefined) config.loadFromDefault()
    else config.loadFromFile(kubeconfig)
    if (context !== undefined) chooseContext(config, context)
    if (kubeconfig !== undefined) addTokenFile(config, dirname(kubeconfig), document)
  } catch (error) {
    if (error instanceof KubeConfigError) throw error
    throw new KubeConfigError(`the kubeconfig cannot be read: ${(error as Error).message}`)
  }
  const cluster = config.getCurrentCluster()
  if (cluster === null) throw new KubeConfigError(`context "${config.getCurrentContext()}" names no cluster`)
  return connectionOf(config, cluster.name, cluster.server)
}

async function connectionOf(config: KubeConfig, cluster: string, server: string): Promise<Connection> {
  const first = await optionsOf(config)
  const { ca, cert, key, servername, rejectUnauthorized } = first
  return {
    cluster,
    server: server.replace(/\/+$/, ''),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    },
    headers: async () => (await optionsOf(config)).headers,
  }
}

interface RequestOptions {
  headers: Record<string, string>
  auth?: string
  ca?: Buffer | string
  cert?: Buffer | string
  key?: Buffer | string
  servername?: string
  rejectUnauthorized?: boolean
}

async function optionsOf(config: KubeConfig): Promise<RequestOptions> {
  const options: RequestOptions = { headers: {} }
  await config.applyToHTTPSOptions(options)
  if (options.auth !== undefined) {
    options.headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`
  }
  const authorization = options.headers['Authorization']
  // A token file often ends in a newline, which no header may hold.
  if (authorization !== undefined) options.headers['Authorization'] = authorization.trim()
  return options
}

function chooseContext(config: KubeConfig, context: string): void {
  const names = config.getContexts().map((known) => known.name)
  if (!names.includes(context)) throw new KubeConfigError(`context "${context}" is none of ${names.join(', ')}`)
  config.setCurrentContext(context)
}

/** What the file holds; the library's own words of a file that is none are several lines with its bytes. */
async function readDocument(path: string): Promise<unknown> {
  const document = parseDocumentText(await readFile(path, 'utf8'))
  if (document.ok) return document.value
  const { path: at, found } = document.faults[0]
  throw new KubeConfigError(`${path}, which is no YAML or JSON (${at === '' ? found : at})`)
}

/** The library reads a user's `tokenFile` in a pod only; in a kubeconfig it passes over it. */
function addTokenFile(config: KubeConfig, folder: string, document: unknown): void {
  const user = config.getCurrentUser()
  if (user === null) return
  const { users } = document as {
    users?: readonly { readonly name: string; readonly user?: { readonly tokenFile?: string } }[]
  }
  const tokenFile = users?.find((entry) => entry.name === user.name)?.user?.tokenFile
  if (tokenFile === undefined) return
  const authProvider = { name: 'tokenFile', config: { tokenFile: resolve(folder, tokenFile) } }
  config.users = config.users.map((known) => (known === user ? { ...known, authProvider } : known))
}
