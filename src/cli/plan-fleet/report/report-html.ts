import { sumOf } from '../../../base/sum.ts'
import { US_PER_DAY } from '../../../base/units.ts'
import type { Exhaustion, FleetPlan, FleetPlanStatus, GoalMiss } from '../../../model/fleet-plan.ts'
import {
  dayBand,
  dayOf,
  goalWords,
  lossWords,
  lostAt,
  missWords,
  seedsWords,
  whenWords,
  whyWords,
} from '../../../model/goal-words.ts'
import { resourceWords } from '../../../model/resource-words.ts'
import { formatCount } from '../../output.ts'
import { boundText, commandsOf, orderText, recommendation, witnessText } from '../plan-table.ts'
import { barSvg, curveSvg } from './curve-svg.ts'
import { type Html, html, htmlTable } from './html.ts'
import { STYLE } from './style.ts'

/** A plan as one page of HTML that refers to nothing outside: what to do first, then why and how sure that is. */
export function reportHtml(plan: FleetPlan): string {
  const { spec, status } = plan
  const title = `Fleet plan: ${spec.title}`
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title>
<style>${{ html: STYLE }}</style></head><body><main>
<header><p class="eyebrow">Berth fleet plan</p><h1>${spec.title}</h1>
<p class="meta">${spec.scenario}, ${spec.size}: ${days(spec.durationUs)} days, ${spec.seeds} seeds,
${formatCount(status.runs)} runs</p></header>
<section class="answer ${status.verdict}"><h2>${status.verdict === 'found' ? 'Recommendation' : 'No fleet found'}</h2>
${recommendation(plan)
  .split('\n')
  .map((line) => html`<p>${line}</p>\n`)}</section>
${missesSection('What misses the goal', status.misses)}
${changesSection(plan)}
${missesSection('What misses the goal when all is ordered as the scenario begins', status.late?.misses ?? [])}
<section><h2>Capacity and demand</h2>${curveSvg(status.curve)}</section>
<section><h2>Is the goal kept?</h2><p>Promised: ${goalWords(spec.goal, formatCount)}.</p>
${casesTable(status)}</section>
<section><h2>What runs out, and when</h2>
<p>Run out means that 95 % of what is up is held or used; its day is that of the middle seed of those in which it
happens (p10 to p90). Days are counted from 1.
Short: a refusal is about it; the disk of a pod is full; packets or players are lost.</p>
<h3>The fleet as it stands</h3>${exhaustionTable(status, 'present', spec.seeds)}
<h3>The planned fleet</h3>${exhaustionTable(status, 'planned', spec.seeds)}</section>
<section><h2>Cost by game</h2>${costTable(plan)}</section>
<section><h2>How sure is that?</h2>${evidence(status)}</section>
<section><h2>Assumptions</h2><ul>${status.assumptions.map((text) => html`<li>${text}</li>\n`)}</ul></section>
<section><h2>Again</h2><pre>${spec.command}</pre><p class="meta">engine ${spec.engineVersion}</p></section>
</main></body></html>
`
  return page.html
}

function changesSection({ status: { changes } }: FleetPlan): Html {
  if (changes.length === 0) return html``
  const rows = changes.map(({ kind, group, count, byModule, orderByUs, cost, atUs }) => [
    kind === 'add' ? 'add' : 'free',
    group,
    formatCount(count),
    Object.entries(byModule)
      .map(([module, many]) => `${module}: ${many}`)
      .join(', '),
    `from ${dayOf(atUs)}`,
    orderByUs === null ? '' : orderText(orderByUs),
    money(cost),
  ])
  const head = ['Change', 'Host group', 'Hosts', 'Modules', 'When', 'Order', 'Cost to the end']
  return html`<section><h2>What changes</h2>${htmlTable(head, rows, [2, 6])}</section>`
}

function missesSection(title: string, misses: readonly GoalMiss[]): Html {
  if (misses.length === 0) return html``
  const rows = misses.map((miss) => [
    html`<span class="no">${missWords(miss, formatCount)}</span>`,
    lossWords(miss.loss, lostAt(miss)),
    seedsWords(miss),
    whenWords(miss, formatCount),
    whyWords(miss, formatCount),
  ])
  return html`<section><h2>${title}</h2>${htmlTable(['Bound', 'Case', 'Seeds', 'When', 'What is short'], rows)}
<p class="meta">The runs again:</p><pre>${commandsOf(misses).join('\n')}</pre></section>`
}

function casesTable({ present, planned }: FleetPlanStatus): Html {
  const rows = [
    ...present.map((each) => ['as it stands', each] as const),
    ...planned.map((each) => ['planned', each] as const),
  ]
  return htmlTable(
    ['Fleet', 'Case', 'Goal', 'Seeds'],
    rows.map(([fleet, each]) => [
      fleet,
      lossWords(each.loss, lostAt(each)),
      each.kept >= each.needed ? html`<span class="yes">kept</span>` : html`<span class="no">missed</span>`,
      `${each.kept} of ${each.ran} keep it, ${each.needed} must`,
    ]),
  )
}

function exhaustionTable({ exhaustion }: FleetPlanStatus, fleet: Exhaustion['fleet'], seeds: number): Html {
  const own = exhaustion.filter((each) => each.fleet === fleet)
  const rows = own.map(({ idc, resource, firstUs, peakPercent, boundPercent, seeds: out, refusedSeeds, refusedUs }) => [
    idc,
    resourceWords(resource),
    firstUs === null ? 'not within the horizon' : dayBand(firstUs),
    `${out} of ${seeds}`,
    html`${barSvg(peakPercent.p90, boundPercent)} ${percent(peakPercent.p10)} to ${percent(peakPercent.p90)}`,
    refusedUs === null ? 'none' : `${dayOf(refusedUs)} (${refusedSeeds} of ${seeds} seeds)`,
  ])
  return htmlTable(['IDC', 'Resource', 'Runs out', 'Seeds', 'Fullest, p10 to p90', 'First short'], rows, [3])
}

/** Columns of months that a page has room for. */
const MONTHS_ABREAST = 6

function costTable({ spec, status }: FleetPlan): Html {
  const { costs, idle, costPlanned } = status
  const months = Array.from({ length: spec.months }, (_, month) => month)
  const games = [...new Set(costs.map(({ game }) => game))]
  const total = (name: string): number => sumOf(costs.filter(({ game }) => game === name).map(({ cost }) => cost))
  const share = (cost: number): string => percent((100 * cost) / Math.max(1, costPlanned))
  const rows = games
    .sort((a, b) => total(b) - total(a))
    .map((name) => {
      const own = costs.filter(({ game }) => game === name)
      const [held, used] = [
        sumOf(own.map(({ cpuHoursHeld }) => cpuHoursHeld)),
        sumOf(own.map(({ cpuHoursUsed }) => cpuHoursUsed)),
      ]
      const byMonth = months.map((month) =>
        money(sumOf(own.filter((each) => each.month === month).map(({ cost }) => cost))),
      )
      return [
        name,
        count(held),
        percent((100 * used) / Math.max(1, held)),
        count(sumOf(own.map(({ cpuHoursStranded }) => cpuHoursStranded))),
        ...byMonth,
        money(total(name)),
        share(total(name)),
      ]
    })
  const rest = (name: string, hours: number, ofMonth: readonly number[]): string[] => [
    name,
    count(hours),
    '',
    '',
    ...ofMonth.map(money),
    money(sumOf(ofMonth)),
    share(sumOf(ofMonth)),
  ]
  const all = [
    ...rows,
    rest(
      'free',
      sumOf(idle.map(({ cpuHoursFree }) => cpuHoursFree)),
      idle.map(({ costFree }) => costFree),
    ),
    rest(
      'stranded',
      sumOf(idle.map(({ cpuHoursStranded }) => cpuHoursStranded)),
      idle.map(({ costStranded }) => costStranded),
    ),
  ]
  const head = ['Game', 'Cpu-hours held', 'Used', 'Stranded beside', 'Cost', 'Share']
  const cells = all.map((row) => [...row.slice(0, 4), ...row.slice(4 + months.length)])
  const abreast = months.length === 1 ? [] : months.filter((month) => month % MONTHS_ABREAST === 0)
  const monthTables = abreast.map((first) => {
    const names = months.slice(first, first + MONTHS_ABREAST).map((month) => `Month ${month + 1}`)
    const costsOf = (row: readonly string[]): readonly string[] => row.slice(4 + first, 4 + first + names.length)
    return htmlTable(
      ['Game', ...names],
      all.map((row) => [row[0], ...costsOf(row)]),
      names.map((_, i) => i + 1),
    )
  })
  return html`<p>What games hold is paid for by the hosts that they lie on; stranded is what is
free and takes no further pod.</p>
${htmlTable(head, cells, head.map((_, i) => i).slice(1))}
${monthTables}`
}

function evidence({ witnesses, bounds }: FleetPlanStatus): Html {
  const lines = [...witnesses.map(witnessText), ...bounds.map(boundText)]
  return html`<p>A witness is a run in which one host fewer misses the goal; a bound is what demand alone asks for.</p>
<ul>${lines.map((line) => html`<li>${line}</li>\n`)}</ul>`
}

function days(us: number): string {
  return String(Math.round((10 * us) / US_PER_DAY) / 10)
}

function percent(value: number): string {
  return `${Math.round(value)} %`
}

function count(value: number): string {
  return formatCount(Math.round(value))
}

function money(value: number): string {
  return value < 0 ? `−${count(-value)}` : count(value)
}
