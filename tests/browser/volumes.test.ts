import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from './axe.ts'
import { smokeDecisions } from './recorded-run.ts'
import { fact, startWorkbench, untilStatus, type Workbench } from './workbench.ts'

let workbench: Workbench
beforeAll(async () => {
  workbench = await startWorkbench()
})
afterAll(() => workbench.close())

describe.each(['dark', 'light'] as const)('in %s', (scheme) => {
  test('a pod shows its network volume, its host what it attaches and how full the pools are', async () => {
    const placed = smokeDecisions('volumes', 1).find((line) => line.kind === 'place' && line.volume !== undefined)
    if (placed?.kind !== 'place') throw new Error('no pod of the scenario has a volume')
    const at = placed.atUs + 60_000_000
    const pod = encodeURIComponent(placed.pod)
    const { page, complaints } = await workbench.open(`/?scenario=volumes&size=smoke&seed=1&t=${at}&pod=${pod}`, {
      scheme,
    })
    await untilStatus(page, 'done')
    await page.locator('[data-fact="Volume"]').waitFor()
    const gib = (placed.volumeMib ?? 0) / 1024
    expect(await fact(page, 'Volume')).toBe(`${gib} GiB in pool ${placed.volume}`)
    expect(await violations(page)).toEqual([])
    await page.locator('[data-fact="Host"] button').click()
    await page.getByTestId('volumes-attached').waitFor()
    expect(await page.getByTestId('volumes-attached').innerText()).toMatch(
      /^Network volumes, [1-9]\d* of [68] attached$/,
    )
    const row = await page.locator(`tr[data-pool="${placed.volume}"]`).innerText()
    expect(row).toMatch(/[1-9]\d* · [\d.]+ [GT]iB\s+[\d.]+ [GT]iB of [\d.]+ [GT]iB · [\d.]+ %/)
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })
})
