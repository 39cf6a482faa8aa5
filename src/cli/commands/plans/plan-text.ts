import { formatCpuList } from '../../../base/cpu-list.ts'
import type { PlanHead } from '../../../model/api.ts'
import type { DecisionLine, HoldingWords } from '../../../model/decision.ts'
import type { Plan, PlanStep } from '../../../model/plan.ts'
import { nearestWords } from '../../../model/resource-words.ts'
import { standingOf, standingWords } from '../../../model/step-standing.ts'
import { formatCount, table } from '../../output.ts'

/** Plans, one a line. */
export function headTable(plans: readonly PlanHead[]): string {
  const rows = plans.map((head) => [
    head.name,
    head.closed && head.state !== 'rolled-back' ? `${head.state}, closed` : head.state,
    head.author,
    head.approver ?? '',
    `${formatCount(head.steps.applied ?? 0)}/${formatCount(head.stepCount)}`,
    `${head.wave}/${head.waveCount}`,
    head.games.join(','),
    new Date(head.createdAtMs).toISOString(),
  ])
  return table([['NAME', 'STATE', 'AUTHOR', 'APPROVER', 'APPLIED', 'WAVE', 'GAMES', 'CREATED'], ...rows])
}

/** A plan for a person: where it stands, its steps, what does not fit, what cannot be undone exactly. */
export function planText(plan: Plan): string {
  const { metadata, spec, status } = plan
  const why = status.reason === '' ? '' : ` (${status.reason})`
  const approver = status.approver === null ? '' : `, approved by ${status.approver}`
  const lines = [
    `${metadata.name}: ${status.state}${status.closed ? ', closed' : ''}${why}`,
    `by ${metadata.author}${approver}, on ${spec.target.kind} ${spec.target.name}, digest ${spec.digest.slice(0, 12)}`,
    '',
  ]
  const waves = new Map(spec.waves.flatMap(({ name, steps }) => steps.map((number) => [number, name] as const)))
  const rows = spec.steps.map((step) => {
    const at = status.steps[step.number - 1]
    const { state, call, reason } = at
    const hasCall = !['applied', 'undone'].includes(state) && standingOf(at, status) !== 'stopped'
    const now = [standingWords(at, status), hasCall ? call : '', reason === step.irreversible ? '' : reason]
      .filter((word) => word !== '')
      .join(' ')
    return [String(step.number), waves.get(step.number) ?? '', step.kind, step.pod, ...changeOf(step), now]
  })
  lines.push(table([['STEP', 'WAVE', 'KIND', 'POD', 'BEFORE', 'AFTER', 'STATE'], ...rows]).trimEnd())
  for (const host of spec.cordon) lines.push(`cordons ${host}`)
  for (const line of spec.refusals) lines.push(refusalLine(line))
  lines.push(...irreversibleLines(spec.steps))
  for (const { step, host, detail, compensated } of status.clashes) {
    lines.push(`step ${step} clashed on ${host}: ${detail}${compensated ? ' (taken back)' : ''}`)
  }
  return `${lines.join('\n')}\n`
}

/** What cannot be undone exactly, a reason once: a drain has the same one for each of its steps. */
function irreversibleLines(steps: readonly PlanStep[]): string[] {
  const byReason = new Map<string, PlanStep[]>()
  for (const step of steps) {
    if (step.irreversible === null) continue
    const reason = step.irreversible.replace(step.pod, 'each pod')
    byReason.set(reason, [...(byReason.get(reason) ?? []), step])
  }
  return [...byReason].map(([reason, group]) => {
    if (group.length === 1) return `step ${group[0].number} cannot be undone exactly: ${group[0].irreversible}`
    return `steps ${formatCpuList(group.map(({ number }) => number))} cannot be undone exactly: ${reason}`
  })
}

/** What a plan changes, host by host, the pods of each by name. */
export function diffText({ spec }: Plan): string {
  const byHost = new Map<string, string[][]>()
  const add = (host: string, row: string[]): void => {
    const rows = byHost.get(host) ?? []
    byHost.set(host, rows)
    rows.push(row)
  }
  for (const host of spec.cordon) add(host, ['!', '', 'cordoned', ''])
  for (const { kind, pod, before, after } of spec.steps) {
    const isSame = before?.host === after?.host
    if (before !== null && after !== null && isSame)
      add(after.host, ['~', pod, holdingText(before), holdingText(after)])
    else {
      if (before !== null)
        add(before.host, ['-', pod, holdingText(before), kind === 'migrate' ? `to ${after?.host}` : ''])
      if (after !== null) add(after.host, ['+', pod, before === null ? '' : `from ${before.host}`, holdingText(after)])
    }
  }
  const blocks = [...byHost].sort(([a], [b]) => (a < b ? -1 : 1)).map(([host, rows]) => `${host}\n${indented(rows)}`)
  const refusals = spec.refusals.map((line) => `${refusalLine(line)}\n`).join('')
  const counts = new Map<string, number>()
  for (const { kind } of spec.steps) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const sum = [...counts].map(([kind, count]) => `${formatCount(count)} ${kind}`).join(', ')
  return `${blocks.join('')}${refusals}${sum === '' ? 'no change' : sum}\n`
}

function indented(rows: readonly (readonly string[])[]): string {
  const lines = table([...rows].sort((a, b) => (a[1] < b[1] ? -1 : 1))).trimEnd()
  return lines.replace(/^/gm, '  ') + '\n'
}

function changeOf({ before, after }: PlanStep): readonly [string, string] {
  const place = (holding: HoldingWords | null): string => {
    return holding === null ? '' : `${holding.host} cpus ${holding.cpus}`
  }
  return [place(before), place(after)]
}

/** A holding in a line, without its host. */
function holdingText({ cpus, memoryMib, vf, ip, diskMib }: HoldingWords): string {
  const memory = Object.entries(memoryMib).map(([id, mib]) => `${id}:${mib}`)
  const disks = Object.entries(diskMib ?? {}).map(([name, mib]) => `${name}:${mib}`)
  return [
    `cpus ${cpus}`,
    `MiB ${memory.join(' ')}`,
    ...(vf === undefined ? [] : [`vf ${vf}`]),
    `ip ${ip}`,
    ...(disks.length === 0 ? [] : [`disk ${disks.join(' ')}`]),
  ].join(', ')
}

function refusalLine(line: DecisionLine): string {
  if (line.kind !== 'refuse') return ''
  const reasons = line.reasons.map(({ filter, hosts }) => `${filter} ${hosts}`).join(', ')
  const { nearest } = line
  const near = nearest === undefined ? '' : `; it fits with ${nearestWords(nearest, formatCount)}`
  const group = line.group === undefined ? '' : `, so no pod of group ${line.group} gets a place`
  return `${line.pod} does not fit${group}: ${reasons}${near}`
}
