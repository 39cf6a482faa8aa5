import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { DecisionLine } from '../../src/model/decision.ts'
import { berth, inScratch } from './berth.ts'

const POLICY = [
  "import type { Policy } from 'berth/policy'",
  'export default {',
  "  name: 'mine', extends: 'spread',",
  '  rebalance: (host, pods) => REBALANCE,',
  '} satisfies Policy',
  '',
].join('\n')

interface Answer {
  readonly atUs: number
  readonly hostsInUse: number
  readonly hostsAfter: number
  readonly emptied: readonly { readonly host: string; readonly moves: readonly DecisionLine[] }[]
}

/** Pods by host after all decisions up to an instant, as the log alone says. */
function podsByHost(run: string, untilUs: number): Map<string, Set<string>> {
  const hosts = new Map<string, Set<string>>()
  for (const text of readFileSync(join(run, 'decisions.ndjson'), 'utf8').trimEnd().split('\n')) {
    const line = JSON.parse(text) as DecisionLine
    if (line.atUs > untilUs || line.kind === 'refuse') continue
    if (line.kind === 'release') hosts.get(line.host)?.delete(line.pod)
    if (line.kind === 'migrate') hosts.get(line.from)?.delete(line.pod)
    if (line.kind === 'place' || line.kind === 'migrate') {
      hosts.set(line.host, (hosts.get(line.host) ?? new Set()).add(line.pod))
    }
  }
  return new Map([...hosts].filter(([, pods]) => pods.size > 0))
}

it('names hosts that it pays to empty at an instant, all their pods, and what is left in use', async () => {
  await inScratch(async (scratch) => {
    const run = join(scratch, 'run')
    expect((await berth(['replay', 'launch-day', '--profile', 'spread', '--out', run])).code).toBe(0)
    const consolidated = async (...more: readonly string[]): Promise<Answer> => {
      const ended = await berth(['consolidate', run, ...more, '-o', 'json'])
      expect([ended.code, ended.stderr]).toEqual([0, ''])
      return JSON.parse(ended.stdout) as Answer
    }
    const cheap = await consolidated('--at', '66600', '--price', '1')
    const before = podsByHost(run, 66_600_000_000)
    expect(cheap.hostsInUse).toBe(before.size)
    expect(cheap.emptied.length).toBeGreaterThan(1)
    expect(cheap.hostsAfter).toBe(before.size - cheap.emptied.length)
    const lies = new Map([...before].flatMap(([host, pods]) => [...pods].map((pod) => [pod, host])))
    for (const { host, moves } of cheap.emptied) {
      expect(moves.map(({ pod }) => pod).sort()).toEqual(
        [...lies].flatMap(([p, at]) => (at === host ? [p] : [])).sort(),
      )
      for (const move of moves) if (move.kind === 'migrate') lies.set(move.pod, move.host)
    }
    expect(new Set(lies.values()).size).toBe(cheap.hostsAfter)
    expect((await consolidated('--at', '66600', '--price', '1000')).emptied).toEqual([])
    const end = await consolidated()
    expect(end.atUs).toBeGreaterThan(66_600_000_000)
    const told = await berth(['consolidate', run, '--at', '66600', '--price', '1'])
    expect(told.stdout).toMatch(/^at 66600\.000 s \d+ hosts are in use; \d+ moves empty \d+ of them\n/)
    const names = await berth(['consolidate', run, '--at', '66600', '--price', '1', '-o', 'name'])
    expect(names.stdout.trim().split('\n')).toEqual(cheap.emptied.map(({ host }) => host))
  })
})

it('asks the policy of the run, and names a plug-in of it that slips', async () => {
  await inScratch(async (scratch) => {
    const file = join(scratch, 'mine.ts')
    const emptied = async (rebalance: string) => {
      const run = join(scratch, `run-${rebalance.length}`)
      writeFileSync(file, POLICY.replace('REBALANCE', rebalance))
      expect((await berth(['replay', 'launch-day', '--policy', file, '--out', run])).code).toBe(0)
      return berth(['consolidate', run, '--at', '66600', '--price', '1', '-o', 'name'])
    }
    const all = (await emptied('100 + 0 * pods.length')).stdout.trim().split('\n')
    const some = (await emptied("host.name.startsWith('sz-a') ? 0 : 100 - Math.min(99, pods.length)")).stdout
      .trim()
      .split('\n')
    expect(all.some((host) => host.startsWith('sz-a'))).toBe(true)
    expect(some.some((host) => host.startsWith('sz-a'))).toBe(false)
    const slip = await emptied('Math.floor(Math.random() * 100) + pods.length')
    expect(slip).toMatchObject({ code: 1, stdout: '' })
    expect(slip.stderr).toMatch(/^rebalance of mine, on \S+: reaches for Math\.random\n$/)
  })
})

it('asks no engine about a run of stock Kubernetes, which it did not decide', async () => {
  await inScratch(async (scratch) => {
    const run = join(scratch, 'run')
    expect((await berth(['replay', 'launch-day', '--profile', 'kube-default', '--out', run])).code).toBe(0)
    for (const words of [
      ['consolidate', run],
      ['fit', run],
    ]) {
      expect(await berth(words)).toEqual({
        code: 2,
        stdout: '',
        stderr: `${run}: manifest.json: spec.profile: found kube-default, expected a run that the engine decided\n`,
      })
    }
  })
})
