import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { type CertificateRole, certificateSubject } from '../../../src/model/certificate-subject.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** An authority of the tests. */
export interface TestAuthority {
  readonly certificate: x509.X509Certificate
  readonly pem: string
  readonly keys: CryptoKeyPair
}

export async function createAuthority(name = 'test authority'): Promise<TestAuthority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  })
  return { certificate, pem: certificate.toString('pem'), keys }
}

/** Key, certificate and authority of one party, for 127.0.0.1. */
export async function issueIdentity(authority: TestAuthority, role: CertificateRole, name: string, serial = '02') {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await issueCertificate(authority, role, name, keys.publicKey, { serial })
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { key, certificate, authority: authority.pem }
}

export async function issueCertificate(
  authority: TestAuthority,
  role: CertificateRole,
  name: string,
  publicKey: CryptoKey,
  more: { serial?: string; lifetimeMs?: number } = {},
): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: more.serial ?? '03',
    subject: certificateSubject(role, name),
    issuer: authority.certificate.subject,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + (more.lifetimeMs ?? 600_000)),
    signingKey: authority.keys.privateKey,
    publicKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: name },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  })
  return certificate.toString('pem')
}
