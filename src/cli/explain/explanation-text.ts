import type { ExplainedDecision, RoomMade } from '../../../simulator/what-if/run-explainer.ts'
import type { TriedChange } from '../../../simulator/what-if/try-nearest.ts'
import type { DecisionLine } from '../../model/decision.ts'
import type { Explanation, RankedHost, ResizeInPlace } from '../../model/explanation.ts'
import { cpuChangeOf, keptWords, numaRuleWords } from '../../model/in-place-words.ts'
import { nearestWords } from '../../model/resource-words.ts'
import { formatCount, table } from '../output.ts'
import type { DecisionOfPod } from './decisions-of-pod.ts'
import { kubeText } from './kube-text.ts'

/** Decisions of the pod listed at the end; `-o json` has all. */
const DECISIONS_LISTED = 10

/** An explanation as lines: what was asked and became of it, the hosts refused, those ranked, what is nearest. */
export function explanationText(explained: ExplainedDecision, all: readonly DecisionOfPod[]): string {
  const { line, explanation } = explained
  const parts = [headOf(line), groupOf(line)]
  if (explanation === null) parts.push(`cause: ${line.cause}\n`)
  else parts.push(askedFor(explanation), filtersOf(explanation), choiceOf(explained, explanation))
  parts.push(`\n${historyOf(all, line.seq)}`)
  return parts.join('')
}

function headOf(line: DecisionLine): string {
  const where = 'host' in line ? ` ${line.kind === 'release' ? 'from' : 'on'} ${line.host}` : ''
  const what = line.kind === 'refuse' ? `${line.action} refused` : `${line.kind}${where}`
  return `${line.pod}: ${what}, decision ${formatCount(line.seq)} at ${seconds(line.atUs)}\n`
}

/** What a decision has to do with a group; '' for those of pods on their own. */
function groupOf(line: DecisionLine): string {
  if (line.kind === 'place' && line.group !== undefined) return `with all pods of group ${line.group}\n`
  if (line.kind !== 'refuse' || line.group === undefined) return ''
  const { group, beside = [] } = line
  if (beside.length === 0) return `so no pod of group ${group} has a place\n`
  const others = beside.map(({ pod, host }) => `  ${pod} on ${host}\n`)
  return `so no pod of group ${group} has a place; judged as if these did:\n${others.join('')}`
}

function askedFor({ cpus, cpuMilli, memoryMib, profile, action }: Explanation): string {
  const shared = cpuMilli === 0 ? '' : `, ${cpuMilli / 1000} shared`
  return `${action} of ${cpus} Cpus${shared} and ${formatCount(memoryMib)} MiB, profile ${profile}\n`
}

function filtersOf({ hosts, refused, feasible, kube }: Explanation): string {
  const rows = refused.map((reason) => {
    const words = reason.words?.map(({ text, hosts: count }) => `${formatCount(count)} ${text}`).join(', ')
    return [`  ${reason.filter}`, `refuses ${formatCount(reason.hosts)}`, ...(words === undefined ? [] : [words])]
  })
  const unseen = kube?.unseen ?? 0
  const seen = hosts - unseen
  const head = `\n${formatCount(seen)} ${seen === 1 ? 'host' : 'hosts'} looked at`
  const rest = unseen === 0 ? '' : `, enough of ${formatCount(hosts)}`
  return `${head}${rest}\n${table([...rows, ['  can take it', formatCount(feasible)]])}`
}

function choiceOf({ line, tried, room }: ExplainedDecision, explanation: Explanation): string {
  const { ranking, inPlace, nearest, kube } = explanation
  const parts: string[] = []
  if (ranking.length > 0) parts.push(`\n${rankingTable(ranking)}`, winner(explanation))
  if (kube !== undefined) return `${parts.join('')}${kubeText(kube)}`
  if (inPlace !== null) parts.push(`\n${inPlaceText(inPlace, line)}`)
  if (nearest !== null) {
    const more = nearest.hosts > nearest.on.length ? ' …' : ''
    const what = nearestWords(nearest, formatCount)
    parts.push(`\nnearest: ${what} (${nearest.on.join(', ')}${more})\n${triedText(tried)}`)
  } else if (explanation.feasible === 0) {
    parts.push('\nnearest: no host is one change away\n')
  }
  if (room !== null) parts.push(roomText(room))
  return parts.join('')
}

