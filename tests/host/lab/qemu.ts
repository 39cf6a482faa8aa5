import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Twenty times what a boot takes on a quiet machine; past it the guest hangs. */
const BOOT_MS_MAX = 300_000

/** A fault of QEMU 10.0.2 that two of eleven parallel boots met: worth one more try. Any other end is an error. */
const KNOWN_ASSERTION = /iotlb_to_section/

/** What a boot needs: all from outside, so that this file knows no folder of the lab. */
export interface BootOptions {
  /** The folder that scripts/labs/host.mjs built. */
  readonly parts: string
  /** Paths of further disks by serial number. */
  readonly disks: Readonly<Record<string, string>>
  /** TCP ports of the guest that get a port of loopback each. */
  readonly forwards: readonly number[]
  /** What the guest asks of whoever sends commands. */
  readonly token: string
  /** Where the guest's console is written; QEMU's own words go to the same path with `.qemu` added. */
  readonly serialPath: string
  /** The guest of a person lives on when this process ends; that of a test must not. */
  readonly outlives: boolean
  /** The guest's Cpus run at the same time, as far as this machine's do. Not where cards are to pass traffic. */
  readonly isParallel: boolean
  /** PID 1 of the guest: the lab's own script, or systemd, with the script as one of its services. */
  readonly init: 'lab' | 'systemd'
}

export interface Machine {
  readonly child: ChildProcess
  /** Guest port to loopback port. */
  readonly ports: ReadonlyMap<number, number>
  /** From the start of QEMU to the word that the guest is ready, the last try only. */
  readonly bootMs: number
}

/** Boots a fresh guest; its disks forget all that was written. Throws with the end of the console when it fails. */
export async function boot(options: BootOptions): Promise<Machine> {
  const first = await tryBoot(options)
  if (!(first instanceof Error)) return first
  if (!KNOWN_ASSERTION.test(first.message)) throw first
  const second = await tryBoot(options)
  if (second instanceof Error) throw second
  return second
}

async function tryBoot(options: BootOptions): Promise<Machine | Error> {
  const startedAtMs = Date.now()
  const ports = await freePorts(options.forwards)
  const child = spawnQemu(options, ports)
  let ended: string | null = null
  child.once('error', (fault) => (ended = fault.message))
  child.once('exit', (code, signal) => (ended ??= `QEMU ended with ${signal ?? code}`))
  while (Date.now() - startedAtMs < BOOT_MS_MAX) {
    if (ended !== null) return new Error(`${ended}\n${lastWords(options.serialPath)}`)
    if (readFileSync(options.serialPath, 'utf8').includes('LAB-READY')) {
      return { child, ports, bootMs: Date.now() - startedAtMs }
    }
    await sleep(100)
  }
  child.kill('SIGKILL')
  return new Error(`the guest was not ready after ${BOOT_MS_MAX / 1000} s\n${lastWords(options.serialPath)}`)
}

/**
 * The kernel ends QEMU when the thread that started it ends, however that happens: `setpriv --pdeathsig`.
 */
function spawnQemu(options: BootOptions, ports: ReadonlyMap<number, number>): ChildProcess {
  writeFileSync(options.serialPath, '')
  const log = openSync(`${options.serialPath}.qemu`, 'w')
  const words = ['qemu-system-x86_64', ...qemuWords(options, ports)]
  const [program, ...rest] = options.outlives ? words : ['setpriv', '--pdeathsig', 'KILL', ...words]
  try {
    return spawn(program, rest, { stdio: ['ignore', log, log], detached: options.outlives })
  } finally {
    closeSync(log)
  }
}

/** The last lines of the console and all that QEMU said. */
export function lastWords(serialPath: string): string {
  const console = readFileSync(serialPath, 'utf8').split('\n').slice(-20).join('\n')
  return `${readFileSync(`${serialPath}.qemu`, 'utf8')}\n${console}\n(all of it: ${serialPath})`
}

