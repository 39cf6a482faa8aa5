/**
 * Who a certificate of the adapter's authority speaks for. `adapter`: may call agents. `agent`: answers for one host
 * and may renew its own certificate, nothing else, so that a stolen host cannot command its neighbours. `server`: the
 * adapter itself where it is called.
 */
export const CERTIFICATE_ROLES = ['adapter', 'agent', 'server'] as const
export type CertificateRole = (typeof CERTIFICATE_ROLES)[number]

/** Subject of a certificate as an RFC 4514 text: the role is the OU, the name of the host, adapter or server the CN. */
export function certificateSubject(role: CertificateRole, name: string): string {
  return `O=berth, OU=${role}, CN=${name}`
}

/** Role in a subject as TLS reports it, or null when it names none. */
export function roleOfSubject(subject: { readonly OU?: string | readonly string[] }): CertificateRole | null {
  return CERTIFICATE_ROLES.find((role) => role === subject.OU) ?? null
}
