import type { Draw } from './scheduler-draw.ts'
import { HOST } from './scheduler-nodes.ts'
import type { Template } from './scheduler-pods.ts'

type Json = Record<string, unknown>

const container = (more: Json): Json => ({ name: 'c', image: 'berth/lobby:1', ...more })
const spread = (more: Json): Json => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: HOST, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {}, ...more },
  ],
})
const required = 'requiredDuringSchedulingIgnoredDuringExecution'
const podTerm = (more: Json): Json => ({
  affinity: { podAffinity: { [required]: [{ topologyKey: HOST, labelSelector: {}, ...more }] } },
})
const nodeTerm = (more: Json): Json => ({
  affinity: { nodeAffinity: { [required]: { nodeSelectorTerms: [more] } } },
})
const requests = (amounts: Json, limits: Json = {}): Json => ({
  containers: [container({ resources: { requests: amounts, limits } })],
})

/** What the API server refuses, one fault each: parts of a pod's spec. */
export const INVALID_SPECS: readonly Json[] = [
  { containers: [] },
  { containers: [container({ name: 'C_1' })] },
  { containers: [container({ image: '' })] },
  { containers: [container({}), container({})] },
  { containers: [container({ ports: [{ containerPort: 70000 }] })] },
  { containers: [container({ ports: [{ containerPort: 1, protocol: 'ICMP' }] })] },
  { containers: [container({ ports: [1, 2].map((containerPort) => ({ containerPort, hostPort: 9 })) })] },
  { containers: [container({ ports: [{ containerPort: 1, hostPort: 2 }] })], hostNetwork: true },
  { initContainers: [container({ name: 'i', restartPolicy: 'Sometimes' })] },
  requests({ cpu: '2' }, { cpu: '1' }),
  requests({ cpu: '-1' }),
  requests({ 'berth.dev/vf': '1' }),
  requests({ 'berth.dev/vf': '1' }, { 'berth.dev/vf': '2' }),
  requests({ 'berth.dev/vf': '500m' }, { 'berth.dev/vf': '500m' }),
  requests({ storage: '1Gi' }),
  requests({ 'hugepages-2Mi': '2Mi' }, { 'hugepages-2Mi': '2Mi' }),
  { nodeSelector: { disk: 'not a value' } },
  { schedulingGates: [{ name: 'a' }, { name: 'a' }] },
  { schedulingGates: [{ name: 'a' }], nodeName: 'n00' },
  { tolerations: [{ operator: 'Equal', value: 'x' }] },
  { tolerations: [{ key: 'a', operator: 'Exists', value: 'x' }] },
  { tolerations: [{ key: 'a', operator: 'Lt', value: '3' }] },
  { tolerations: [{ key: 'a', effect: 'Never' }] },
  { tolerations: [{ key: 'a', tolerationSeconds: 3, effect: 'NoSchedule' }] },
  spread({ maxSkew: 0 }),
  spread({ topologyKey: '' }),
  spread({ whenUnsatisfiable: 'Maybe' }),
  spread({ minDomains: 2 }),
  spread({ nodeTaintsPolicy: 'Sometimes' }),
  spread({ labelSelector: undefined, matchLabelKeys: ['app'] }),
  spread({ labelSelector: { matchLabels: { app: 'a0' } }, matchLabelKeys: ['app'] }),
  spread({ labelSelector: { matchExpressions: [{ key: 'app', operator: 'In' }] } }),
  {
    topologySpreadConstraints: [1, 2].map((maxSkew) => ({
      maxSkew,
      topologyKey: HOST,
      whenUnsatisfiable: 'DoNotSchedule',
    })),
  },
  podTerm({ topologyKey: '' }),
  podTerm({ namespaces: ['No'] }),
  podTerm({ matchLabelKeys: ['app'], mismatchLabelKeys: ['app'] }),
  podTerm({ labelSelector: { matchExpressions: [{ key: 'app', operator: 'Gt', values: ['1'] }] } }),
  podTerm({ labelSelector: { matchLabels: { 'a b': 'c' } } }),
  nodeTerm({ matchExpressions: [{ key: 'gen', operator: 'Gt', values: ['1', '2'] }] }),
  nodeTerm({ matchExpressions: [{ key: 'gen', operator: 'Exists', values: ['1'] }] }),
  nodeTerm({ matchFields: [{ key: 'metadata.uid', operator: 'In', values: ['a'] }] }),
  nodeTerm({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a', 'b'] }] }),
  { affinity: { nodeAffinity: { [required]: { nodeSelectorTerms: [] } } } },
]

/** The template with one fault. */
export function spoil(draw: Draw, { namespace, labels, spec }: Template): Template {
  return { namespace, labels: { ...labels, app: 'a0' }, spec: { ...spec, ...draw.pick(INVALID_SPECS) } }
}
