import 'reflect-metadata'
import { createHash, webcrypto } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { type CertificateRole, certificateSubject } from '../../model/certificate-subject.ts'

const crypto = webcrypto as unknown as Crypto
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000
const AUTHORITY_LIFETIME_MS = 3650 * DAY_MS
/** Clocks of hosts differ; a certificate is valid from a little before it was made. */
const SKEW_MS = 5 * 60_000

/** When this authority made a certificate, ms since the epoch, to the second. validFrom: its start as Node tells it. */
export function issuedAtMs(validFrom: string): number {
  return Date.parse(validFrom) + SKEW_MS
}

/** A key and its certificate, PEM. */
export interface Identity {
  readonly key: string
  readonly certificate: string
}

export interface IssueOptions {
  readonly role: CertificateRole
  /** The host for an agent, a name for people to read otherwise; letters, digits, dots, dashes, underscores. */
  readonly name: string
  /** IP addresses and DNS names the holder is reached by; none for one that only calls. */
  readonly hosts: readonly string[]
  readonly lifetimeMs: number
}

export interface Issued {
  /** PEM. */
  readonly certificate: string
  /** Hex. */
  readonly serial: string
  readonly expiresAtMs: number
}

/** The adapter's certificate authority: one P-256 key in the data folder that signs agents, adapter and server. */
export interface Authority {
  /** PEM. */
  readonly certificate: string
  /** sha256 of the certificate in hex; part of every join token, so that an agent knows whom it joins. */
  readonly fingerprint: string
  /** Makes a key and a certificate for it. */
  issue(options: IssueOptions): Promise<Identity & Issued>
  /** Signs a request (PKCS#10, PEM) under the subject of `options`, whatever it names. Null: no valid request. */
  sign(request: string, options: IssueOptions): Promise<Issued | null>
  /**
   * Signs a text of ours (ECDSA P-256 with SHA-256; r and s, base64). What kind of text it is must stand in its first
   * line: the same key signs certificates, and other kinds of text.
   */
  signText(text: string): Promise<string>
}

/** The authority kept in `folder`, made there when it has none. Files: `key.pem` (0600), `certificate.pem`. */
export async function openAuthority(folder: string): Promise<Authority> {
  x509.cryptoProvider.set(crypto)
  const keyFile = join(folder, 'key.pem')
  const certificateFile = join(folder, 'certificate.pem')
  if (!existsSync(certificateFile)) await create(folder, keyFile, certificateFile)
  const certificate = new x509.X509Certificate(readFileSync(certificateFile, 'utf8'))
  const signingKey = await importKey(readFileSync(keyFile, 'utf8'))
  return new FolderAuthority(certificate, signingKey)
}

class FolderAuthority implements Authority {
  readonly certificate: string
  readonly fingerprint: string
  readonly #own: x509.X509Certificate
  readonly #signingKey: CryptoKey

  constructor(own: x509.X509Certificate, signingKey: CryptoKey) {
    this.#own = own
    this.#signingKey = signingKey
    this.certificate = `${own.toString('pem')}\n`
    this.fingerprint = createHash('sha256').update(new Uint8Array(own.rawData)).digest('hex')
  }

  async issue(options: IssueOptions): Promise<Identity & Issued> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
    return { key: await exportKey(keys.privateKey), ...(await this.#certify(keys.publicKey, options)) }
  }

  async sign(request: string, options: IssueOptions): Promise<Issued | null> {
    try {
      const parsed = new x509.Pkcs10CertificateRequest(request)
      if (!(await parsed.verify(crypto))) return null
      return await this.#certify(await parsed.publicKey.export(crypto), options)
    } catch {
      return null // Whatever is wrong with bytes from outside, they are no request.
    }
  }

  async signText(text: string): Promise<string> {
    return Buffer.from(await crypto.subtle.sign(ALGORITHM, this.#signingKey, Buffer.from(text))).toString('base64')
  }

  async #certify(publicKey: CryptoKey, options: IssueOptions): Promise<Issued> {
    const nowMs = Date.now()
    const expiresAtMs = nowMs + options.lifetimeMs
    const names = options.hosts.map((host) => ({
      type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const),
      value: host,
    }))
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: certificateSubject(options.role, options.name),
      issuer: this.#own.subject,
      notBefore: new Date(nowMs - SKEW_MS),
      notAfter: new Date(expiresAtMs),
      signingAlgorithm: ALGORITHM,
      publicKey,
      signingKey: this.#signingKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(usagesOf(options)),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    })
    return { certificate: `${certificate.toString('pem')}\n`, serial: certificate.serialNumber, expiresAtMs }
  }
}

/** An agent also calls the adapter, to renew. */
function usagesOf({ role }: IssueOptions): string[] {
  const client = x509.ExtendedKeyUsage.clientAuth
  const server = x509.ExtendedKeyUsage.serverAuth
  return role === 'adapter' ? [client] : role === 'agent' ? [client, server] : [server]
}

async function create(folder: string, keyFile: string, certificateFile: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const nowMs = Date.now()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: 'O=berth, CN=berth authority',
    notBefore: new Date(nowMs - SKEW_MS),
    notAfter: new Date(nowMs + AUTHORITY_LIFETIME_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  // The certificate comes last: while it is missing there is no authority, and a key alone is written over.
  writeWhole(keyFile, await exportKey(keys.privateKey), 0o600)
  writeWhole(certificateFile, `${certificate.toString('pem')}\n`, 0o644)
}

function writeWhole(file: string, text: string, mode: number): void {
  writeFileSync(`${file}.new`, text, { mode })
  renameSync(`${file}.new`, file)
}

/** 127 random bits, the first byte never 0, so that no encoder has to pad or trim. */
function newSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[0] = (bytes[0] & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}

async function exportKey(key: CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`
}

function importKey(pem: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', x509.PemConverter.decode(pem)[0], ALGORITHM, false, ['sign'])
}
