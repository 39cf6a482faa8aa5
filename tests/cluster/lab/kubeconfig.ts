/** Who a kubeconfig speaks as: a certificate, or a token. */
export type Credentials = { readonly certificateFile: string; readonly keyFile: string } | { readonly token: string }

/** The text of a kubeconfig of one cluster and one user. */
export function kubeconfigText(url: string, caFile: string, credentials: Credentials, namespace = 'default'): string {
  const user =
    'token' in credentials
      ? { token: credentials.token }
      : { 'client-certificate': credentials.certificateFile, 'client-key': credentials.keyFile }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server: url, 'certificate-authority': caFile } }],
    users: [{ name: 'lab', user }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab', namespace } }],
    'current-context': 'lab',
  }
  return `${JSON.stringify(config, null, 2)}\n`
}
