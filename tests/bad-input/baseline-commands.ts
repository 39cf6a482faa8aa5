import { type CommandRow, GOOD } from './command-row.ts'
import { PROFILES } from './profiles.ts'
import { broken } from './row.ts'

/** Stock Kubernetes where it cannot be. */
export const BASELINE_COMMANDS: readonly CommandRow[] = [
  {
    name: 'replay under stock Kubernetes as no kubelet starts with it',
    words: ['replay', 'tiny.yaml', '--profiles', 'mine.yaml', '--profile', 'kube-pods'],
    files: {
      ...GOOD,
      'mine.yaml': broken(PROFILES, [
        ['full-pcpus-only: "true"', 'full-pcpus-only: "yes", distribute-cpus-across-cores: "true", uncore: "true"'],
        ['"true"}\n        cpu', '"true", max-allowable-numa-nodes: "4"}\n        cpu'],
      ]),
    },
    faults: [
      'kube-pods.kube.topologyManagerPolicyOptions.max-allowable-numa-nodes: found 4, expected an integer from 8 on: the minimum value of "max-allowable-numa-nodes" should not be less than 8',
      'kube-pods.kube.cpuManagerPolicyOptions.uncore: found uncore, expected one of full-pcpus-only, distribute-cpus-across-numa, align-by-socket, distribute-cpus-across-cores, strict-cpu-reservation, prefer-align-cpus-by-uncorecache: unknown CPU Manager Policy option: "uncore"',
      'kube-pods.kube.cpuManagerPolicyOptions.full-pcpus-only: found yes, expected true or false: bad value for option "full-pcpus-only": strconv.ParseBool: parsing "yes": invalid syntax',
    ],
  },
  {
    name: 'replay under stock Kubernetes with a check of the engine',
    words: ['replay', 'stale-cache', '--profile', 'kube-default', '--check', 'off'],
    faults: [
      '--check: found beside kube-default, expected an option of the engine: stock Kubernetes assumes, whatever the cache does',
    ],
  },
  {
    name: 'replay of planned work under stock Kubernetes',
    words: ['replay', 'maintenance', '--profile', 'kube-default'],
    faults: [
      'spec.maintenance: found maintenance, under kube-default, expected a scenario without it: stock Kubernetes moves no pod',
    ],
  },
]
