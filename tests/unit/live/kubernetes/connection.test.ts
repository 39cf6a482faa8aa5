import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openConnection } from '../../../../src/live/targets/kubernetes/api/connection.ts'

function written(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-kubeconfig-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'token'), 'secret\n')
  return join(folder, name)
}

const CONFIG = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'c',
  contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
  clusters: [{ name: 'k', cluster: { server: 'https://127.0.0.1:6443/' } }],
  users: [{ name: 'u', user: { tokenFile: 'token' } }],
}

it('a kubeconfig that is none is told in one line, without its bytes', async () => {
  for (const [text, at] of [
    ['a: b\n\u0001\u0002: [\n\u0003}', /line \d, column \d/],
    ['['.repeat(1000), /nested too deeply/],
  ] as const) {
    const path = written('config', text)
    const thrown = await openConnection({ kubeconfig: path }).catch((error: unknown) => (error as Error).message)
    expect(thrown).toMatch(at)
    expect(thrown).toMatch(/^\S+, which is no YAML or JSON \([\w ,]*\)$/)
  }
})

it('a token file stands beside the kubeconfig that names it, and may end in a newline', async () => {
  const { server, cluster, headers } = await openConnection({ kubeconfig: written('config', JSON.stringify(CONFIG)) })
  expect([cluster, server]).toEqual(['k', 'https://127.0.0.1:6443'])
  expect(await headers()).toMatchObject({ Authorization: 'Bearer secret' })
})