/** A line a NumaNode, why the pod stands on some of them, and what becomes of its Cpus. */
function inPlaceText(inPlace: ResizeInPlace, line: DecisionLine): string {
  const rows = inPlace.rooms.map(({ keptBy, isChosen, ...amounts }) => [
    ...Object.values(amounts).map((value) => formatCount(value)),
    keptWords(keptBy),
    isChosen ? 'yes' : 'no',
  ])
  const head = ['NUMANODE', 'CPUS HELD', 'FREE', 'MIB HELD', 'FREE', 'KEPT BY ITS', 'STANDS ON IT']
  const cpus = cpuChangeOf(inPlace, line)
  const sentences = [numaRuleWords(inPlace), cpus].filter((words) => words !== '')
  return `${table([head, ...rows])}${sentences.map((words) => `${words}\n`).join('')}`
}

function roomText({ movesMax, lines }: RoomMade): string {
  const many = movesMax === 1 ? 'one move' : `up to ${movesMax} moves`
  if (lines.length === 0) {
    const untried = "moves that free a rule's domain or an address elsewhere were not tried"
    return `room: no host has any after ${many} off it; ${untried}\n`
  }
  const moves = lines.map((line) => {
    if (line.kind === 'migrate') return `  move ${line.pod} from ${line.from} to ${line.host}\n`
    return `  then the pod fits${'host' in line ? ` on ${line.host}` : ''}\n`
  })
  return `room, by the fewest and cheapest of ${many} off one host:\n${moves.join('')}`
}

function triedText(tried: TriedChange | null): string {
  if (tried === null) return ''
  if (tried.fits === null) return `not tried: ${tried.reason}\n`
  const where = tried.host === '' ? '' : ` on ${tried.host}`
  return tried.fits ? `tried${where}: with it the pod fits\n` : 'tried: with it the pod does not fit\n'
}

/** A column a score plug-in, its weight in the head; points of soft rules and NumaNodes in one column each, if any. */
function rankingTable(ranking: readonly RankedHost[]): string {
  const names = ranking[0].scores.map(({ plugin, weight }) => `${plugin} ×${weight}`)
  const hasNodes = ranking.some(({ numaNodes }) => numaNodes.length > 0)
  const hasRules = ranking.some(({ rules }) => rules.length > 0)
  const rows = ranking.map(({ host, total, numaNodes, scores, rules }) => [
    host,
    formatCount(total),
    ...(hasNodes ? [numaNodes.join(',')] : []),
    ...scores.map(({ score }) => String(score)),
    ...(hasRules
      ? [rules.map(({ rule, domain, points }) => `${rule}${domain ? ` ${domain}` : ''} ${points}`).join(', ')]
      : []),
  ])
  return table([
    ['HOST', 'TOTAL', ...(hasNodes ? ['NUMANODES'] : []), ...names, ...(hasRules ? ['RULES'] : [])],
    ...rows,
  ])
}

function winner({ ranking, tied, feasible, kube }: Explanation): string {
  const more = feasible - ranking.length
  const rest = more > 0 ? `and ${formatCount(more)} more that could take it\n` : ''
  const [first, second] = ranking
  if (kube !== undefined && tied > 1) {
    const how = kube.tie === 'name' ? 'the first by name' : `${kube.node}, drawn by the seed,`
    return `${rest}${formatCount(tied)} hosts share the highest total; ${how} wins\n`
  }
  if (second === undefined) return `${rest}${first.host} is the only one that can take it\n`
  if (tied > 1) return `${rest}${formatCount(tied)} hosts share the highest total; the first by rank wins\n`
  return `${rest}${first.host} wins by ${formatCount(first.total - second.total)} over ${second.host}\n`
}

function historyOf(all: readonly DecisionOfPod[], seq: number): string {
  const at = all.findIndex((each) => each.seq === seq)
  const from = Math.max(0, Math.min(at - DECISIONS_LISTED / 2, all.length - DECISIONS_LISTED))
  const rows = all
    .slice(from, from + DECISIONS_LISTED)
    .map((each) => [each.seq === seq ? '>' : ' ', String(each.seq), seconds(each.atUs), each.kind, each.host])
  const count = all.length === 1 ? 'one decision' : `${formatCount(all.length)} decisions`
  return `${count} about the pod; --seq N explains another\n${table([[' ', 'SEQ', 'AT', 'KIND', 'HOST'], ...rows])}`
}

function seconds(us: number): string {
  return `${(us / 1e6).toFixed(3)} s`
}
