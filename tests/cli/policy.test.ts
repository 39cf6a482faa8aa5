import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { berth, inScratch, ROOT, until } from './berth.ts'

const SCENARIO = 'launch-day'
const ACCEPTED = 'expected what TypeScript accepts'

/** The example of docs/POLICY.md, as it stands there. */
function example(): string {
  const text = readFileSync(join(import.meta.dirname, '../../docs/POLICY.md'), 'utf8')
  return /```ts\n(.*?)```/s.exec(text)?.[1] ?? ''
}

/** A policy of one score, whose body is given. */
function policyOf(body: string, head = ''): string {
  const lines = [`  name: 'mine',`, `  scores: { Mine: (host, pod) => ${body} },`]
  return [
    "import type { Policy } from 'berth/policy'",
    head,
    'export default {',
    ...lines,
    '} satisfies Policy',
    '',
  ].join('\n')
}

it('runs the example of the document, whose directory is replayed and audited alone', async () => {
  await inScratch(async (scratch) => {
    const file = join(scratch, 'roomy.ts')
    const out = join(scratch, 'run')
    expect(example().trim().split('\n')).toHaveLength(5)
    writeFileSync(file, example())
    const ran = await berth(['replay', SCENARIO, '--policy', file, '--out', out])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(/score RoomForMemory of roomy-memory +\d+ /)
    expect(ran.stdout).toMatch(/score CpuPacked +\d+ /)
    expect(readFileSync(join(out, 'decisions.ndjson'), 'utf8')).toContain('"profile":"roomy-memory"')
    expect(await berth(['replay', out])).toMatchObject({ code: 0 })
    const place = JSON.parse(readFileSync(join(out, 'decisions.ndjson'), 'utf8').split('\n')[0])
    const why = await berth(['explain', out, place.pod, '--seq', String(place.seq), '-o', 'json'])
    expect([why.code, why.stderr]).toEqual([0, ''])
    const { explanation } = JSON.parse(why.stdout)
    expect([explanation.profile, explanation.ranking[0].host]).toEqual(['roomy-memory', place.host])
    const scores = explanation.ranking[0].scores as readonly { plugin: string; score: number; weight: number }[]
    expect(scores.map(({ plugin, weight }) => `${plugin} ${weight}`)).toEqual([
      'CpuPacked 5',
      'NumaFewest 1',
      'NumaTight 1',
      'VfSpared 1',
      'RoomForMemory 3',
    ])
    expect(scores[4].score).toBeGreaterThan(0)
    expect((await berth(['explain', out, place.pod])).stdout).toContain('RoomForMemory ×3')
    const audited = await berth(['audit', out])
    expect(audited.code).toBe(0)
    expect(audited.stdout).toMatch(/L9 +best +unchecked +0 +0 +not where a policy of code chose/)
    writeFileSync(join(out, 'policy.js'), `${readFileSync(join(out, 'policy.js'), 'utf8')}\n`)
    expect((await berth(['replay', out])).stderr).toContain('policy.js: sha256: found')
  })
})

it('is served by npm start, its file seen from where the user stands', async () => {
  await inScratch(async (scratch) => {
    writeFileSync(join(scratch, 'roomy.ts'), example())
    const words = ['scripts/start.mjs', '--policy', 'roomy.ts', '--port', '0', '--data', 'state']
    const env = { ...process.env, INIT_CWD: scratch, BERTH_NO_OPEN: '1' }
    const child = spawn(process.execPath, words, { cwd: ROOT, env })
    let shown = ''
    child.stdout.on('data', (bytes: Buffer) => (shown += bytes.toString('utf8')))
    const ended = new Promise((resolve) => child.on('close', resolve))
    await until(() => shown.includes('\n'), 60_000)
    expect(shown).toMatch(/^berth is at http:\/\/127\.0\.0\.1:\d+\/\?profile=roomy-memory\n$/)
    child.kill('SIGTERM')
    await ended
  })
})

