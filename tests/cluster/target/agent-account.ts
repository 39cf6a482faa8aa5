import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '../lab/client.ts'
import type { Cluster } from '../lab/cluster.ts'
import type { RoleRule } from './stage.ts'

const NAME = 'berth-agent'
const NAMESPACE = 'berth'
const TOKENS = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${NAME}/token`
const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'

const documents = parseAllDocuments(readFileSync(new URL('../../../deploy/agent.yaml', import.meta.url), 'utf8'))
const deployed = documents.map((document) => document.toJS() as KubeObject & { readonly rules: readonly RoleRule[] })

/** The verbs on slices that are checked in. */
export const AGENT_VERBS = deployed[0].rules[0].verbs

/** The account of the agents with what is checked in, as docs/OPERATING.md says. */
export async function deployAgents(cluster: Pick<Cluster, 'apply' | 'ask' | 'tokenFor'>): Promise<void> {
  await cluster.tokenFor(NAME, NAMESPACE)
  await cluster.apply(deployed)
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }]
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: NAME }
  await cluster.ask('POST', BINDINGS, { metadata: { name: NAME }, roleRef, subjects })
}

/**
 * Puts `token` and `ca.crt` for the agent of a Node into a folder: a token bound to that Node, as
 * `kubectl create token --bound-object-kind Node` gets one. Returns it.
 */
export async function putAccount(
  cluster: Pick<Cluster, 'ask' | 'caFile'>,
  node: string,
  folder: string,
): Promise<string> {
  const { metadata } = await cluster.ask('GET', `/api/v1/nodes/${node}`)
  const boundObjectRef = { apiVersion: 'v1', kind: 'Node', name: node, uid: metadata.uid }
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { boundObjectRef } }
  const { status } = await cluster.ask('POST', TOKENS, body)
  writeFileSync(join(folder, 'token'), `${status.token}\n`)
  writeFileSync(join(folder, 'ca.crt'), readFileSync(cluster.caFile))
  return status.token
}
