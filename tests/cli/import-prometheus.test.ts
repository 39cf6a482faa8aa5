import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parseCurve } from '../../src/model/parse/curve.ts'
import { berth, inScratch } from './berth.ts'

/** Asked of the server: the form of a query, and who asks. */
interface Asked {
  readonly words: URLSearchParams
  readonly authorization: string | undefined
}

let close: () => void = () => {}
afterEach(() => close())

/** A server that answers query_range of two series, 10 and i players at the i-th step; `refuse` may answer instead. */
async function serve(asked: Asked[], refuse: (response: ServerResponse) => boolean = () => false): Promise<string> {
  const server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => {
      body += bytes.toString('utf8')
    })
    request.on('end', () => {
      const words = new URLSearchParams(body)
      asked.push({ words, authorization: request.headers.authorization })
      if (request.url !== '/prom/api/v1/query_range' || refuse(response)) return
      const [start, end, step] = ['start', 'end', 'step'].map((key) => Number(words.get(key)))
      const times = Array.from({ length: (end - start) / step + 1 }, (_, i) => start + i * step)
      const result = [
        { metric: { zone: 'a' }, values: times.map((time) => [time, '10']) },
        { metric: { zone: 'b' }, values: times.map((time) => [time, time === start ? 'NaN' : String(time % 100)]) },
      ]
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => server.close()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom`
}

const ASK = ['--query', 'sum(players)', '--name', 'live', '-o', 'name']

describe('berth import prometheus', () => {
  it('asks a live server for pages of time, with the token of the environment, and sums series', async () => {
    await inScratch(async (folder) => {
      const asked: Asked[] = []
      const address = await serve(asked)
      const out = join(folder, 'live.yaml')
      const range = ['--from', '1600000000', '--to', '1601200000', '--step', '1m', '--out', out]
      const ended = await berth(['import', 'prometheus', address, ...ASK, ...range], folder, {
        BERTH_PROMETHEUS_TOKEN: 'secret',
      })
      const left = `${address}: left out: 3 values that are NaN\n`
      expect(ended).toEqual({ code: 0, stdout: `${out}\n`, stderr: left })
      expect(asked.map(({ authorization }) => authorization)).toEqual([
        'Bearer secret',
        'Bearer secret',
        'Bearer secret',
      ])
      const pages = asked.map(({ words }) => [words.get('query'), Number(words.get('start')), Number(words.get('end'))])
      expect(pages).toEqual([
        ['sum(players)', 1_600_000_000, 1_600_599_940],
        ['sum(players)', 1_600_600_000, 1_601_199_940],
        ['sum(players)', 1_601_200_000, 1_601_200_000],
      ])
      const curve = parseCurve(readFileSync(out, 'utf8'))
      if (!curve.ok || curve.value.form.kind !== 'samples') throw new Error('a curve of samples')
      expect(curve.value.form.samples).toHaveLength(20_001)
      expect(curve.value.form.samples.slice(0, 4)).toEqual([0.1111, 0.7778, 0.3333, 1])
      expect(curve.value.source).toContain('Prometheus, sum(players)')
    })
  })

  it('reads a saved answer', async () => {
    await inScratch(async (folder) => {
      const values = [
        [0, '5'],
        [600, '10.4'],
        [1200, '20'],
      ]
      const answer = { status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } }
      writeFileSync(join(folder, 'players.json'), JSON.stringify(answer))
      const ended = await berth(['import', 'prometheus', 'players.json'], folder)
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      expect(parseCurve(ended.stdout)).toMatchObject({
        ok: true,
        value: { name: 'players', form: { samples: [0.25, 0.5, 1] } },
      })
    })
  })

  it('says what the server refuses, and 6 where there is none to ask', async () => {
    const range = ['--from', '2026-11-01', '--to', '2026-11-02']
    const bad = await serve([], (response) => {
      response.statusCode = 400
      response.end('{"status":"error","errorType":"bad_data","error":"parse error"}')
      return true
    })
    const refused = await berth(['import', 'prometheus', bad, ...ASK, ...range])
    const fault = `${bad}/api/v1/query_range: status: found bad_data: "parse error", expected success\n`
    expect(refused).toEqual({ code: 2, stdout: '', stderr: fault })
    close()
    const down = await serve([], (response) => {
      response.statusCode = 503
      response.end('busy')
      return true
    })
    const busy = await berth(['import', 'prometheus', down, ...ASK, ...range])
    expect(busy).toMatchObject({ code: 6, stdout: '' })
    expect(busy.stderr).toContain('found status 503, expected an answer of Prometheus')
    close()
    const gone = await berth(['import', 'prometheus', 'http://127.0.0.1:9', ...ASK, ...range])
    expect(gone).toMatchObject({ code: 6, stdout: '' })
    expect(gone.stderr).toContain('http://127.0.0.1:9/api/v1/query_range: found ')
  })

  it('lists every wrong argument', async () => {
    const live = await berth(['import', 'prometheus', 'http://x', 'y', '--from', 'noon', '--step', '1s'])
    expect(live.code).toBe(2)
    expect(live.stderr.trimEnd().split('\n')).toEqual([
      'FILE: found 2 addresses or files, expected one address alone',
      '--name: found nothing, expected a name of the curve',
      '--query: found nothing, expected a query of PromQL, such as sum(players_online)',
      '--from: found "noon", expected a time such as 2026-03-05 18:10 (UTC) or unix seconds',
      '--step: found "1s", expected whole seconds from 1m on, such as 10m',
    ])
    const saved = await berth(['import', 'prometheus', 'x.json', '--query', 'up', '--memory', '1Gi'])
    expect(saved.stderr.trimEnd().split('\n')).toEqual([
      '--memory: found an option, expected none with prometheus',
      '--query: found an option, expected none with a saved answer',
    ])
  })
})
