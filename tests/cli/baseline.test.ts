import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PROFILES } from '../bad-input/profiles.ts'
import { berth, inScratch } from './berth.ts'

it('runs a scenario under stock Kubernetes, replays it to its own digest and audits it', async () => {
  await inScratch(async (folder) => {
    const run = join(folder, 'run')
    const words = ['replay', 'launch-day', '--profile', 'kube-single-numa-node', '--out', run]
    const { code, stdout } = await berth([...words, '-o', 'json'])
    expect(code).toBe(0)
    const { summary } = JSON.parse(stdout)
    expect(summary.admissionFailures.TopologyAffinityError).toBeGreaterThan(100)
    expect(JSON.parse((await berth(['replay', run, '-o', 'json'])).stdout)).toMatchObject({ same: true })
    const audited = await berth(['audit', run, '-o', 'json'])
    const { ok, laws } = JSON.parse(audited.stdout)
    expect([audited.code, ok]).toEqual([0, true])
    const failed = readFileSync(join(run, 'decisions.ndjson'), 'utf8')
      .split('\n')
      .find((line) => line.includes('TopologyAffinityError'))
    const line = JSON.parse(failed ?? '')
    const about = ['explain', run, line.pod, '--seq', String(line.seq)]
    const explained = JSON.parse((await berth([...about, '-o', 'json'])).stdout)
    expect(explained.line).toEqual(line)
    const { admission } = explained.explanation.kube
    expect([admission.host, admission.failure.reason]).toEqual([line.failure.host, line.failure.reason])
    expect(admission.alignments.at(-1)).toMatchObject({ isAdmitted: false })
    const told = (await berth(about)).stdout
    expect(told).toMatch(/^HOST +TOTAL +\w+ ×\d/m)
    expect(told).toContain(`(topology manager single-numa-node, scope container): fails with TopologyAffinityError\n`)
    expect(told).toMatch(/^ {2}cpu +.*\{\d/m)
    expect(told).toMatch(/^ {2}together +.*: refused$/m)
    const unchecked = laws.filter(({ sampled }: { sampled: string }) => sampled === 'not of kube-single-numa-node')
    expect(unchecked.map(({ law }: { law: string }) => law)).toEqual(['L4', 'L5', 'L8', 'L9', 'L12', 'L13'])
  })
})

it('runs stock Kubernetes as a file sets it up, which its directory carries for replay and audit', async () => {
  await inScratch(async (folder) => {
    const file = join(folder, 'mine.yaml')
    writeFileSync(file, PROFILES)
    const run = join(folder, 'run')
    const words = ['replay', 'launch-day', '--profiles', file, '--profile', 'kube-pods', '--out', run, '-o', 'json']
    const { code, stdout } = await berth(words)
    expect(code).toBe(0)
    expect(JSON.parse(stdout).summary.admissionFailures.SMTAlignmentError).toBeGreaterThan(100)
    expect(JSON.parse((await berth(['replay', run, '-o', 'json'])).stdout)).toMatchObject({ same: true })
    expect(JSON.parse((await berth(['audit', run, '-o', 'json'])).stdout)).toMatchObject({ ok: true })
  })
})

it('compares a profile with stock Kubernetes, and counts what failed after it was bound', async () => {
  const words = ['compare', 'launch-day', '--profile', 'pack', '--profile', 'kube-single-numa-node', '--seeds', '2']
  const { code, stdout } = await berth(words)
  expect(code).toBe(1)
  expect(stdout).toMatch(/^admission failures +0 +[1-9]/m)
  expect(stdout).toMatch(/^failures, TopologyAffinityError +0 +[1-9]/m)
})
