import type { Guest } from '../lab/guest.ts'

/** What the kernel of the guest says about a process and its group, asked by the tests themselves: never the agent. */
export interface KernelView {
  /** Below /sys/fs/cgroup, `/` when the process is in no group. */
  readonly group: string
  /** Cpus the process may run on, list form. */
  readonly allowedCpus: string
  readonly cpus: string
  readonly mems: string
  readonly memoryHighBytes: number | 'max'
  readonly memoryMaxBytes: number | 'max'
  /** Lines of io.max. */
  readonly io: readonly string[]
  /** Interfaces in the network namespace of the process, loopback left out. */
  readonly links: readonly LinkView[]
}

export interface LinkView {
  readonly name: string
  readonly mac: string
  readonly isUp: boolean
  /** `10.20.0.10/24`, IPv4. */
  readonly addresses: readonly string[]
}

/** What `ip -j` prints, as far as it is read here. */
interface IpLink {
  readonly ifname: string
  readonly address: string
  readonly flags: readonly string[]
  readonly addr_info: readonly { readonly family: string; readonly local: string; readonly prefixlen: number }[]
}

/** Looks at a process that lives. */
export async function viewOf(guest: Guest, pid: number): Promise<KernelView> {
  const text = await guest.must(`
    group=$(cut -d: -f3 /proc/${pid}/cgroup); cd /sys/fs/cgroup$group
    echo "$group"
    awk '/^Cpus_allowed_list/ { print $2 }' /proc/${pid}/status
    for file in cpuset.cpus.effective cpuset.mems.effective memory.high memory.max io.max; do
      echo "$(cat $file 2>/dev/null | tr '\\n' ';')"
    done
    nsenter -t ${pid} -n ip -j addr | tr -d '\\n'`)
  const [group, allowedCpus, cpus, mems, high, max, io, links] = text.split('\n')
  const words = (line: string) => line.split(';').filter((word) => word !== '')
  return {
    group,
    allowedCpus,
    cpus: words(cpus).join(),
    mems: words(mems).join(),
    memoryHighBytes: bytesOf(high),
    memoryMaxBytes: bytesOf(max),
    io: words(io),
    links: (JSON.parse(links) as readonly IpLink[]).filter(({ ifname }) => ifname !== 'lo').map(linkView),
  }
}

function bytesOf(line: string): number | 'max' {
  const word = line.replace(';', '')
  return word === 'max' || word === '' ? 'max' : Number(word)
}

function linkView(link: IpLink): LinkView {
  return {
    name: link.ifname,
    mac: link.address,
    isUp: link.flags.includes('UP'),
    addresses: link.addr_info
      .filter(({ family }) => family === 'inet')
      .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
  }
}

/** Hard limits of the projects of /data in MiB, the zero ones left out. */
export async function projectQuotasMib(guest: Guest): Promise<readonly number[]> {
  const lines = await guest.must("xfs_quota -x -c 'report -p -b -N' /data")
  return lines
    .split('\n')
    .map((line) => Number(line.trim().split(/\s+/)[3]) / 1024)
    .filter((mib) => mib > 0)
}

/** What the card says of a virtual function, and where its interface is. */
export interface VfView {
  readonly mac: string
  /** 0: none. */
  readonly vlan: number
  /** Whether its interface is in the namespace of the host. */
  readonly isHome: boolean
}

export async function vfsOf(guest: Guest, pf: string): Promise<readonly VfView[]> {
  const [links, ...homes] = (
    await guest.must(`ip -j -d link show ${pf} | tr -d '\\n'; echo
      for vf in /sys/class/net/${pf}/device/virtfn*; do ls $vf/net 2>/dev/null | wc -l; done`)
  ).split('\n')
  const [{ vfinfo_list: vfs }] = JSON.parse(links) as readonly {
    vfinfo_list: readonly { address: string; vlan_list?: readonly { vlan?: number }[] }[]
  }[]
  return vfs.map((vf, i) => ({
    mac: vf.address,
    vlan: vf.vlan_list?.[0]?.vlan ?? 0,
    isHome: homes[i] === '1',
  }))
}

/** All that an agent may leave behind; equal before an allocation and after its release. */
export async function footprint(guest: Guest, pf: string): Promise<object> {
  const lines = async (script: string) => (await guest.must(script)).split('\n').filter((line) => line !== '')
  return {
    groups: await lines("find /sys/fs/cgroup -mindepth 2 -type d | grep -v '/berth$' || true"),
    namespaces: await lines('ip netns list'),
    quotasMib: await projectQuotasMib(guest),
    folders: await lines('find /data -mindepth 2'),
    vfs: (await vfsOf(guest, pf)).map(({ vlan, isHome }) => ({ vlan, isHome })),
    // A virtual function may come home under another name.
    links: await lines('cd /sys/class/net; for link in *; do [ -e $link/device/physfn ] || echo $link; done'),
  }
}
