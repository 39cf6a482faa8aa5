import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations } from './axe.ts'
import { type PushServer, startPushServer, untilFleet } from './push-server.ts'

let server: PushServer
beforeAll(async () => {
  server = await startPushServer()
})
afterAll(() => server.close())

test('a number that cannot be taken stays as typed, says its bounds, and no button takes an older one', async () => {
  const { page, complaints } = await server.open('ann', '/push?screen=make')
  await untilFleet(page)
  await page.getByText('Make new pods').click()
  await page.getByLabel('Game', { exact: true }).fill('tale')
  await page.getByLabel('Component', { exact: true }).fill('logic')
  const pods = page.getByLabel('Pods', { exact: true })
  await pods.fill('')
  await pods.pressSequentially('5000')
  await page.keyboard.press('Tab')
  expect(await pods.inputValue()).toBe('5000')
  expect(await pods.getAttribute('aria-invalid')).toBe('true')
  await page.getByText('A whole number, 1 to 1,000').waitFor()
  const memory = page.getByLabel('Memory each, MiB')
  await memory.fill('16 GiB')
  await page.keyboard.press('Tab')
  expect(await memory.inputValue()).toBe('16 GiB')
  expect(await violations(page)).toEqual([])
  const add = page.getByRole('button', { name: /^Add .*pods?$/ })
  expect(await add.isDisabled()).toBe(true)
  await pods.fill('500')
  expect(await add.isDisabled()).toBe(true)
  await memory.fill('16384')
  await add.click()
  await page.getByText('Make 500 × tale/main/logic').waitFor()
  const settle = page.getByLabel('Then settle, s')
  await settle.fill('2 min')
  await page.keyboard.press('Tab')
  await page.getByText('Mend the marked numbers first.').waitFor()
  expect(await page.getByRole('button', { name: 'Make the plan' }).isDisabled()).toBe(true)
  expect(complaints).toEqual([])
})
