import { SHORT_RESOURCES } from '../../model/decision.ts'
import type { ExplainedChange, Explanation, RankedHost, RulePoints } from '../../model/explanation.ts'
import { keepFeasible } from '../choose/keep-feasible.ts'
import { createScoreBatch, type ScoreBatch } from '../choose/score-batch.ts'
import { spreadPenalty } from '../choose/score-hosts.ts'
import { taintsDisliked } from '../filter/taints.ts'
import type { PodClass } from '../pod-class.ts'
import { ReasonCounts } from '../refuse/reasons.ts'
import { firstFailing, lacksResources, refusePlace, type Why } from '../refuse/refuse-place.ts'
import { shortfallOf } from '../refuse/shortfall.ts'
import { SCORE_MAX } from '../score/score-max.ts'
import type { HostTable } from '../state/host-table.ts'
import type { RangeRule } from '../state/spread-groups.ts'
import type { Choice } from './watch.ts'

/** Hosts named beside a nearest change. */
const ON_MAX = 5

/**
 * How a host is chosen for a pod, host by host from the belief as it is and not from rankings kept, so that the two
 * can be held to each other. O(hosts × plug-ins + hosts log hosts).
 */
export function explainChoice(seq: number, atUs: number, choice: Choice, listed: number): Explanation {
  const { action, pod, hosts, klass, profile, except } = choice
  const counts = new ReasonCounts()
  const batch = createScoreBatch(hosts.hostCount)
  for (let host = 0; host < hosts.hostCount; host++) {
    if (host === except) continue
    const filter = firstFailing(hosts, host, klass, choice.range, choice.rules)
    if (filter === null) batch.hosts[batch.count++] = host
    else counts.add(filter, 1)
  }
  const feasible = batch.count
  const ranking = rankedHosts(choice, batch)
  return {
    seq,
    atUs,
    action,
    pod: pod.name,
    profile: profile.name,
    cpus: klass.cpus,
    cpuMilli: klass.cpuMilli,
    memoryMib: klass.memoryMib,
    hosts: hosts.hostCount - (except < 0 ? 0 : 1),
    refused: counts.reasons,
    feasible,
    ranking: ranking.slice(0, listed).map(({ host, i }) => describe(choice, batch, host, i)),
    tied: ranking.filter(({ total }) => total === ranking[0].total).length,
    nearest: feasible > 0 ? null : changeOn(choice, refusePlace(hosts, klass, choice.range, choice.rules, except)),
    inPlace: null,
  }
}

interface Ranked {
  readonly host: number
  /** Its place in the batch. */
  readonly i: number
  readonly total: number
}

/** Sets the NumaNodes of the batch; all its hosts are feasible, best first, ties by rank. */
function rankedHosts({ hosts, klass, profile, rules }: Choice, batch: ScoreBatch): readonly Ranked[] {
  keepFeasible(hosts, klass, batch)
  profile.scoreAll(hosts, klass, batch)
  return Array.from({ length: batch.count }, (_, i) => {
    const host = batch.hosts[i]
    const points = pointsOf(hosts, klass, rules, host).reduce((sum, each) => sum + each.points, 0)
    return { host, i, total: batch.scores[i] + points }
  }).sort((a, b) => b.total - a.total || a.host - b.host)
}

function describe({ hosts, klass, profile, rules }: Choice, batch: ScoreBatch, host: number, i: number): RankedHost {
  const one = createScoreBatch(1)
  one.count = 1
  one.hosts[0] = host
  one.numaMasks[0] = batch.numaMasks[i]
  const scores = profile.scores.map(({ plugin, weight }) => {
    one.scores[0] = 0
    plugin.addTo(hosts, klass, one, 1)
    return { plugin: plugin.name, score: one.scores[0], weight }
  })
  const moved = pointsOf(hosts, klass, rules, host)
  const total = scores.reduce((sum, { score, weight }) => sum + score * weight, 0)
  const { name, numaNodes } = hosts.fleet.hosts[host]
  return {
    host: name,
    total: total + moved.reduce((sum, { points }) => sum + points, 0),
    numaNodes: numaNodes.map((_, numa) => numa).filter((numa) => ((batch.numaMasks[i] >>> numa) & 1) === 1),
    scores,
    rules: moved,
  }
}

/** What the soft rules add to a host; those that add nothing are left out. */
function pointsOf(hosts: HostTable, klass: PodClass, rules: readonly RangeRule[], host: number): RulePoints[] {
  const { hostRule } = klass
  const points: RulePoints[] = [
    { rule: 'Taints', domain: null, points: -SCORE_MAX * taintsDisliked(hosts, host, klass) },
  ]
  if (hostRule !== null) {
    const penalty = spreadPenalty(hostRule.weight, hostRule.counts[host])
    points.push({ rule: 'Spread', domain: 'host', points: -penalty })
  }
  for (const { kind, domain, weight, counts } of rules) {
    const penalty = spreadPenalty(weight, counts.get(hosts.domains[domain].of[host]) ?? 0)
    points.push({ rule: kind, domain, points: -penalty })
  }
  return points.filter((each) => each.points !== 0)
}

function changeOn({ hosts, klass, range, rules, except }: Choice, { nearest }: Why): ExplainedChange | null {
  if (nearest === null) return null
  const short = SHORT_RESOURCES.indexOf(nearest.resource)
  const on: string[] = []
  for (let host = 0; host < hosts.hostCount && on.length < ON_MAX; host++) {
    const filter = host === except ? null : firstFailing(hosts, host, klass, range, rules)
    if (filter === null || !lacksResources(hosts, host, klass, filter)) continue
    if (shortfallOf(hosts, host, klass)[short] <= nearest.amount) on.push(hosts.fleet.hosts[host].name)
  }
  return { ...nearest, on }
}
