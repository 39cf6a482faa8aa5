import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '../lab/client.ts'
import type { Cluster } from '../lab/cluster.ts'
import type { RoleRule } from './stage.ts'

const NAME = 'berth-agent'
const NAMESPACE = 'berth'
const TOKENS = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${NAME}/token`
const RBAC = 'rbac.authorization.k8s.io'
/** Of a token: as docs/OPERATING.md says. */
const TOKEN_SECONDS = 86_400

const documents = parseAllDocuments(readFileSync(new URL('../../../deploy/agent.yaml', import.meta.url), 'utf8'))
const deployed = documents.map((document) => document.toJS() as KubeObject & { readonly rules: readonly RoleRule[] })

/** The verbs on slices that are checked in. */
export const AGENT_VERBS = deployed[0].rules[0].verbs

/** The account of the agents with what is checked in, as docs/OPERATING.md says. Done twice it changes nothing. */
export async function deployAgents(cluster: Pick<Cluster, 'apply' | 'tokenFor'>): Promise<void> {
  await cluster.tokenFor(NAME, NAMESPACE)
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }]
  const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: NAME }
  const binding = { apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata: { name: NAME }, roleRef, subjects }
  await cluster.apply([...deployed, binding])
}

/** A token for the agent of a Node, bound to that, as `kubectl create token --bound-object-kind Node` gets one. */
export async function tokenBoundTo(cluster: Pick<Cluster, 'ask'>, node: string): Promise<string> {
  const { metadata } = await cluster.ask('GET', `/api/v1/nodes/${node}`)
  const boundObjectRef = { apiVersion: 'v1', kind: 'Node', name: node, uid: metadata.uid }
  const spec = { boundObjectRef, expirationSeconds: TOKEN_SECONDS }
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec }
  return (await cluster.ask('POST', TOKENS, body)).status.token
}

/** Puts `token` and `ca.crt` for the agent of a Node into a folder, as tokenBoundTo. Returns the token. */
export async function putAccount(
  cluster: Pick<Cluster, 'ask' | 'caFile'>,
  node: string,
  folder: string,
): Promise<string> {
  const token = await tokenBoundTo(cluster, node)
  writeFileSync(join(folder, 'token'), `${token}\n`)
  writeFileSync(join(folder, 'ca.crt'), readFileSync(cluster.caFile))
  return token
}
