/**
 * What the agent needs of an operating system: files that are read and written, and programs that are called.
 * Everything it does to a host goes through here, so a test can stand in front of it to inject a fault at any one
 * call. Paths are those of the host, `/sys/fs/cgroup/…`; where they lead is the implementation's affair.
 */
export interface Kernel {
  /** Text without trailing white space, or null when there is no such file. Rejects with a KernelError. */
  read(path: string): Promise<string | null>
  /** Writes an existing file in one call to write(2), the text and a newline. Rejects with a KernelError. */
  write(path: string, text: string): Promise<void>
  /** Names in a folder ascending by code unit, or null when there is none. */
  list(path: string): Promise<readonly string[] | null>
  /** Target of a symbolic link as it is written there, or null when there is none. */
  link(path: string): Promise<string | null>
  /** Identity of what a path leads to (device and inode), or null when there is nothing. */
  identity(path: string): Promise<string | null>
  makeDirectory(path: string): Promise<void>
  /** An empty folder, or one of cgroupfs without children. */
  removeDirectory(path: string): Promise<void>
  /** Runs a program to its end; stdout. Rejects with a KernelError that carries stderr, also after `timeoutMs`. */
  run(program: Program, words: readonly string[], timeoutMs?: number): Promise<string>
  /** Waits; a test need not. */
  sleep(ms: number): Promise<void>
  nowMs(): number
}

/** Programs of iproute2, xfsprogs and util-linux. */
export type Program = 'ip' | 'bridge' | 'xfs_quota' | 'taskset'

/** A refusal of the kernel or of a program, as a reason for a person. */
export class KernelError extends Error {
  /** What was tried, `write /sys/fs/cgroup/…`. */
  readonly act: string
  /** Errno name, or the last line of stderr. */
  readonly reason: string
  /** Field of the allocation it was for, set on the way out; '' for none. */
  field = ''
  /** The call was given up: whether it had its effect is not known. */
  readonly timedOut: boolean

  constructor(act: string, reason: string, timedOut = false) {
    super(`${act}: ${reason}`)
    this.act = act
    this.reason = reason
    this.timedOut = timedOut
  }
}

/** Text of an error for a reason, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
