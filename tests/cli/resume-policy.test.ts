import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { berth } from './berth.ts'

// A cut is the same past again whoever decides: the engine's profiles (resume.test.ts), baselines, own policies.

const SCENARIO = 'launch-day'
const CUT = '72000.5'
const LOGS = ['events.ndjson', 'decisions.ndjson', 'summary.json', 'series.parquet', 'fleet.json']
const folder = mkdtempSync(join(tmpdir(), 'berth-resume-policy-'))
const policy = join(folder, 'mine.ts')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const policyOf = (score: string): string =>
  `import type { Policy } from 'berth/policy'
export default { name: 'mine', scores: { Mine: (host, pod) => ${score} } } satisfies Policy
`
const SCORE = 'host.freeMemoryMib % 101'
writeFileSync(policy, policyOf(SCORE))

const read = (directory: string, name: string): string => readFileSync(join(directory, name), 'latin1')

describe('a run that was cut goes on', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['kube-default', ['--profile', 'kube-default']],
    ['kube-single-numa-node', ['--profile', 'kube-single-numa-node']],
    ['an own policy', ['--policy', policy]],
    ['a profile beside an own policy', ['--policy', policy, '--profile', 'spread']],
  ]
  it.each(rows)('under %s, to the files of a run in one go', async (name, words) => {
    const [whole, cut] = [join(folder, `${name}-whole`), join(folder, `${name}-cut`)]
    expect(await berth(['replay', SCENARIO, ...words, '--out', whole])).toMatchObject({ code: 0, stderr: '' })
    expect(await berth(['replay', SCENARIO, ...words, '--until', CUT, '--out', cut])).toMatchObject({ code: 0 })
    const past = read(cut, 'decisions.ndjson')
    expect(past.length).toBeGreaterThan(1000)
    expect(read(whole, 'decisions.ndjson').startsWith(past)).toBe(true)
    // From another folder: files are named by their whole paths.
    expect(await berth(['replay', '--resume', cut], folder)).toMatchObject({ code: 0, stderr: '' })
    for (const log of LOGS) expect([log, read(cut, log)]).toEqual([log, read(whole, log)])
    expect(await berth(['replay', cut])).toMatchObject({ code: 0 })
  })
})

describe('a policy that is not what it was', () => {
  it('is refused where it moved and decides otherwise, and goes on from where it lies now', async () => {
    const [cut, out, moved] = ['cut', 'out', 'moved.ts'].map((name) => join(folder, name))
    const first = ['replay', SCENARIO, '--policy', policy, '--until', CUT, '--out', cut]
    expect(await berth(first)).toMatchObject({ code: 0 })
    rmSync(policy)
    const gone = await berth(['replay', '--resume', cut])
    expect(gone).toMatchObject({ code: 2, stdout: '' })
    expect(gone.stderr).toContain('mine.ts: found no such file')

    writeFileSync(moved, policyOf(`100 - (${SCORE})`))
    const resumed = ['replay', '--resume', cut, '--policy', moved, '--out', out]
    const refused = await berth(resumed)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/cut\.json: status\.decisionDigest: found [0-9a-f]{64}, expected [0-9a-f]{64}: /)

    writeFileSync(moved, policyOf(SCORE))
    expect(await berth(resumed)).toMatchObject({ code: 0, stderr: '' })
    expect(read(out, 'decisions.ndjson').startsWith(read(cut, 'decisions.ndjson'))).toBe(true)
  })
})
