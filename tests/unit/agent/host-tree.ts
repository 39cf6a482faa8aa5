import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder that looks like the root of a machine: what the agent reads of sysfs and proc. */
export class HostTree {
  readonly root = mkdtempSync(join(tmpdir(), 'agent-tree-'))

  write(path: string, text: string): this {
    const at = join(this.root, path)
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, `${text}\n`)
    return this
  }

  folder(path: string): this {
    mkdirSync(join(this.root, path), { recursive: true })
    return this
  }

  link(path: string, target: string): this {
    const at = join(this.root, path)
    mkdirSync(dirname(at), { recursive: true })
    symlinkSync(target, at)
    return this
  }

  /** Cores as lists of threads, by NumaNode as the kernel numbers them. */
  cpus(numaNodes: Readonly<Record<number, { cores: readonly (readonly number[])[]; memoryKib: number }>>): this {
    const all: number[] = []
    for (const [id, node] of Object.entries(numaNodes)) {
      for (const core of node.cores) {
        for (const cpu of core) this.write(`/sys/devices/system/cpu/cpu${cpu}/topology/core_cpus_list`, core.join(','))
        all.push(...core)
      }
      const folder = `/sys/devices/system/node/node${id}`
      this.write(`${folder}/cpulist`, node.cores.flat().sort(ascending).join(','))
      this.write(`${folder}/meminfo`, `Node ${id} MemTotal:  ${node.memoryKib} kB\nNode ${id} MemFree:   12 kB`)
    }
    return this.write('/sys/devices/system/cpu/online', all.sort(ascending).join(','))
  }

  /** A PF with VFs; their interfaces are called `${name}v${index}`. */
  nic(name: string, numa: number, vfs: number, vfsMax = vfs): this {
    const pci = `/sys/devices/pci0000:40/${name}`
    this.write(`${pci}/numa_node`, String(numa)).folder(`/sys/class/net/${name}`)
    this.write(`/sys/class/net/${name}/type`, '1').link(`/sys/class/net/${name}/device`, pathTo(pci, 4))
    if (vfsMax > 0) this.write(`${pci}/sriov_totalvfs`, String(vfsMax)).write(`${pci}/sriov_numvfs`, String(vfs))
    for (let i = 0; i < vfs; i++) {
      const vf = `/sys/devices/pci0000:40/0000:41:10.${i}`
      this.folder(vf).link(`${pci}/virtfn${i}`, `../0000:41:10.${i}`).link(`${vf}/physfn`, `../${name}`)
      this.link(`/sys/bus/pci/devices/0000:41:10.${i}`, pathTo(vf, 4))
    }
    return this
  }

  /** An interface without hardware. */
  virtualNic(name: string): this {
    return this.write(`/sys/class/net/${name}/type`, '1')
  }

  mounts(lines: readonly string[]): this {
    return this.write('/proc/self/mountinfo', lines.join('\n'))
  }

  /** A block device; partition: a part of another, `vdb1` of `vdb`. */
  block(name: string, device: string, whole?: { name: string; device: string }): this {
    const folder = `/sys/devices/pci0000:00/block/${whole === undefined ? name : `${whole.name}/${name}`}`
    this.write(`${folder}/dev`, device).link(`/sys/dev/block/${device}`, `../..${folder.slice('/sys'.length)}`)
    if (whole === undefined) return this
    return this.write(`${folder}/partition`, '1').write(`/sys/devices/pci0000:00/block/${whole.name}/dev`, whole.device)
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

function pathTo(path: string, depth: number): string {
  return `${'../'.repeat(depth - 1)}..${path}`
}

function ascending(a: number, b: number): number {
  return a - b
}

const MIB = 1024

/** The guest of the host lab: 2 NumaNodes of 4 Cpus without siblings, VFs on NumaNode 1, one XFS disk. */
export function smallHost(): HostTree {
  return new HostTree()
    .cpus({
      0: { cores: [[0], [1], [2], [3]], memoryKib: 1000 * MIB + 100 },
      1: { cores: [[4], [5], [6], [7]], memoryKib: 1000 * MIB },
    })
    .nic('eth1', 1, 4, 7)
    .virtualNic('lo0')
    .block('vdb', '254:16')
    .mounts([
      '22 1 254:0 / / rw - ext4 /dev/vda rw',
      '30 22 254:16 / /disk0 rw,relatime - xfs /dev/vdb rw,attr2,inode64,prjquota',
    ])
}

/** A server with siblings far apart, NumaNode numbers with gaps, one NumaNode of memory alone, and odd parts. */
export function largeHost(): HostTree {
  const cores = (first: number) => Array.from({ length: 4 }, (_, i) => [first + i, first + i + 16])
  return new HostTree()
    .cpus({
      0: { cores: cores(0), memoryKib: 65_000 * MIB },
      1: { cores: cores(4), memoryKib: 65_000 * MIB },
      8: { cores: cores(8), memoryKib: 65_001 * MIB },
      10: { cores: cores(12), memoryKib: 64_999 * MIB },
    })
    .write('/sys/devices/system/node/node12/cpulist', '')
    .write('/sys/devices/system/node/node12/meminfo', 'Node 12 MemTotal: 1048576 kB')
    .write('/sys/devices/system/cpu/offline', '32-33')
    .nic('enp65s0f0', 8, 2, 8)
    .nic('enp1s0', -1, 0, 0)
    .nic('ens9', 10, 0, 16)
    .block('nvme0n1p2', '259:3', { name: 'nvme0n1', device: '259:1' })
    .block('nvme1n1', '259:5')
    .mounts([
      '30 22 259:3 / /var/games rw - xfs /dev/nvme0n1p2 rw,prjquota',
      '33 22 259:7 / /var/odd\\040name rw - xfs /dev/nvme2n1 rw,prjquota',
      '31 22 259:5 / /var/other rw - xfs /dev/nvme1n1 rw,pqnoenforce',
    ])
}