it('lists every error of type with its line, and what it exports that is no policy', async () => {
  await inScratch(async (scratch) => {
    const bad = join(scratch, 'bad.ts')
    writeFileSync(
      bad,
      policyOf('host.freeCpu * pod.cpus', 'const now: string = performance.now()\nconst a: string = 1'),
    )
    expect(await berth(['replay', SCENARIO, '--policy', bad])).toMatchObject({
      code: 2,
      stderr: [
        `${bad}:2: found Cannot find name 'performance', ${ACCEPTED}`,
        `${bad}:3: found type number, expected type string`,
        `${bad}:6: found Property 'freeCpu' does not exist on type 'HostView'. Did you mean 'freeCpus'?, ${ACCEPTED}`,
        '',
      ].join('\n'),
    })
    const none = join(scratch, 'none.ts')
    writeFileSync(none, "export default { name: 'mine', weights: { CpuFree: 'much' } }\n")
    const ended = await berth(['prove', '--policy', none, '--policy', join(scratch, 'nowhere.ts')])
    expect(ended.code).toBe(2)
    expect(ended.stderr.split('\n')).toEqual([
      `${none}: found type string, expected type number`,
      `${join(scratch, 'nowhere.ts')}: found no such file, expected a readable policy file`,
      '',
    ])
  })
})

it('takes TypeScript alone', async () => {
  await inScratch(async (scratch) => {
    const files = ['mine.js', 'list.json'].map((name) => join(scratch, name))
    for (const file of files) writeFileSync(file, '{}')
    const ended = await berth(['prove', ...files.flatMap((file) => ['--policy', file])])
    const words = 'found a file of another kind, expected TypeScript: a name that ends in .ts'
    expect([ended.code, ended.stderr]).toEqual([2, files.map((file) => `${file}: ${words}\n`).join('')])
  })
})

it.each([
  ['throws', 'JSON.parse(host.name).length', 'throws SyntaxError'],
  ['reads the clock', 'Date.now() % 100', 'reaches for Date.now'],
  ['makes a regular expression', "new RegExp('(a+)+$').test(host.name) ? pod.cpus : 1", 'reaches for RegExp'],
  ['draws', 'Math.floor(Math.random() * 100)', 'reaches for Math.random'],
  ['never comes back', '[0].findIndex(() => { while (host.vfs >= 0); }) + pod.cpus', 'takes more than 1,000,000 steps'],
  ['fails after it answered', "(Promise.reject(new Error('late')), pod.cpus)", 'reaches for Promise'],
  ['is out of range', '101 * pod.cpus', ', not an integer from 0 to 100'],
])('ends a run by a plug-in that %s with its name, in a thread too', async (_, body, words) => {
  await inScratch(async (scratch) => {
    const file = join(scratch, 'bad.ts')
    writeFileSync(file, policyOf(body))
    for (const [where, ...command] of [
      ['', 'replay', SCENARIO, '--out', join(scratch, 'run')],
      [`${file}: `, 'compare', SCENARIO, '--seeds', '1', '--profile', 'pack'],
    ]) {
      const ended = await berth([...command, '--policy', file])
      expect(ended.code).toBe(1)
      expect(ended.stderr.slice(0, where.length)).toBe(where)
      expect(ended.stderr.slice(where.length)).toMatch(/^score Mine of mine, for pod \S+ on \S+: [^\n]+\n$/)
      expect(ended.stderr).toContain(words)
    }
  })
})

it('takes no regular expression that may backtrack for ever, and names its line', async () => {
  await inScratch(async (scratch) => {
    const bad = join(scratch, 'bad.ts')
    writeFileSync(bad, policyOf('SLOW.test(host.name) ? 1 : pod.cpus', 'const SLOW = /^(a+)+$/'))
    for (const command of [
      ['replay', SCENARIO],
      ['prove', '--runs', '1'],
    ]) {
      const ended = await berth([...command, '--policy', bad])
      expect(ended.code).toBe(2)
      expect(ended.stderr).toContain(
        `${bad}:2: found the regular expression /^(a+)+$/, expected one that backtracks little`,
      )
    }
    const good = join(scratch, 'good.ts')
    writeFileSync(good, policyOf(`/^sz-[ab]-m(\\d+)-h(\\d+)$/.test(host.name) ? pod.cpus : 0`))
    expect(await berth(['replay', SCENARIO, '--policy', good, '--log', 'digest'])).toMatchObject({ code: 0 })
  })
})