/**
 * 2 NumaNodes of 4 Cpus and 1 GiB, and on NumaNode 1 a card with virtual functions. What is essential:
 *
 * - 2 GiB: with more, the firmware puts the windows of virtual functions above 4 GiB, where this QEMU loses them;
 * - maxcpus=1 where Cpus run at the same time: QEMU 10.0.2 now and then fails an assertion, or hangs, when a Cpu uses
 *   memory while another changes where a card's lies, which a boot does a hundred times. So one Cpu boots, and the
 *   guest switches the others on once its cards are as they stay. Not elsewhere: a card whose driver began with one
 *   Cpu has virtual functions that pass no traffic.
 *
 * What makes it quick, by the emulator's processor time (to start a program 75 ms, then 25; `runc --version` 270, 110):
 *
 * - tsc=reliable: emulated Cpus share one counter; unasked the kernel takes HPET, where each look leaves the emulator;
 * - no erms, no fsrm: the kernel copies and clears memory by words then and not by bytes, each an emulated step;
 * - tb-size=2047, MiB of translated code, the most that QEMU takes: a Node fills 512 in two minutes, and then all
 *   of it is thrown away and made again, which takes seconds in the middle of whatever is measured;
 * - no la57: one level less of page tables is walked; init_on_alloc=0: no page is cleared that is written over anyway.
 *
 * The card's own network is closed. The other, for commands, reaches loopback alone: the guest has no default route.
 */
function qemuWords(options: BootOptions, ports: ReadonlyMap<number, number>): readonly string[] {
  const part = (name: string) => join(options.parts, name)
  const forwards = [...ports].map(([guest, here]) => `,hostfwd=tcp:127.0.0.1:${here}-:${guest}`).join('')
  const disk = (name: string, path: string) => [
    ...['-drive', `if=none,id=${name},file=${path},format=raw,cache=unsafe,snapshot=on`],
    ...['-device', `virtio-blk-pci,drive=${name},serial=${name}`],
  ]
  const kernelWords = [
    'console=ttyS0 quiet mitigations=off nokaslr no_timer_check cgroup_no_v1=all net.ifnames=0 panic=-1',
    `tsc=reliable init_on_alloc=0 apparmor=0${options.isParallel ? ' maxcpus=1' : ''}`,
    `lab.init=${options.init} lab.token=${options.token}`,
  ].join(' ')
  const accelerator = `tcg,thread=${options.isParallel ? 'multi' : 'single'},tb-size=2047`
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-machine', 'q35', '-accel', accelerator, '-cpu', 'max,-la57,-erms,-fsrm', '-m', '2G'],
    ...['-smp', '8,sockets=2,cores=4,threads=1'],
    ...['-object', 'memory-backend-ram,id=m0,size=1G', '-object', 'memory-backend-ram,id=m1,size=1G'],
    ...['-numa', 'node,nodeid=0,cpus=0-3,memdev=m0', '-numa', 'node,nodeid=1,cpus=4-7,memdev=m1'],
    ...['-kernel', part('vmlinuz'), '-initrd', part('initrd.gz')],
    ...['-append', kernelWords, '-serial', `file:${options.serialPath}`],
    ...disk('root', part('root.img')),
    ...disk('data', part('data.img')),
    ...Object.entries(options.disks).flatMap(([name, path]) => disk(name, path)),
    ...['-netdev', `user,id=commands${forwards}`],
    ...['-device', 'virtio-net-pci,netdev=commands,mac=52:54:00:00:00:01,romfile='],
    ...['-device', 'pxb-pcie,id=pxb1,bus_nr=64,bus=pcie.0,numa_node=1'],
    ...['-device', 'pcie-root-port,id=rp1,bus=pxb1,chassis=1,slot=1'],
    ...['-netdev', 'user,id=card,restrict=on', '-device', 'igb,bus=rp1,netdev=card,mac=52:54:00:00:01:00,romfile='],
  ]
}

/** Ports of loopback that were free a moment ago, one for each port of the guest. All are held until all are chosen. */
async function freePorts(guestPorts: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const servers = await Promise.all(
    guestPorts.map(async (guestPort) => {
      const server = createServer()
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(0, '127.0.0.1', resolve)
      })
      return { guestPort, server }
    }),
  )
  const ports = new Map<number, number>()
  for (const { guestPort, server } of servers) {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a server without a port')
    ports.set(guestPort, address.port)
    await new Promise((resolve) => server.close(resolve))
  }
  return ports
}
