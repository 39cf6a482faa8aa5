import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { Command } from 'commander'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { Authority } from '../../live/certificates/authority.ts'
import { shortened } from '../../model/parse/faults.ts'
import type { Arguments } from '../arguments.ts'
import { unreadWords } from '../scenario-source.ts'
import { hostsOf } from './open-joining.ts'

export const PORT_DEFAULT = 4780
const SERVER_LIFETIME_MS = 365 * 86_400_000

/** Where the server listens, and whether by HTTPS. */
export interface ListenOptions {
  readonly address: string
  readonly port: number
  /** Whether the port was asked for; the usual one gives way to the next free one. */
  readonly isFixed: boolean
  readonly https: boolean
  /** Names and addresses by which others reach this machine, beside its own; in the certificates it issues itself. */
  readonly names: readonly string[]
  /** Files of a certificate and its key; null: one of the adapter's own authority. */
  readonly files: { readonly certificate: string; readonly key: string } | null
}

/** A key and a certificate, PEM; authority: null when it is somebody else's. */
export interface ServerIdentity {
  readonly key: string
  readonly cert: string
  readonly authority: string | null
}

/** Declares where a server listens. */
export function declareListen(command: Command): void {
  command
    .option('--port [N]', `port (default: ${PORT_DEFAULT}, or the next free one; 0: any free one)`)
    .option('--listen [ADDRESS]', 'address (default: 127.0.0.1); one that is not loopback needs --https')
    .option('--https', 'serve HTTPS, with a certificate of the data folder’s own authority unless one is given')
    .option('--names [NAME,ADDRESS]', 'more names this machine is reached by, for its own certificates')
    .option('--tls-cert [FILE]', 'certificate and its chain, PEM')
    .option('--tls-key [FILE]', 'its key, PEM')
}

/** Where to listen; faults go to `args`. Tokens never travel in the clear: only loopback goes without HTTPS. */
export function listenOptions(args: Arguments): ListenOptions {
  const address = args.text('--listen', 'an address of this machine', '127.0.0.1')
  const https = args.flag('--https')
  if (isIP(address) === 0 && address !== 'localhost') {
    args.fault('--listen', shortened(address), 'an IP address of this machine, or localhost')
  } else if (!https && !isLoopback(address)) {
    args.fault('--listen', `${address} without --https`, 'a loopback address, or --https: tokens would go in the clear')
  }
  const certificate = args.text('--tls-cert', 'a file', null)
  const key = args.text('--tls-key', 'a file', null)
  if ((certificate === null) !== (key === null)) {
    const [given, missing] = certificate === null ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key']
    args.fault(missing, 'nothing', `a file, beside ${given}`)
  }
  if (!https && (certificate !== null || key !== null)) args.fault('--https', 'nothing', 'it, beside a certificate')
  return {
    address,
    port: args.integer('--port', 0, 65535, PORT_DEFAULT),
    isFixed: args.given('--port'),
    https,
    names: namesOf(args),
    files: certificate === null || key === null ? null : { certificate, key },
  }
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/

function namesOf(args: Arguments): readonly string[] {
  const expected = 'DNS names in lower case or IP addresses, with commas between'
  const names = args.text('--names', expected, null)?.split(',') ?? []
  for (const name of names) {
    if (isIP(name) === 0 && !HOST_NAME.test(name)) args.fault('--names', shortened(name), expected)
  }
  return names
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\./.test(address)
}

/** Key and certificate of our own to serve with. */
export async function issuedIdentity({ address, names }: ListenOptions, authority: Authority): Promise<ServerIdentity> {
  const wish = {
    role: 'server',
    name: 'berth',
    hosts: hostsOf(address, names),
    lifetimeMs: SERVER_LIFETIME_MS,
  } as const
  const { key, certificate } = await authority.issue(wish)
  return { key, cert: certificate + authority.certificate, authority: authority.certificate }
}

/** Key and certificate of files, null where none are given. Faults: what cannot be read or does not belong together. */
export function givenIdentity({ files }: ListenOptions): Result<ServerIdentity | null> {
  if (files === null) return ok(null)
  const faults: Fault[] = []
  const read = (option: string, path: string): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      faults.push({ path: option, found: `${shortened(path)}, ${unreadWords(error)}`, expected: 'a readable file' })
      return ''
    }
  }
  const cert = read('--tls-cert', files.certificate)
  const key = read('--tls-key', files.key)
  if (faults.length > 0) return failed(faults)
  try {
    // The context alone takes empty texts for nothing given, and then no client comes in.
    new X509Certificate(cert)
    createPrivateKey(key)
    createSecureContext({ cert, key })
    return ok({ key, cert, authority: null })
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return failed([{ path: '--tls-cert', found, expected: 'a certificate, and in --tls-key its key, both PEM' }])
  }
}
