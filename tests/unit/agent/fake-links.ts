import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KernelError } from '../../../src/agent/kernel/kernel.ts'

interface FakeLink {
  ifname: string
  ifindex: number
  link_index?: number
  address: string
  flags: string[]
  master?: string
  parentdev?: string
  linkinfo?: { info_kind: string; info_data?: { id: number } }
  addr_info: { family: string; local: string; prefixlen: number }[]
}

interface FakeVf {
  address: string
  vlan: number
  spoofchk: boolean
  /** Whether a driver has it. */
  bound: boolean
}

interface FakeState {
  nextIndex: number
  namespaces: Record<string, FakeLink[]>
  vfs: Record<string, FakeVf>
  /** MACs that eth1 forwards. */
  fdb: string[]
  projects: Record<string, { folder: string | null; limitKib: number; usedKib: number }>
  processes: Record<string, { start: number; group: string; namespace: string }>
}

const HOST = 'host'
/** VFs of eth1 have these bus addresses. */
const pciOf = (index: number) => `0000:41:10.${index}`

/** Interfaces, VFs, project quotas and processes of the fake kernel, in one file. */
export class FakeLinks {
  readonly #path: string

  constructor(root: string) {
    this.#path = join(root, 'fake-state.json')
    if (existsSync(this.#path)) return
    const host = [linkOf('lo', 1, { flags: [] }), linkOf('eth1', 2, {})]
    const state: FakeState = {
      nextIndex: 3,
      namespaces: { [HOST]: host },
      vfs: {},
      fdb: [],
      projects: {},
      processes: {},
    }
    for (let i = 0; i < 4; i++) {
      state.vfs[i] = { address: '00:00:00:00:00:00', vlan: 0, spoofchk: true, bound: true }
      const more = { parentdev: pciOf(i), address: `0e:00:00:00:00:0${i}`, flags: [] }
      host.push(linkOf(`eth1v${i}`, state.nextIndex++, more))
    }
    this.#save(state)
  }

  get state(): FakeState {
    return JSON.parse(readFileSync(this.#path, 'utf8')) as FakeState
  }

  #save(state: FakeState): void {
    writeFileSync(this.#path, JSON.stringify(state))
  }

  change(act: (state: FakeState) => void): void {
    const { state } = this
    act(state)
    this.#save(state)
  }

  processesOf(group: string): string {
    const own = Object.entries(this.state.processes).filter(([, process]) => process.group === group)
    return own.map(([pid]) => pid).join('\n')
  }

  processFile(pid: number, name: string, cgroup: string): string | null {
    const process = this.state.processes[pid]
    if (process === undefined) return null
    if (name === 'cgroup') return `0::${process.group === cgroup ? '/' : process.group.slice(cgroup.length)}`
    return `${pid} (a (game) server) S ${Array.from({ length: 18 }, () => 0).join(' ')} ${process.start} 0`
  }

  moveProcess(pid: number, group: string): void {
    this.change((state) => {
      if (state.processes[pid] === undefined) throw new KernelError(`move ${pid}`, 'ESRCH')
      state.processes[pid].group = group
    })
  }

  /** Interfaces of sysfs that come and go. */
  listNet(path: string): readonly string[] | null {
    const vf = /^\/sys\/class\/net\/eth1\/device\/virtfn(\d)\/net$/.exec(path)
    if (vf === null) return null
    const own = this.state.namespaces[HOST].filter((link) => link.parentdev === pciOf(Number(vf[1])))
    return own.length === 0 ? null : own.map((link) => link.ifname)
  }

  readNet(path: string): string | null {
    const name = /^\/sys\/class\/net\/([^/]+)\/address$/.exec(path)?.[1]
    return this.state.namespaces[HOST].find((link) => link.ifname === name)?.address ?? null
  }

  driverOf(path: string): string | null {
    const index = /10\.(\d)\/driver$/.exec(path)?.[1] ?? ''
    return this.state.vfs[index]?.bound === true ? '../../drivers/igbvf' : null
  }

  identity(path: string): string | null {
    const { namespaces, processes } = this.state
    if (path === '/proc/self/ns/net') return 'nsfs:host'
    const pid = /^\/proc\/(\d+)\/ns\/net$/.exec(path)?.[1]
    if (pid !== undefined) return processes[pid] === undefined ? null : `nsfs:${processes[pid].namespace}`
    const name = path.slice(path.lastIndexOf('/') + 1)
    return namespaces[name] === undefined ? null : `nsfs:${name}`
  }

  bind(path: string, pci: string): void {
    this.change((state) => {
      const index = pci.slice(-1)
      const vf = state.vfs[index]
      vf.bound = !path.endsWith('/unbind')
      for (const [name, links] of Object.entries(state.namespaces)) {
        state.namespaces[name] = links.filter((link) => link.parentdev !== pci)
      }
      if (!vf.bound) return
      const address = vf.address === '00:00:00:00:00:00' ? `0e:00:00:00:00:0${index}` : vf.address
      state.namespaces[HOST].push(linkOf(`eth1v${index}`, state.nextIndex++, { parentdev: pci, address, flags: [] }))
    })
  }

  quota(words: readonly string[]): string {
    const [verb, ...rest] = words[2].split(' ')
    const { state } = this
    if (verb === 'report') {
      return Object.entries(state.projects)
        .map(([id, project]) => `#${id}   ${project.usedKib}   0   ${project.limitKib}   00 [--------]\n`)
        .join('')
    }
    const id = rest[rest.length - 1]
    const project = state.projects[id] ?? { folder: null, limitKib: 0, usedKib: 0 }
    const folder = rest[rest.indexOf('-p') + 1]
    if (verb === 'project' && rest[0] === '-c') {
      return project.folder === folder ? '' : `${folder} - project identifier is not set (inode=0, tree=${id})\n`
    }
    if (verb === 'project') project.folder = rest[0] === '-s' ? folder : null
    else project.limitKib = Number(/bhard=(\d+)m/.exec(words[2])?.[1]) * 1024
    state.projects[id] = project
    if (project.folder === null && project.limitKib === 0) delete state.projects[id]
    this.#save(state)
    return ''
  }

  fdb(words: readonly string[]): string {
    const { state } = this
    if (words.includes('show')) return JSON.stringify(state.fdb.map((mac) => ({ mac, flags: ['self'] })))
    const [, verb, mac] = words
    if (state.fdb.includes(mac) === (verb === 'add')) throw new KernelError(words.join(' '), 'RTNETLINK answers')
    this.change((next) => {
      next.fdb = verb === 'add' ? [...next.fdb, mac] : next.fdb.filter((other) => other !== mac)
    })
    return ''
  }

  ip(words: readonly string[]): string {
    const namespace = words[0] === '-n' ? words[1] : HOST
    const rest = words[0] === '-n' ? words.slice(2) : words
    const { state } = this
    const links = state.namespaces[namespace]
    if (links === undefined)
      throw new KernelError(`ip ${words.join(' ')}`, `Cannot open network namespace "${namespace}"`)
    if (rest.includes('show') && rest[2] === 'addr') return JSON.stringify(links)
    if (rest.includes('show')) {
      const pf = links.find((link) => link.ifname === rest[5])
      const list = Object.entries(state.vfs).map(([vf, { address, vlan, spoofchk }]) => {
        return { vf: Number(vf), address, vlan_list: vlan === 0 ? [{}] : [{ vlan }], spoofchk }
      })
      return JSON.stringify([{ ...pf, vfinfo_list: list }])
    }
    act(state, namespace, rest, words.join(' '))
    this.#save(state)
    return ''
  }
}

function linkOf(ifname: string, ifindex: number, more: Partial<FakeLink>): FakeLink {
  return { ifname, ifindex, address: '0e:00:00:00:01:00', flags: ['UP'], addr_info: [], ...more }
}

function act(state: FakeState, namespace: string, words: readonly string[], all: string): void {
  const links = state.namespaces[namespace]
  const fail = (reason: string): never => {
    throw new KernelError(`ip ${all}`, reason)
  }
  const [object, verb, ...rest] = words
  const after = (word: string): string | undefined => (rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined)
  const named = (name: string | undefined): FakeLink =>
    links.find((link) => link.ifname === name) ?? fail(`Cannot find device "${name}"`)
  if (object === 'netns') {
    if (verb === 'delete') deleteNamespace(state, rest[0])
    else if (state.namespaces[rest[0]] !== undefined) fail('File exists')
    else state.namespaces[rest[0]] = [linkOf('lo', 1, { flags: [] })]
    if (verb === 'attach') state.processes[rest[1]].namespace = rest[0]
  } else if (object === 'addr') {
    const [local, prefix] = rest[0].split('/')
    const link = named(after('dev'))
    const at = link.addr_info.findIndex((entry) => entry.local === local)
    if (verb === 'add' && at >= 0) fail('File exists')
    else if (verb === 'add') link.addr_info.push({ family: 'inet', local, prefixlen: Number(prefix) })
    else if (at < 0) fail('Cannot assign requested address')
    else link.addr_info.splice(at, 1)
  } else if (verb === 'delete') removeLink(state, links, named(after('dev')))
  else if (verb === 'add') addLink(state, links, after, fail)
  else if (rest.includes('vf')) {
    const vf = state.vfs[after('vf') ?? '']
    Object.assign(vf, { address: after('mac'), vlan: Number(after('vlan')), spoofchk: after('spoofchk') === 'on' })
  } else setLink(state, links, named(rest[1]), rest.slice(2), fail)
}

function setLink(
  state: FakeState,
  links: FakeLink[],
  link: FakeLink,
  [word, value]: readonly string[],
  fail: (reason: string) => never,
): void {
  if (word === 'up') link.flags = ['UP']
  else if (word === 'down') link.flags = []
  else if (word === 'name') {
    if (links.some((other) => other.ifname === value)) fail('File exists')
    link.ifname = value
  } else if (word === 'address') link.address = value
  else if (word === 'master') link.master = value
  else if (word === 'nomaster') delete link.master
  else if (word === 'netns') {
    const target = state.namespaces[/^\d+$/.test(value) ? HOST : value] ?? fail('Invalid "netns" value')
    if (target.some((other) => other.ifname === link.ifname)) fail('File exists')
    links.splice(links.indexOf(link), 1)
    target.push({ ...link, flags: [], addr_info: [] })
  }
}

function addLink(
  state: FakeState,
  links: FakeLink[],
  after: (word: string) => string | undefined,
  fail: (reason: string) => never,
): void {
  const ifname = after('name') ?? ''
  if (links.some((link) => link.ifname === ifname)) fail('File exists')
  const kind = after('type') ?? ''
  const link = linkOf(ifname, state.nextIndex++, { flags: [], linkinfo: { info_kind: kind } })
  links.push(link)
  if (kind === 'vlan') link.linkinfo = { info_kind: kind, info_data: { id: Number(after('id')) } }
  if (kind !== 'veth') return
  const peer = linkOf('eth0', state.nextIndex++, { flags: [], linkinfo: { info_kind: kind } })
  peer.link_index = link.ifindex
  peer.address = after('address') ?? ''
  link.link_index = peer.ifindex
  state.namespaces[after('netns') ?? ''].push(peer)
}

function removeLink(state: FakeState, links: FakeLink[], link: FakeLink): void {
  links.splice(links.indexOf(link), 1)
  if (link.linkinfo?.info_kind !== 'veth') return
  for (const [name, others] of Object.entries(state.namespaces)) {
    state.namespaces[name] = others.filter(
      (other) => other.link_index !== link.ifindex || other.linkinfo?.info_kind !== 'veth',
    )
  }
}

function deleteNamespace(state: FakeState, name: string): void {
  for (const link of state.namespaces[name] ?? []) {
    if (link.parentdev !== undefined) state.namespaces[HOST].push({ ...link, flags: [], addr_info: [] })
  }
  delete state.namespaces[name]
}
