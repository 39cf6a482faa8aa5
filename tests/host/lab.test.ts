import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { AGENT_PORT, OUTSIDE } from './lab/guest.ts'
import { sharedGuest } from './lab/shared.ts'

const guest = sharedGuest()
const PF = '/sys/class/net/pf0/device'

describe('the guest', () => {
  it('booted', () => {
    console.log(`boot to the first command: ${(inject('guestBootMs') / 1000).toFixed(1)} s`)
    expect(inject('guestBootMs')).toBeGreaterThan(0)
  })

  it('has 2 NumaNodes of 4 Cpus', async () => {
    const lines = await guest.must('cat /sys/devices/system/node/online /sys/devices/system/node/node[01]/cpulist')
    expect(lines.split('\n')).toEqual(['0-1', '0-3', '4-7'])
  })

  it('has a card of 4 virtual functions on NumaNode 1', async () => {
    const lines = await guest.must(`cat ${PF}/numa_node ${PF}/sriov_numvfs ${PF}/sriov_totalvfs
      for vf in ${PF}/virtfn*; do cat $vf/numa_node; basename $(readlink $vf/driver); ls $vf/net | wc -l; done`)
    expect(lines.split('\n')).toEqual(['1', '4', '7', ...Array(4).fill(['1', 'igbvf', '1']).flat()])
  })

  it('has cgroup v2 alone, with what an agent sets', async () => {
    const mounts = await guest.must("awk '$3 ~ /^cgroup/ { print $2, $3 }' /proc/mounts")
    expect(mounts).toBe('/sys/fs/cgroup cgroup2')
    const enabled = await guest.must('cat /sys/fs/cgroup/cgroup.subtree_control')
    expect(enabled.split(' ')).toEqual(expect.arrayContaining(['cpu', 'cpuset', 'io', 'memory']))
  })

  it('stops a process at its project quota on XFS, and lets it on when the quota grows', async () => {
    const fill = 'dd if=/dev/zero of=/data/quota-try/f bs=1M count=40 status=none; stat -c %s /data/quota-try/f'
    const set = (limit: string) => guest.must(`xfs_quota -x -c 'limit -p bhard=${limit} 77' /data`)
    await guest.must("mkdir /data/quota-try; xfs_quota -x -c 'project -s -p /data/quota-try 77' /data")
    await set('10m')
    const small = await guest.run(fill)
    expect(small.stderr).toMatch(/No space left on device|Disk quota exceeded/)
    expect(Number(small.stdout)).toBe(10 << 20)
    await set('20m')
    expect(Number((await guest.run(fill)).stdout)).toBe(20 << 20)
    await set('0')
    await guest.must('rm -r /data/quota-try')
  })
})

describe('the channel', () => {
  it('gives both outputs, the code and standard input', async () => {
    const input = Buffer.from('in')
    expect(await guest.run('cat; echo err >&2; exit 3', { input })).toEqual({ stdout: 'in', stderr: 'err\n', code: 3 })
  })

  it('ends a script that takes too long', async () => {
    expect((await guest.run('sleep 60', { timeoutMs: 1000 })).code).toBe(124)
  })

  it('turns away whoever has no token', async () => {
    const { runScript } = await import('./lab/channel.ts')
    const stranger = { port: guest.forwardedPort(7000), token: 'x' }
    await expect(runScript(stranger, 'true')).rejects.toThrow('cut after 0 bytes')
  })

  it('carries a folder over and starts from it what lives on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-tree-'))
    writeFileSync(join(folder, 'serve.mjs'), SERVE)
    try {
      await guest.putTree(folder, '/run/tree')
    } finally {
      rmSync(folder, { recursive: true })
    }
    const pid = await guest.background(`node /run/tree/serve.mjs ${AGENT_PORT}`, '/run/tree.log')
    await guest.must('until grep -q listens /run/tree.log; do sleep 0.1; done')
    const answer = await fetch(`http://127.0.0.1:${guest.forwardedPort(AGENT_PORT)}/`)
    expect(await answer.text()).toBe(`process ${pid}`)
    await guest.must(`kill ${pid}; rm -r /run/tree /run/tree.log`)
  })

  it('lets the guest reach a server on the loopback of this machine, and nothing else', async () => {
    const server = createServer((_, response) => response.end('outside'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const ask = `node -e "fetch('http://${OUTSIDE}:${port}').then((r) => r.text()).then(console.log)"`
    try {
      expect(await guest.must(ask)).toBe('outside')
    } finally {
      server.close()
    }
    expect((await guest.run('ping -c 1 -W 1 192.0.2.1')).stderr).toContain('Network is unreachable')
  })
})

const SERVE = `
import { createServer } from 'node:http'
createServer((request, response) => response.end('process ' + process.pid)).listen(Number(process.argv[2]), () => {
  console.log('listens')
})
`
