import type { Answer, Client } from './client.ts'

const TOKEN_SECONDS = 3600

/** Namespaces and service accounts, which a controller manager would look after if there were one. */
export interface Accounts {
  createNamespace(name: string): Promise<void>
  tokenFor(serviceAccount: string, namespace: string): Promise<string>
}

export function createAccounts(
  client: Client,
  ask: (method: string, path: string, body?: unknown) => Promise<Answer['body']>,
): Accounts {
  const create = async (path: string, body: unknown) => {
    const { status } = await client.request('POST', path, body)
    if (status !== 201 && status !== 409) await ask('POST', path, body)
  }
  const createAccount = async (name: string, namespace: string) => {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts`
    await create(path, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } })
  }
  const createNamespace = async (name: string) => {
    await create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    await createAccount('default', name)
  }
  return {
    createNamespace,
    async tokenFor(serviceAccount, namespace) {
      await createNamespace(namespace)
      await createAccount(serviceAccount, namespace)
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`
      const spec = { expirationSeconds: TOKEN_SECONDS }
      const answer = await ask('POST', path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec })
      return answer.status.token
    },
  }
}
