import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { certificateSubject } from '../../model/certificate-subject.ts'

const crypto = webcrypto as unknown as Crypto
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** A fresh P-256 key and a PKCS#10 request for it, both PEM. The adapter decides what the certificate says. */
export async function makeCertificateRequest(
  host: string,
): Promise<{ readonly key: string; readonly request: string }> {
  x509.cryptoProvider.set(crypto)
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: certificateSubject('agent', host),
    keys,
    signingAlgorithm: ALGORITHM,
  })
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { key: `${key}\n`, request: `${request.toString('pem')}\n` }
}
