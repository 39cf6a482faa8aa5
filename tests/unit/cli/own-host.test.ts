import { expect, it } from 'vitest'
import { createWorkbenchApp } from '../../../src/cli/serve/workbench-app.ts'
import { freshFolder } from '../live/store/folder.ts'

const folder = freshFolder

it.each([
  ['127.0.0.1:4780', 200],
  ['[::1]:4780', 200],
  ['localhost:4780', 200],
  ['Berth.example', 200],
  ['evil.example:4780', 403],
  ['127.0.0.1.evil.example', 403],
  ['a b', 403],
])('what is of this user is read under a name of this machine: %s', async (host, status) => {
  const app = createWorkbenchApp(folder(), null, folder(), ['berth.example'])
  for (const path of ['/fleet-plans.json', '/cases.json', '/policy.json']) {
    expect((await app.request(path, { headers: { host } })).status).toBe(status)
  }
  const plan = await app.request('/fleet-plans/mine/plan.json', { headers: { host } })
  expect(plan.status).toBe(status === 200 ? 404 : 403)
})
