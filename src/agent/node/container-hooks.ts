/** A pod as the container runtime keeps it, with the annotations it had when its sandbox was made. */
export interface Sandbox {
  readonly id: string
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly annotations: Readonly<Record<string, string>>
  /** Its own process runs. A runtime lists a stopped one too, until the kubelet has it removed, minutes later. */
  readonly isAlive: boolean
  /** Of its own process; otherwise as a container's. */
  readonly cgroupsPath: string
}

/** What a container is held to: list forms of cpuset.cpus and cpuset.mems, '' for all there are. */
export interface Cpuset {
  readonly cpus: string
  readonly mems: string
}

export interface Container extends Cpuset {
  readonly id: string
  readonly sandboxId: string
  readonly name: string
  /** Its process was let go: before that its cgroup may exist with nothing written to it yet. */
  readonly isStarted: boolean
  readonly isStopped: boolean
  /** As the runtime has it: a path below the cgroup root, or `SLICE:PREFIX:ID` with systemd. */
  readonly cgroupsPath: string
}

export interface CpusetUpdate extends Cpuset {
  readonly containerId: string
}

export interface CreationAnswer {
  readonly own: Cpuset | null
  readonly others: readonly CpusetUpdate[]
}

/** A container is not to be created; the message is the reason that `kubectl describe` shows. */
export class Refusal extends Error {}

/**
 * What a container runtime tells and asks. A door turns what arrives into these calls. None of them waits for
 * a call to the runtime: it holds its own lock while it asks, and both would stop.
 */
export interface ContainerHooks {
  /** A connection begins: all there is, oldest first. The updates bring it to what should be, in that order. */
  synchronize(sandboxes: readonly Sandbox[], containers: readonly Container[]): Promise<readonly CpusetUpdate[]>
  /** Rejects with a Refusal. `others` are carried out before the container is made; `own` null: nothing is set. */
  create(sandbox: Sandbox, container: Container): Promise<CreationAnswer>
  /** Somebody else changes limits of the container: what stays. */
  update(sandbox: Sandbox, container: Container): Promise<readonly CpusetUpdate[]>
  started(container: Container): void
  stopped(container: Container): void
  removed(container: Container): void
  /** All containers of the pod have ended. */
  sandboxEnded(sandbox: Sandbox): void
}

/** What the agent may ask of a runtime while a connection stands. */
export interface RuntimeCalls {
  /**
   * Carries the updates out in their order, after all that it was told before; of none: resolves once that is done.
   * Rejects with the reason when one failed.
   */
  update(updates: readonly CpusetUpdate[]): Promise<void>
}
