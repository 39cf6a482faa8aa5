import 'reflect-metadata'
import { createHash, generateKeyPairSync, webcrypto } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000
const DAYS_VALID = 30

/** A certificate and its private key, PEM. */
export interface Pair {
  readonly certificate: string
  readonly key: string
}

/** Signs what the cluster and stand-ins for it show. `caCertificate` is PEM. */
export interface Authority {
  readonly caCertificate: string
  /** For clients and servers; `subject` as `O=system:masters, CN=admin`, `addresses` are the IP addresses served. */
  issue(subject: string, addresses?: readonly string[]): Promise<Pair>
}

/** A new certificate authority, kept in memory only. */
export async function createAuthority(): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const subject = 'CN=berth-lab-ca'
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialOf(subject),
    name: subject,
    ...validity(),
    keys: keys as CryptoKeyPair,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  return {
    caCertificate: ca.toString('pem'),
    issue: (name, addresses = []) => issue(name, addresses, ca, keys.privateKey as CryptoKey),
  }
}

async function issue(
  subject: string,
  addresses: readonly string[],
  ca: x509.X509Certificate,
  signingKey: CryptoKey,
): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const names = addresses.map((value) => ({ type: 'ip' as const, value }))
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialOf(subject),
    subject,
    issuer: ca.subject,
    ...validity(),
    publicKey: keys.publicKey as CryptoKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      ...(names.length === 0
        ? []
        : [new x509.SubjectAlternativeNameExtension([...names, { type: 'dns', value: 'localhost' }])]),
    ],
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') }
}

function validity() {
  const now = Date.now()
  return { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + DAYS_VALID * DAY_MS) }
}

/** Positive, 16 bytes, different for each subject and instant. */
function serialOf(subject: string): string {
  const hash = createHash('sha256').update(`${subject} ${process.hrtime.bigint()}`).digest('hex')
  return `1${hash.slice(1, 32)}`
}

/** Where the files of `writePki` lie. */
export interface PkiFiles {
  readonly caFile: string
  /** By name: `NAME.crt` and `NAME.key` in the folder. */
  pathsOf(name: string): { readonly certificateFile: string; readonly keyFile: string }
}

/** Writes the authority's certificate, the named pairs and keys for service-account tokens (`sa.key`, `sa.pub`). */
export function writePki(folder: string, caCertificate: string, pairs: Readonly<Record<string, Pair>>): PkiFiles {
  mkdirSync(folder, { recursive: true })
  const caFile = join(folder, 'ca.crt')
  writeFileSync(caFile, caCertificate)
  const pathsOf = (name: string) => ({
    certificateFile: join(folder, `${name}.crt`),
    keyFile: join(folder, `${name}.key`),
  })
  for (const [name, pair] of Object.entries(pairs)) {
    const { certificateFile, keyFile } = pathsOf(name)
    writeFileSync(certificateFile, pair.certificate)
    writeFileSync(keyFile, pair.key, { mode: 0o600 })
  }
  const sa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(join(folder, 'sa.key'), sa.privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  writeFileSync(join(folder, 'sa.pub'), sa.publicKey.export({ type: 'spki', format: 'pem' }))
  return { caFile, pathsOf }
}