it('takes no code that runs after the answer or is made of a text, and names its line where it is', async () => {
  await inScratch(async (scratch) => {
    const bad = join(scratch, 'bad.ts')
    writeFileSync(join(scratch, 'late.ts'), "\nexport const late = async () => { throw new Error('late') }\n")
    const head = "import { late } from './late.ts'\nconst now = (0, eval)('Date.now')"
    writeFileSync(bad, policyOf('(late(), now() % 100)', head))
    const ended = await berth(['replay', SCENARIO, '--policy', bad])
    expect([ended.code, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toContain(`${bad}:3: found eval, expected none`)
    expect(ended.stderr).toContain('late.ts:2: found an async function, expected none')
  })
})

it('compares two versions of a policy of one name', async () => {
  await inScratch(async (scratch) => {
    const files = ['a.ts', 'b.ts'].map((name) => join(scratch, name))
    writeFileSync(files[0], policyOf('Math.floor((100 * host.freeCpus) / host.cpusAllocatable) + 0 * pod.cpus'))
    writeFileSync(files[1], policyOf('100 - Math.floor((100 * host.freeCpus) / host.cpusAllocatable) + 0 * pod.cpus'))
    const twice = (a: string, b: string): readonly string[] => ['--policy', a, '--policy', b, '--seeds', '1']
    const differ = await berth(['compare', SCENARIO, ...twice(files[0], files[1])])
    expect(differ.code).toBe(1)
    expect(differ.stdout).toContain(`A mine of ${files[0]}, B mine of ${files[1]}`)
    expect(await berth(['compare', SCENARIO, ...twice(files[0], files[0])])).toMatchObject({ code: 0 })
  })
})

it('takes the name of a policy for no profile beside it in a comparison', async () => {
  await inScratch(async (scratch) => {
    const file = join(scratch, 'mine.ts')
    writeFileSync(file, policyOf('host.vfs >= 0 && pod.cpus > 0 ? 1 : 0'))
    const ended = await berth(['compare', SCENARIO, '--policy', file, '--profile', 'mine', '--seeds', '1'])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/^--profile: found "mine", expected one of pack, spread, kube-default, [^\n]+\n$/)
    expect(ended.stderr).not.toContain(', mine')
  })
})

it('says which of two versions of a policy of one name a plug-in’s fault is of, whichever comes first', async () => {
  await inScratch(async (scratch) => {
    const [good, bad] = ['good.ts', 'bad.ts'].map((name) => join(scratch, name))
    writeFileSync(good, policyOf('host.vfs >= 0 && pod.cpus > 0 ? 1 : 0'))
    writeFileSync(bad, policyOf('101 * pod.cpus'))
    for (const files of [
      [good, bad],
      [bad, good],
    ]) {
      const words = ['compare', SCENARIO, '--seeds', '1', '--policy', files[0], '--policy', files[1], '-o', 'json']
      const ended = await berth(words)
      expect(ended.code).toBe(1)
      expect(ended.stderr.startsWith(`${bad}: score Mine of mine, for pod `)).toBe(true)
      expect(JSON.parse(ended.stdout)).toMatchObject({ kind: 'PolicyFault', file: bad, plugin: 'score Mine of mine' })
    }
  })
})

it('proves a policy, and makes small what breaks it', async () => {
  await inScratch(async (scratch) => {
    const good = join(scratch, 'good.ts')
    writeFileSync(good, example())
    const held = await berth(['prove', '--policy', good, '--runs', '20', '--commands', '30'])
    expect(held.code).toBe(0)
    expect(held.stdout).toContain('L9: which host and NumaNodes are best is what its code says')
    const fickle = join(scratch, 'fickle.ts')
    writeFileSync(fickle, policyOf('turns++ % (2 + host.vfs + pod.cpus)', 'let turns = 0'))
    const out = join(scratch, 'case')
    const broken = await berth(['prove', '--policy', fickle, '--runs', '20', '--out', out])
    expect(broken.code).toBe(1)
    expect(broken.stdout).toMatch(
      /the engine stops: score Mine of mine, for pod \S+ on \S+: answers \d+, then \d+ when/,
    )
    const again = await berth([
      'prove',
      '--policy',
      fickle,
      '--case',
      join(out, 'case.json'),
      '--out',
      join(scratch, 'b'),
    ])
    expect(again.code).toBe(1)
    const { again: words, shownBy } = JSON.parse(
      (await berth(['prove', '--policy', fickle, '--case', join(out, 'case.json'), '--out', out, '-o', 'json'])).stdout,
    )
    expect(words).toBe(`berth prove --case ${join(out, 'case.json')} --policy ${fickle}`)
    expect(shownBy).toBe(`berth audit ${out}`)
    const throws = join(scratch, 'throws.ts')
    const fallen = join(scratch, 'fallen')
    writeFileSync(throws, policyOf('JSON.parse(host.name).length'))
    await berth(['prove', '--policy', throws, '--runs', '20', '--out', fallen])
    for (const command of [
      ['replay', fallen],
      ['fit', fallen],
    ]) {
      const ended = await berth(command)
      expect([command, ended.code, ended.stdout]).toEqual([command, 1, ''])
      expect(ended.stderr).toMatch(/^score Mine of mine, for pod \S+ on \S+: throws SyntaxError[^\n]+\n$/)
    }
  })
})
