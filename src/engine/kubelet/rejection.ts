import type { Rejection } from './machine.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/admission/errors.go, topologymanager/topology_manager.go and
// cpumanager/policy_static.go. The texts are those that users see in a pod's status.

export const NO_LOCALITY: Rejection = {
  reason: 'TopologyAffinityError',
  message: 'Resources cannot be allocated with Topology locality',
}

/** An error that has no reason of its own. */
export function unexpected(error: string): Rejection {
  return { reason: 'UnexpectedAdmissionError', message: `Allocate failed due to ${error}, which is unexpected` }
}

export function endless(error: string): Rejection {
  return { reason: 'EndlessSearch', message: error }
}

export function notWholeCores(requested: number, cpusPerCore: number): Rejection {
  return {
    reason: 'SMTAlignmentError',
    message: `SMT Alignment Error: requested ${requested} cpus not multiple cpus per core = ${cpusPerCore}`,
  }
}

export function notEnoughCores(available: number, requested: number, cpusPerCore: number): Rejection {
  return {
    reason: 'SMTAlignmentError',
    message:
      `SMT Alignment Error: not enough free physical CPUs: available physical CPUs = ${available}, ` +
      `requested CPUs = ${requested}, CPUs per core = ${cpusPerCore}`,
  }
}
