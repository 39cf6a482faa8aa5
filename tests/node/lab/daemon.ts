import { type Guest, quote } from '../../host/lab/guest.ts'

/** Where the disk with the node's programs is mounted in the guest: bin/, cni/, images/ and what containerd keeps. */
export const NODE_DISK = '/opt/node'

/** Cpus that the kubelet leaves to the system, one of each NumaNode: it and the runtime run on them, in this group. */
export const RESERVED_CPUS = [0, 4]
export const SYSTEM_GROUP = 'runtime.slice'

/** Time for a program of an emulated guest on a machine with other work. */
const WAIT_MS = 180_000

/** A line for bash that ends with 0 where systemd is PID 1. */
export const HAS_SYSTEMD = '[ -d /run/systemd/system ]'

/** Who makes the groups of pods in the guest: on a Node with systemd that is systemd's. */
export async function cgroupDriverOf(guest: Guest): Promise<'systemd' | 'cgroupfs'> {
  return (await guest.run(HAS_SYSTEMD)).code === 0 ? 'systemd' : 'cgroupfs'
}

/** A program of the guest that is started and ended by hand, as a scope where there is systemd. */
export interface Daemon<Options> {
  /** Its log in the guest; it grows over starts. */
  readonly logPath: string
  /** Starts it and waits until it answers. It must not run. */
  start(options: Options): Promise<void>
  /** Sends a signal, SIGTERM unless told, and waits for its end. Nothing when it does not run. */
  end(signal?: 'TERM' | 'KILL'): Promise<void>
  isRunning(): Promise<boolean>
}

export interface DaemonKind<Options> {
  /** The program's file name, under which it is found again by whoever attaches to the guest later. */
  readonly name: string
  /** Writes what it reads; its command line. */
  prepare(options: Options): Promise<string>
  /** A script that ends with 0 once it answers. */
  readonly isUp: string
}

export function daemonOf<Options>(guest: Guest, { name, prepare, isUp }: DaemonKind<Options>): Daemon<Options> {
  const logPath = `/var/log/${name}.log`
  const pidFile = `/run/${name}.pid`
  const path = `PATH=${NODE_DISK}/bin:$PATH`
  // Eight emulated Cpus share two real ones: a Go program that spreads over all of them mostly waits for itself. A Node
  // with reserved Cpus keeps its daemons on them, too.
  const runtime = 'GOMAXPROCS=2 GOGC=400'
  const alive = `[ "$(cat /proc/$(cat ${pidFile})/comm)" = ${quote(name.slice(0, 15))} ] 2>/dev/null`
  return {
    logPath,
    async start(options) {
      const command = await prepare(options)
      const words = `${intoGroup()}; exec $scope env ${path} ${runtime} HOME=/root ${command}`
      const pid = await guest.background(`bash -c ${quote(words)}`, logPath)
      await guest.must(`echo ${pid} >${pidFile}`)
      const waits = `export ${path}
        until ${isUp} >/dev/null 2>&1; do
          [ -d /proc/${pid} ] || { echo ${name} ended; tail -20 ${logPath}; exit 1; }
          sleep 0.5
        done`
      await guest.must(waits, { timeoutMs: WAIT_MS })
    },
    async end(signal = 'TERM') {
      const script = `if ${alive}; then pid=$(cat ${pidFile}); kill -${signal} $pid
        while [ -d /proc/$pid ]; do sleep 0.1; done; fi; rm -f ${pidFile}`
      await guest.must(script, { timeoutMs: WAIT_MS })
    },
    isRunning: async () => (await guest.run(alive)).code === 0,
  }
}

/** Lines for bash that bring it into the daemons' group, or make `$scope` words that do so with what follows them. */
function intoGroup(): string {
  const group = `/sys/fs/cgroup/${SYSTEM_GROUP}`
  return `if ${HAS_SYSTEMD}; then
      systemctl set-property --runtime ${SYSTEM_GROUP} AllowedCPUs=${RESERVED_CPUS}
      scope="systemd-run --scope --quiet --slice=${SYSTEM_GROUP} --property=Delegate=yes"
    else
      mkdir -p ${group}; echo ${RESERVED_CPUS} >${group}/cpuset.cpus; echo $$ >${group}/cgroup.procs
    fi`
}
